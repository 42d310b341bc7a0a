"""An agency knew nobody when it was asked for one meeting, and the case was moved to another."""

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import MeetingState, Stage
from meetings.operations.hearing import begin_hearing
from meetings.operations.listing import defer_case
from meetings.operations.research import answer_case
from sharing import clock
from tests.doing import do
from tests.integration.listing.helpers import requests, set_meeting
from tests.integration.minutes.helpers import minutes_of
from tests.integration.research.helpers import SEARCHED, answer, people
from tests.integration.research.test_added_people import child
from tests.paper import in_one_line
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.visits import words_of

NIL = {"answer": "not_known", "known_parties": (), **SEARCHED}
WORDS = "Not known to us, said for another meeting and not for this one:"
ASKED = "Not known to them when they were asked for another meeting:"


@pytest.fixture
def case(cast):
    """A case about which the police and nobody else answered, before it was moved."""
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case, **NIL)
    later = meeting_in(cast, days=23, state=MeetingState.PUBLISHED)
    do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=later.pk, reason="Away.")
    case.moved_from, case.meeting, case.meeting_id = case.meeting, later, later.pk
    return case


def said(case, more=""):
    day = date_format(case.moved_from.starts_at, "j F Y")
    today = date_format(clock.today(), "j F Y")
    return f"Police on {today}, for the meeting on {day}{more}"


def heard(cast, case):
    set_meeting(cast, case.meeting, state=MeetingState.RUNNING)
    in_the_room(cast, case.meeting, "chidi", "carys")
    do(cast, "chidi", begin_hearing, case_id=case.pk)


def seen(cast, name, page, *about):
    return words_of(signed_in_client(cast, name).get(reverse(page, args=[*about])))


def answer_now(cast, case, **values):
    request = requests(cast, case, case.meeting)["police"]
    do(cast, "petra", answer_case, request_id=request.pk, **values)


def test_the_room_and_the_minutes_read_it_with_its_dates(cast, case):
    heard(cast, case)
    page = seen(cast, "chidi", "hearing", case.meeting_id, case.pk)
    others = len(requests(cast, case, case.meeting)) - 1
    assert f"{WORDS} {said(case)}" in page
    assert f"Nothing from {others} other agencies" in page
    assert "Not known to us: Police" not in page
    set_meeting(cast, case.meeting, state=MeetingState.HELD)
    page = words_of(signed_in_client(cast, "carys").get(minutes_of(case)))
    assert f"{WORDS} {said(case)}" in page and "Not known to us: Police" not in page
    paper = signed_in_client(cast, "carys").get(reverse("minutes_paper", args=[case.pk]))
    assert f"{WORDS} {said(case)}" in in_one_line(paper.content)


def test_the_research_of_the_case_and_the_pack_say_so(cast, case):
    assert f"{ASKED} {said(case)}" in seen(cast, "chidi", "case_research", case.pk)
    assert f"{ASKED} {said(case)}" in seen(cast, "chidi", "pack", case.meeting_id)


def test_what_is_said_for_this_meeting_takes_its_place(cast, case):
    heard(cast, case)
    answer_now(cast, case, **NIL)
    page = seen(cast, "chidi", "hearing", case.meeting_id, case.pk)
    assert WORDS not in page and "Not known to us: Police" in page
    assert ASKED not in seen(cast, "chidi", "case_research", case.pk)
    assert ASKED not in seen(cast, "chidi", "pack", case.meeting_id)


def test_nor_does_it_stand_once_they_know_somebody(cast, case):
    heard(cast, case)
    answer_now(cast, case, answer="known", known_parties=people(case)[:1])
    page = seen(cast, "chidi", "hearing", case.meeting_id, case.pk)
    others = len(requests(cast, case, case.meeting))
    assert WORDS not in page and f"Nothing from {others} other agencies" in page


def test_whoever_was_added_since_is_in_no_earlier_answer(cast, case):
    child(cast, case)
    heard(cast, case)
    page = seen(cast, "chidi", "hearing", case.meeting_id, case.pk)
    assert said(case, " (people were added or corrected since)") in page
