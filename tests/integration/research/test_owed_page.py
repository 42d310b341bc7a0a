"""What the own agency owes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.research import answer_case
from sharing import clock
from tests.copies import copies_of
from tests.doing import do
from tests.integration.research.helpers import DAY, NAMES, people, request_of, text_of
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get


def test_my_research_shows_what_is_owed_first(cast, case, known):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    answered = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Hetty", position=3)
    do(
        cast,
        "petra",
        answer_case,
        request_id=request_of(cast, answered, "police").pk,
        answer="not_known",
        searched=NAMES,
    )
    text = text_of(get(cast, "petra", "research"))
    assert "2 cases to answer" in text and "Answered: 1 case" in text
    order = [text.index(one.reference) for one in (other, case, answered)]
    assert order == sorted(order)
    assert "Tarn" not in text
    event = newest_event()
    assert event.code == "research_seen"
    assert set(event.cases) == {case.pk, other.pk, answered.pk}


def test_my_research_before_and_after(cast):
    text = text_of(get(cast, "petra", "research"))
    assert "Nothing is asked of your agency now" in text
    case = case_at(cast, Stage.RESEARCH)
    do(
        cast,
        "petra",
        answer_case,
        request_id=request_of(cast, case, "police").pk,
        answer="not_known",
        searched=NAMES,
    )
    assert "has answered about every case" in text_of(get(cast, "petra", "research"))


def test_my_research_says_what_is_late_and_what_waits(cast, case):
    do(
        cast,
        "petra",
        answer_case,
        request_id=request_of(cast, case, "police").pk,
        answer="not_yet",
        unchecked_parties=people(case),
        check_by=clock.today() + 8 * DAY,
    )
    with clock.set_to(case.meeting.research_due_at + timedelta(hours=1)):
        text = text_of(get(cast, "petra", "research"))
        assert "Was due" in text and "Cannot check until" in text and "app-row-late" not in text
        assert "app-row-late" in text_of(get(cast, "ines", "research"))


@pytest.mark.parametrize("who", ["carys", "wren", "alex", "odile"])
def test_my_research_is_for_agencies(cast, who):
    assert get(cast, who, "research").status_code == 403


def count(cast, who, name, *args):
    get(cast, who, name, *args)  # opened once: the first look is written down
    client = signed_in_client(cast, who)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(reverse(name, args=args)).status_code == 200
    return len(queries)


def test_ten_times_the_rows_take_no_more_queries(cast, case, asked):
    places = (("petra", "research"), ("hal", "research_list"), ("carys", "research_grid"))

    def counts():
        return [
            count(cast, who, name, *([case.meeting_id] if name != "research" else []))
            for who, name in places
        ]

    before = counts()
    copies_of(cast, case, 10)
    assert counts() == before
    assert max(before) <= 25
