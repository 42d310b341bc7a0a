"""A copy of a case (tests/copies.py) is there for whom the case is, and reads as it does."""

import pytest

from meetings.models import Stage
from tests.copies import cases_at, copies_of
from tests.story import case_at
from tests.trail import events
from tests.visits import get, words_of


@pytest.mark.parametrize("stage", [Stage.ACCEPTED, Stage.ACTIONS])
def test_it_reads_as_the_case(cast, stage):
    case = case_at(cast, stage)
    both = [case, *copies_of(cast, case, 1)]

    def read(who, one):
        answer = get(cast, who, "case", one.pk)
        words = words_of(answer).replace(f"number {one.position}", "its place")
        for number, other in enumerate([one, *(each for each in both if each != one)]):
            words = words.replace(other.reference, f"case {number}").replace(str(other.pk), "")
        return answer.status_code, words

    for who in ("carys", "wren", "petra", "hal"):
        assert read(who, both[0]) == read(who, both[1]), who
    written = [[one.code for one in events() if one.cases == [each.pk]] for each in both]
    assert written[0] == written[1] != []


def test_each_has_a_place_of_its_own_on_the_meeting(cast):
    case = case_at(cast, Stage.RESEARCH)
    copies = [*copies_of(cast, case, 2), *copies_of(cast, case, 1)]
    assert [one.position for one in copies] == [2, 3, 4]
    assert len({one.reference for one in (case, *copies)}) == 4
    assert {one.meeting_id for one in copies} == {case.meeting_id}


def test_each_of_other_names_says_its_own_alone(cast):
    names = ["Una", "Vera", "Wilma"]
    cases = cases_at(cast, Stage.HEARD, names)
    for case, name in zip(cases, names, strict=True):
        words = words_of(get(cast, "carys", "case", case.pk))
        assert [one for one in names if one in words] == [name]
