"""That proposals wait is told where work is seen: at home, by mail, and to the agency what became
of its own."""

from datetime import datetime, time

import pytest
from django.core import mail
from django.urls import reverse

from meetings.models import AddressProposal, Stage
from meetings.notices.of_proposals import send_proposals_notice, tell_of_proposals
from meetings.operations.research import answer_case
from meetings.rules.working_days import LONDON, add_working_days
from sharing import clock
from sharing.bank_holidays import bank_holidays
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import cannot_act, declare_wall, do
from tests.integration.research.helpers import NAMES, people, request_of
from tests.integration.research.proposing import (
    decide,
    only,
    propose,
    propose_address,
    propose_contact,
    waiting,
)
from tests.jobs import run_jobs, run_later_tries
from tests.personas import make_member
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, text, words_of

OFF = bank_holidays("ENG")
UNREACHABLE = "tests.integration.seal.test_mail.Unreachable"


def mailed(days=1, after=None):
    """Make the round of the morning so many working days later, and return the mail that it
    sent."""
    before = len(mail.outbox)
    day = add_working_days(after or clock.today(), days, OFF)
    with clock.set_to(datetime.combine(day, time(7), LONDON)):
        tell_of_proposals.enqueue()
        run_jobs()
    return mail.outbox[before:]


def test_it_stands_at_the_home_of_who_decides(cast, case, known):
    page = words_of(get(cast, "carys", "home"))
    assert "correction" not in page
    propose(cast, case, family_name="Tarne")
    propose(cast, case, "perpetrator", occupation="Locksmith")
    propose_address(cast, case, "8 Kiln Yard")
    propose_contact(cast, case, confirmed_on=clock.today())
    page = get(cast, "chidi", "home")
    assert "4 corrections of people wait for" in words_of(page)
    assert reverse("proposals_of_meeting", args=[case.meeting_id]) in text(page)
    declare_wall(cast, case, "carys")
    assert "corrections of people" not in words_of(get(cast, "carys", "home"))


def test_the_agency_reads_what_became_of_its_own(cast, case, known):
    assert "What you proposed" not in words_of(get(cast, "petra", "research_return", case.pk))
    propose(cast, case, family_name="Tarne", given_name="Tamar")
    first, second = waiting(cast, case)
    decide(cast, case, first, accept=True)
    words = words_of(get(cast, "petra", "research_return", case.pk))
    assert "What you proposed" in words and ": 1 not decided on yet, 1 accepted" in words
    decide(cast, case, second, accept=False)
    words = words_of(get(cast, "petra", "research_return", case.pk))
    assert ": 1 accepted, 1 declined" in words


def test_who_cannot_act_for_want_of_a_signature_is_not_told(cast, case, known):
    cannot_act(cast, "zoe", Role.COORDINATOR)
    propose_address(cast, case, "5 Larch Court", "safe")
    assert {to for one in mailed() for to in one.recipients()} == {"carys@example.org"}


@pytest.mark.parametrize("told_again", [True, False])
def test_mail_that_waited_for_the_server_is_sent_once(cast, case, known, settings, told_again):
    held = clock.day(case.meeting.starts_at)
    came, then, now = (add_working_days(held, days, OFF) for days in (-4, -3, -2))
    if told_again:
        came, then, now = (add_working_days(one, 1, OFF) for one in (came, then, now))
    with clock.set_to(datetime.combine(came, time(12), LONDON)):
        propose_address(cast, case, "5 Larch Court", "safe")
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, UNREACHABLE
    assert mailed(0, then) == []
    settings.EMAIL_BACKEND = usual
    assert len(mailed(0, now)) == told_again
    with clock.set_to(datetime.combine(now, time(9), LONDON)):
        run_later_tries()
    assert [one.to for one in mail.outbox] == [["carys@example.org"]]


def test_mail_says_only_that_something_waits(cast, case, known):
    assert mailed() == []
    propose(cast, case)
    assert mailed() == [], "what was confirmed waits for nobody"
    propose_address(cast, case, "5 Larch Court", "safe")
    assert mailed(0) == [], "it came today"
    (message,) = mailed()
    assert message.to == [cast.user("carys").email]
    said = f"{message.subject}\n{message.body}"
    assert reverse("proposals_of_meeting", args=[case.meeting_id]) in said
    for word in ("Larch", "Tarn", case.reference, "address", "Police"):
        assert word not in said
    event = newest_event()
    assert event.code == "notice_sent" and case.pk in event.cases
    assert mailed(2) == [], "each is told once"


def test_it_is_told_once_more_before_the_meeting(cast, case, known):
    propose_address(cast, case, "5 Larch Court", "safe")
    held = clock.day(case.meeting.starts_at)
    assert len(mailed(-1, after=held)) == 1
    assert mailed(0, after=add_working_days(held, 0, OFF)) == []


def test_of_what_was_answered_meanwhile_nobody_hears(cast, case, known):
    propose_address(cast, case, "5 Larch Court", "safe")
    decide(cast, case, only(AddressProposal), accept=False)
    send_proposals_notice.enqueue(meeting_id=str(case.meeting_id))
    run_jobs()
    assert mail.outbox == []


def test_where_a_wall_keeps_every_coordinator_from_the_case_the_chair_hears(cast, case, known):
    propose_address(cast, case, "5 Larch Court", "safe")
    declare_wall(cast, case, "carys")
    (message,) = mailed()
    assert message.to == [cast.user("chidi").email]
    page = words_of(get(cast, "chidi", "proposals_of_meeting", case.meeting_id))
    assert case.reference in page


def test_of_two_cases_each_is_told_to_who_may_know_of_it(cast, case, known):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    asked = request_of(cast, other, "police")
    answer = {"answer": "known", "known_parties": people(other)[:2], "searched": NAMES}
    do(cast, "petra", answer_case, request_id=asked.pk, **answer)
    propose_address(cast, case, "5 Larch Court", "safe")
    propose_address(cast, other, "6 Larch Court", "safe")
    declare_wall(cast, other, "carys")
    told = {to for message in mailed() for to in message.to}
    assert told == {cast.user("carys").email, cast.user("chidi").email}


def test_whom_a_wall_keeps_from_all_of_it_hears_nothing(cast, case, known):
    propose_address(cast, case, "5 Larch Court", "safe")
    with as_owner(), unit_of_work(cast.actor("alex")):
        cast.memberships["second"] = make_member("second", Role.COORDINATOR, cast.agency("marac"))
    declare_wall(cast, case, "carys")
    (message,) = mailed()
    assert message.to == [cast.user("second").email]
