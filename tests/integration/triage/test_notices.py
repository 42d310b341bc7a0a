"""What agencies hear by mail of triage and lists: that there is something, nothing personal."""

import pytest
from django.core import mail

from meetings.models import Stage
from meetings.operations.listing import publish_list
from meetings.operations.triage import (
    accept_referral,
    confirm_decline,
    propose_decline,
    return_referral,
)
from sharing.models import Agency
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.listing.helpers import listed
from tests.integration.triage.helpers import DECLINE
from tests.integration.triage.test_joined import join, second_of
from tests.jobs import run_jobs
from tests.story import case_at, meeting_in

PERSONAL = ("Tara", "Tarn", "Lune", "Alder", "Mere Walk", "2004", "declined by", "Kyle")


def sent():
    mail.outbox.clear()
    run_jobs()
    found = {address: one for one in mail.outbox for address in one.to}
    for one in mail.outbox:
        assert not [word for word in PERSONAL if word in one.subject + one.body]
    return found


def test_the_agency_that_referred_hears_of_a_decision(cast):
    case = case_at(cast, Stage.TRIAGE)
    do(cast, "carys", accept_referral, case_id=case.pk)
    found = sent()
    assert list(found) == ["health_visiting@lm.example"]
    assert case.reference in found["health_visiting@lm.example"].subject


def test_a_proposal_to_decline_is_told_when_it_is_agreed(cast):
    case = case_at(cast, Stage.TRIAGE)
    do(cast, "carys", propose_decline, case_id=case.pk, **DECLINE)
    assert sent() == {}
    do(cast, "chidi", confirm_decline, case_id=case.pk)
    assert list(sent()) == ["health_visiting@lm.example"]


def declined(cast, case):
    do(cast, "carys", propose_decline, case_id=case.pk, **DECLINE)
    assert sent() == {}
    do(cast, "chidi", confirm_decline, case_id=case.pk)


def returned(cast, case):
    do(cast, "carys", return_referral, case_id=case.pk, reason="The checklist.")


def accepted(cast, case):
    do(cast, "carys", accept_referral, case_id=case.pk)


@pytest.mark.parametrize("decide", [declined, returned, accepted])
def test_the_agency_of_a_joined_referral_hears_of_it_too(cast, decide):
    case, other = case_at(cast, Stage.TRIAGE), second_of(cast)
    join(cast, case, other)
    assert other.reference in sent()["police@lm.example"].subject
    decide(cast, case)
    found = sent()
    assert {address: one.subject for address, one in found.items()} == {
        "health_visiting@lm.example": f"Decided on your referral: {case.reference}",
        "police@lm.example": f"Decided on your referral: {other.reference}",
    }
    assert other.reference not in found["health_visiting@lm.example"].body
    assert case.reference not in found["police@lm.example"].body


def test_agencies_hear_that_a_list_is_out_once(cast):
    meeting = meeting_in(cast)
    listed(cast, meeting)
    listed(cast, meeting)
    with as_owner(), unit_of_work(cast.actor("carys")):
        school = Agency.objects.create(area=cast.area, kind="education", name="School")
    sent()
    do(cast, "carys", publish_list, meeting_id=meeting.pk)
    found = sent()
    assert len(mail.outbox) == 6 and "police@lm.example" in found
    assert "is asked for research" in found["police@lm.example"].body
    # No mailbox and nobody who could answer: the coordinator sees that it owes an answer.
    assert school.mailbox == ""
