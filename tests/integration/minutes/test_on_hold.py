"""A case that was put on hold in the room: the minutes say so, every page counts it alike, and
where it comes back its minutes wait."""

import pytest
from django.urls import reverse

from meetings.models import Hearing, Meeting, MeetingState, Stage
from meetings.operations.hearing import agree_minutes, end_hearing, end_meeting
from sharing.unit import unit_of_work
from tests.doing import change, do, explained, now, wall_off
from tests.integration.minutes.helpers import minutes_of
from tests.integration.test_closure import record_that_she_died
from tests.integration.test_deaths_taken_back import take_back
from tests.memory import told_once
from tests.paper import in_one_line
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.visits import hidden, words_of

HELD = "what was heard until then stands here"


@told_once
def on_hold_in_the_room(cast):
    """One case was heard; another was being heard when it was put on hold; the meeting ended."""
    meeting = meeting_in(cast, state=MeetingState.RUNNING)
    case_at(cast, Stage.HEARD, meeting=meeting)
    case = case_at(cast, Stage.HEARING, meeting=meeting, position=2)
    record_that_she_died(cast, case)
    explained(cast, "carys", case)
    explained(cast, "chidi", case)
    do(cast, "chidi", end_meeting, meeting_id=meeting.pk)
    return case


@pytest.fixture
def case(cast):
    return on_hold_in_the_room(cast)


def page(cast, name, case, who="chidi"):
    client = signed_in_client(cast, who)
    ids = [] if name in ("home", "meetings") else [case.meeting_id]
    return words_of(client.get(reverse(name, args=ids)))


def agreed(cast, case):
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    with unit_of_work(cast.actor("carys")):
        assert Meeting.objects.get(pk=case.meeting_id).state == MeetingState.AGREED


def test_what_is_kept_while_on_hold_is_what_the_chair_was_shown(cast, case):
    chidi = signed_in_client(cast, "chidi")
    shown = hidden(chidi.get(reverse("meeting_minutes", args=[case.meeting_id])))
    change(cast, case, Hearing, decisions="Otherwise.")
    answer = chidi.post(reverse("agree_minutes", args=[case.meeting_id]), shown)
    assert f"the minutes of {case.reference} changed" in words_of(answer)
    with unit_of_work(cast.actor("carys")):
        assert Meeting.objects.get(pk=case.meeting_id).state == MeetingState.HELD


def test_the_minutes_say_so_and_nothing_waits_once_the_others_are_agreed(cast, case):
    before = page(cast, "meeting_minutes", case)
    assert "Minutes: 2 cases Draft" in before and "Agree the minutes" in before
    assert before.count(HELD) == 1
    agreed(cast, case)
    after = page(cast, "meeting_minutes", case)
    assert "Minutes: 2 cases" in after and after.count(HELD) == 1
    assert "Draft" not in after and "Agree the minutes" not in after
    assert "2026 On hold" in words_of(signed_in_client(cast, "carys").get(minutes_of(case)))
    for name in ("meetings", "meeting", "meeting_opening"):
        said = page(cast, name, case)
        assert "Minutes agreed" in said and "wait" not in said.split("Minutes agreed")[1][:20]
    assert case.reference not in page(cast, "home", case)


def test_it_changes_no_more_once_the_others_are_agreed(cast, case):
    change(cast, case, Hearing, risks="Serious injury.")
    explained(cast, "carys", case)
    agreed(cast, case)
    change(cast, case, Hearing, risks="Something else.")
    assert "Serious injury." in page(cast, "meeting_minutes", case)
    take_back(cast, case)
    explained(cast, "chidi", case)
    said = page(cast, "meeting_minutes", case)
    assert "Something else." in said and "Serious injury." not in said


def test_the_paper_says_so(cast, case):
    answer = signed_in_client(cast, "chidi").get(reverse("minutes_paper", args=[case.pk]))
    assert HELD in in_one_line(answer.content)


def test_every_page_counts_the_same_cases(cast, case):
    assert "Running order: 2 cases" in page(cast, "meeting", case)
    opening = page(cast, "meeting_opening", case)
    assert "Running order: 2 cases" in opening and "On hold" in opening
    assert "Minutes: 2 cases" in page(cast, "meeting_minutes", case)


def test_what_comes_back_waits_for_its_minutes_and_says_so(cast, case):
    agreed(cast, case)
    take_back(cast, case)
    explained(cast, "carys", case)
    explained(cast, "chidi", case)
    assert "did not hear it to its end. Read it back" in page(cast, "home", case, "carys")
    waiting = page(cast, "meeting_minutes", case)
    assert "Minutes: 2 cases Draft" in waiting and HELD not in waiting
    assert "The case was not heard to its end." in waiting and "Agree the minutes" not in waiting
    do(
        cast,
        "chidi",
        end_hearing,
        case_id=case.pk,
        gap_reason="Nothing was agreed yet.",
        untold_reason="No safe way.",
    )
    assert "but its minutes are not agreed" in page(cast, "home", case, "carys")
    for name in ("meetings", "meeting", "meeting_opening"):
        assert "Minutes agreed Minutes of 1 case wait" in page(cast, name, case)
    assert "Agree the minutes" in page(cast, "meeting_minutes", case)
    agreed(cast, case)
    assert now(cast, case).stage == Stage.ACTIONS
    assert "Draft" not in page(cast, "meeting_minutes", case)


@pytest.mark.parametrize("comes_back", [False, True])
def test_nothing_shows_past_a_wall(cast, case, comes_back):
    agreed(cast, case)
    if comes_back:
        take_back(cast, case)
    wall_off(cast, case, "chidi")
    for name in ("home", "meetings", "meeting", "meeting_opening", "meeting_minutes"):
        said = page(cast, name, case)
        for words in (case.reference, "2 cases", "n hold", "Minutes of 1 case", "Draft"):
            assert words not in said, (name, words)


def test_one_that_was_not_begun_is_in_no_minutes(cast):
    meeting = meeting_in(cast, state=MeetingState.RUNNING)
    case = case_at(cast, Stage.RESEARCH, meeting=meeting)
    record_that_she_died(cast, case)
    in_the_room(cast, meeting, "chidi")
    do(cast, "chidi", end_meeting, meeting_id=meeting.pk)
    assert "No case of this meeting was heard yet." in page(
        cast, "meeting_minutes", now(cast, case)
    )


def test_where_each_case_is_on_hold_the_minutes_are_agreed_all_the_same(cast):
    meeting = meeting_in(cast, state=MeetingState.RUNNING)
    case = case_at(cast, Stage.HEARING, meeting=meeting)
    record_that_she_died(cast, case)
    explained(cast, "chidi", case)
    do(cast, "chidi", end_meeting, meeting_id=meeting.pk)
    case = now(cast, case)
    assert "Agree the minutes" in page(cast, "meeting_minutes", case)
