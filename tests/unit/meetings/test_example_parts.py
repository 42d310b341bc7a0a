"""The parts of the example: its days, its stories, its command."""

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from hypothesis import given
from hypothesis import strategies as st

from marac_portal.management.commands.load_example import Progress
from meetings.example import hearing, plot, stories
from meetings.example.days import PAST, Days
from meetings.rules.calendar import meeting_days
from meetings.rules.checklist import SUBJECTS, counts
from meetings.rules.working_days import is_working_day
from sharing.bank_holidays import bank_holidays

ENGLAND = bank_holidays("ENG")
FILES = ("first_meeting", "second_meeting", "third_meeting", "next_meeting", "others")
ALL = [story for name in FILES for story in stories.stories(name)]
moments = st.datetimes(datetime(2026, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))


def days_at(now):
    return Days(now)


@given(moments)
def test_the_next_meeting_is_on_a_working_day_about_nine_days_from_now(now):
    days = days_at(now)
    assert is_working_day(days.next_meeting_on, ENGLAND)
    assert 5 <= (days.next_meeting_on - days.today).days <= 13


@given(moments)
def test_the_pattern_leads_to_the_next_meeting_with_its_list_out_already(now):
    days = days_at(now)
    before = days.first_meeting_on - timedelta(days=1)
    pattern = meeting_days(days.first_meeting_on, 14, after=before, off=ENGLAND)
    planned = [next(pattern).on for _ in range(PAST + 1)]
    assert planned[PAST] == days.next_meeting_on
    assert planned[PAST - 1] < days.today
    assert days.after(days.next_meeting_on, -plot.LIST_OUT) < days.today


@given(moments, st.integers(1, 35), st.lists(st.floats(0.05, 0.95), min_size=2, max_size=9))
def test_what_comes_later_is_never_earlier(now, days_ago, parts):
    made = plot.Plot(None, days_at(now), [])
    begins = now - timedelta(days=days_ago)
    played = [made.between(begins, part) for part in sorted(parts)]
    assert played == sorted(played)
    assert begins < played[0]
    assert played[-1] <= now


def test_no_moment_has_not_come_yet():
    days = days_at(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    assert days.at(date(2026, 11, 20), 16) < days.now
    assert days.at(date(2026, 7, 1), 16) == datetime(2026, 7, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize("story", ALL, ids=lambda story: story.victim.name)
def test_a_story_tells_no_more_ticks_than_it_has(story):
    answers = story.answers()
    assert set(answers) == set(SUBJECTS)
    assert counts(answers).yes == story.ticks
    assert all(answers[sign] == "yes" for sign in story.signs)
    assert set(story.plan) <= set(hearing.ACTIONS)


def test_their_texts_have_the_apostrophes_of_the_pages():
    folder = Path(stories.__file__).parent
    for file in [*folder.rglob("*.toml"), *folder.glob("*.py")]:
        said = re.findall(r'(?<!")"[^"\n]+"(?!")', file.read_text(encoding="utf-8"))
        assert [words for words in said if re.search(r"[a-z]'", words)] == [], file.name


def test_every_case_that_was_heard_has_a_plan():
    for name in FILES[:3]:
        assert all(len(story.plan) >= 4 for story in stories.stories(name))


def test_the_people_are_of_many_kinds():
    victims = [story.victim for story in ALL]
    assert {one.gender for one in victims} == {"female", "male"}
    assert len({one.ethnicity for one in victims}) == 6
    assert {16, 17} <= {one.age for one in victims}
    assert any(one.disabled == "yes" for one in victims)
    assert any(one.lgbt == "yes" for one in victims)
    assert any(one.interpreter == "yes" for one in victims)
    perpetrators = [one for story in ALL for one in story.perpetrators]
    assert {one.tie for one in perpetrators} >= {"child", "parent", "sibling", "other_family"}
    assert {one.gender for one in perpetrators} == {"female", "male"}
    assert any(not one.name for one in perpetrators)
    assert any(len(story.perpetrators) > 1 for story in ALL)
    assert any(one.due_in for story in ALL for one in story.children)


class Terminal(StringIO):
    def isatty(self):
        return True


def test_somebody_who_watches_sees_a_bar():
    out = Terminal()
    progress = Progress(OutputWrapper(out))
    for done in range(3):
        progress.show(done, 2, "Next meeting")
    assert out.getvalue().count("\r") == 3
    assert "█" * 15 + "░" * 15 + " 1/2 Next meeting" in out.getvalue()
    assert out.getvalue().endswith("\n")


def test_a_log_gets_a_line_for_each_tenth():
    out = StringIO()
    progress = Progress(OutputWrapper(out))
    for done in range(101):
        progress.show(done, 100, "" if done == 100 else "Next meeting")
    lines = out.getvalue().splitlines()
    assert lines[:2] == ["0 % Next meeting", "10 % Next meeting"]
    assert lines[-1] == "100 %"
    assert len(lines) == 11


def test_it_is_loaded_in_the_example_mode_only():
    with pytest.raises(CommandError, match="in the example mode only"):
        call_command("load_example")


def test_it_is_loaded_into_a_marked_database_only(db, settings):
    settings.EXAMPLE = True
    with pytest.raises(CommandError, match="does not carry the example's mark"):
        call_command("load_example")
