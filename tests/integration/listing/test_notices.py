"""A mail that a list is out, or a meeting called off, tells nobody of a case behind a wall: who may
know of none of the cases that it is about does not get it, and finds no word of it on the trail."""

import pytest
from django.core import mail

from meetings.models import Stage
from meetings.operations.hearing import admit_observer
from meetings.operations.listing import ask_research, call_off, list_case
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import declare_wall, do, wall_off
from tests.integration.listing.helpers import accepted, listed, publish
from tests.jobs import run_jobs
from tests.personas import make_member
from tests.story import case_at, meeting_in
from tests.trail import events, newest_event
from tests.visits import page_of

OUT = "The list of a meeting is out"
OFF = "A meeting is called off"


@pytest.fixture
def meeting(cast):
    return meeting_in(cast)


@pytest.fixture
def out(cast, meeting):
    """A case is on the list that is out, and everybody was told."""
    case = listed(cast, meeting)
    publish(cast, meeting)
    run_jobs()
    mail.outbox.clear()
    return case


@pytest.fixture
def colleague(cast):
    with as_owner(), unit_of_work(cast.actor("carys")):
        return make_member("colleague", Role.REPRESENTATIVE, cast.agency("police"))


def told():
    """Run the jobs that wait, and return who had which mail since."""
    mail.outbox.clear()
    run_jobs()
    return {(letter.to[0], letter.subject) for letter in mail.outbox}


def comes(cast, meeting, *walled):
    """A case comes to the meeting; these people are walled off from it."""
    case = accepted(cast)
    for name in walled:
        declare_wall(cast, case, name)
    do(cast, "chidi", list_case, case_id=case.pk, meeting_id=meeting.pk)
    return case


def off(cast, meeting, to=None):
    values = {"meeting_id": meeting.pk, "to_meeting_id": to and to.pk, "reason": "Flooded."}
    do(cast, "carys", call_off, **values)


def test_of_a_case_alone_whoever_is_walled_off_from_it_is_not_told(cast, meeting, out, colleague):
    comes(cast, meeting, "petra")
    found = told()
    assert ("colleague@example.org", OUT) in found, "who may know is told in person"
    assert ("housing@lm.example", OUT) in found
    assert not {("police@lm.example", OUT), ("petra@example.org", OUT)} & found


def test_nor_by_the_way_that_asks_about_it_afterwards(cast, meeting):
    hidden = comes(cast, meeting, "petra", "carys")
    listed(cast, meeting)
    publish(cast, meeting)
    told()
    do(cast, "chidi", ask_research, case_id=hidden.pk)
    found = told()
    assert ("housing@lm.example", OUT) in found and ("police@lm.example", OUT) not in found


def test_with_another_case_the_mail_is_as_ever(cast, meeting):
    comes(cast, meeting, "petra")
    listed(cast, meeting)
    publish(cast, meeting)
    assert ("police@lm.example", OUT) in told()


def test_of_a_meeting_that_is_called_off_neither(cast, meeting, colleague):
    hidden = comes(cast, meeting, "petra")
    publish(cast, meeting)
    told()
    off(cast, meeting)
    found = told()
    assert ("colleague@example.org", OFF) in found and ("housing@lm.example", OFF) in found
    assert not {("police@lm.example", OFF), ("petra@example.org", OFF)} & found
    assert newest_event().cases == [hidden.pk]


def test_who_was_asked_about_another_case_is_told_that_it_is_called_off(cast, meeting, out):
    comes(cast, meeting, "petra")
    told()
    off(cast, meeting)
    assert ("police@lm.example", OFF) in told()


def test_where_its_cases_go_nobody_is_told_of_what_they_may_not_know(cast, meeting):
    later = meeting_in(cast, days=23)
    listed(cast, later)
    publish(cast, later)
    told()
    comes(cast, meeting, "petra")
    off(cast, meeting, later)
    found = told()
    assert ("housing@lm.example", OUT) in found and ("police@lm.example", OUT) not in found


def test_an_observer_of_the_same_agency_is_told_of_the_meeting(cast, meeting):
    values = {"name": "Sol Reach", "email": "sol@college.example", "why": "Begins in May"}
    agency = cast.agency("police").pk
    do(cast, "carys", admit_observer, meeting_id=meeting.pk, agency_id=agency, **values)
    comes(cast, meeting, "petra")
    publish(cast, meeting)
    told()
    off(cast, meeting)
    found = told()
    assert ("sol@college.example", OFF) in found and ("police@lm.example", OFF) not in found
    of_police = [one for one in events() if one.recipient_id == agency]
    assert of_police[-1].cases == [], "it is there for a lead as if there were no such case"


def test_where_nobody_may_know_the_agency_is_not_told(cast, meeting, out):
    hidden = comes(cast, meeting, "petra")
    told()
    sent = [one for one in events() if hidden.pk in one.cases and one.code == "notice_sent"]
    assert sent and cast.agency("police").pk not in {one.recipient_id for one in sent}
    assert not [one for one in sent if out.pk in one.cases], "it was about the one alone"


class TestTheTrailOfTheArea:
    def test_a_lead_who_is_walled_off_reads_nothing_of_the_mail(self, cast, meeting, out):
        before = page_of(cast, "odile", "/trail/").count("notice")
        hidden = comes(cast, meeting)
        wall_off(cast, hidden, "odile")
        told()
        assert page_of(cast, "odile", "/trail/").count("notice") == before
        off(cast, meeting)
        told()
        assert page_of(cast, "odile", "/trail/").count("notice") > before

    def test_who_reads_the_trail_of_the_case_sees_who_was_told(self, cast, meeting, out):
        case = case_at(cast, Stage.ACCEPTED)
        do(cast, "carys", list_case, case_id=case.pk, meeting_id=meeting.pk)
        told()
        assert {one.cases[0] for one in events()[-3:]} == {case.pk}
