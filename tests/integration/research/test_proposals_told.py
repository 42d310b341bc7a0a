"""That proposals wait is told where work is seen: at home, by mail, and to the agency what became of
its own."""

from datetime import datetime, time

import pytest
from django.core import mail
from django.urls import reverse

from meetings.models import AddressProposal
from meetings.notices.of_proposals import send_proposals_notice, tell_of_proposals
from meetings.rules.working_days import LONDON, add_working_days
from sharing import clock
from sharing.bank_holidays import bank_holidays
from tests.doing import declare_wall
from tests.integration.research.proposing import (
    decide,
    only,
    propose,
    propose_address,
    propose_contact,
    waiting,
)
from tests.jobs import run_jobs
from tests.trail import newest_event
from tests.visits import get, text, words_of

OFF = bank_holidays("ENG")


def mailed(days=1, after=None):
    """Make the round of the morning so many working days later, and return the mail that it sent."""
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


@pytest.mark.parametrize("kept_away", ["answered", "walled"])
def test_who_need_not_know_hears_nothing(cast, case, known, kept_away):
    propose_address(cast, case, "5 Larch Court", "safe")
    if kept_away == "walled":
        declare_wall(cast, case, "carys")
        assert mailed() == []
    else:
        decide(cast, case, only(AddressProposal), accept=False)
        send_proposals_notice.enqueue(meeting_id=str(case.meeting_id))
        run_jobs()
        assert mail.outbox == []
