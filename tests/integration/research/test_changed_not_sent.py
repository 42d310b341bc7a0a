"""What an agency changed in a return that it had submitted, and did not submit again."""

import pytest
from django.urls import reverse

from meetings.models import Case, Stage
from tests.doing import change, wall_off
from tests.integration.research.helpers import answer, rewrite, submit, write
from tests.story import case_at
from tests.visits import get, words_of

HOME = "The research on {} was changed and not sent"


def page(cast, name, *args, who="petra"):
    return words_of(get(cast, who, name, *args))


@pytest.fixture
def sent(cast, case):
    """The item of a return that police has submitted."""
    answer(cast, case)
    item = write(cast, case)
    submit(cast, case)
    return item


def test_what_was_submitted_and_not_changed_waits_for_nothing(cast, case, sent):
    assert "not sent" not in page(cast, "home") + page(cast, "research")


def test_a_changed_item_waits_wherever_its_agency_looks(cast, case, sent):
    rewrite(cast, sent, text="Arrested on the day, and bailed.")
    home = page(cast, "home")
    assert HOME.format(case.reference) in home
    assert "1 changed item. Others read what was submitted before." in home
    listed = page(cast, "research")
    assert "Changed and not sent: 1 case Others go on reading" in listed
    assert f"{case.reference} 1 changed item" in listed and "Answered:" not in listed
    link = reverse("research_return", args=[case.pk])
    for name in ("home", "research"):
        assert f'href="{link}"' in get(cast, "petra", name).text
    assert "Submit 1 changed item" in page(cast, "research_return", case.pk)


def test_new_items_are_told_from_changed_ones(cast, case, sent):
    rewrite(cast, sent, text="Arrested on the day, and bailed.")
    write(cast, case, text="Bailed.")
    write(cast, case, text="He broke it.")
    both = "2 new items, 1 changed item"
    assert f"Submit {both}" in page(cast, "research_return", case.pk)
    assert f"{case.reference} {both}" in page(cast, "research")
    assert both in page(cast, "home")


def test_nothing_waits_once_it_is_submitted_again(cast, case, sent):
    rewrite(cast, sent, text="Arrested on the day, and bailed.")
    submit(cast, case)
    assert "not sent" not in page(cast, "home") + page(cast, "research")
    assert "changed item" not in page(cast, "research_return", case.pk)


def test_it_is_told_of_nobody_elses_nor_to_somebody_walled_off(cast, case, sent):
    rewrite(cast, sent, text="Arrested on the day, and bailed.")
    for who in ("rowan", "ines"):
        assert "not sent" not in page(cast, "home", who=who) + page(cast, "research", who=who)
    wall_off(cast, case, "petra")
    assert "not sent" not in page(cast, "home") + page(cast, "research")


def test_nothing_waits_of_a_case_that_was_heard(cast, case, sent):
    rewrite(cast, sent, text="Arrested on the day, and bailed.")
    change(cast, case, Case, stage=Stage.HEARD)
    assert "not sent" not in page(cast, "home")


def test_several_cases_stand_in_one_line(cast, case, sent):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Una", position=2)
    answer(cast, other)
    write(cast, other)
    submit(cast, other)
    for one in (case, other):
        write(cast, one, text="Bailed.")
    home = page(cast, "home")
    assert HOME.format("2 cases") in home and "See which" in home
    assert "Changed and not sent: 2 cases" in page(cast, "research")
