"""A whole referral is submitted, and the IDVA service is told."""

import pytest
from django.core import mail

from meetings.models import Case, Stage
from meetings.operations import referral
from sharing.models import Agency
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, one
from tests.jobs import run_jobs
from tests.story_parts import referral as part
from tests.trail import newest_event


def test_submitting_is_a_disclosure(cast, submitted):
    event = newest_event()
    assert (event.code, event.cases) == ("referral_submitted", [submitted.pk])
    assert len(event.people) == 3


def test_a_referral_with_gaps_is_not_submitted(cast, draft):
    with pytest.raises(RuleBroken, match="not complete"):
        do(cast, "wren", referral.submit_referral, case_id=draft.pk)
    assert one(cast, "wren", Case, draft).stage == Stage.DRAFT


def test_what_was_submitted_is_closed_to_its_form(cast, submitted):
    with pytest.raises(RuleBroken, match="was submitted"):
        do(cast, "wren", referral.save_incident, case_id=submitted.pk)
    with pytest.raises(RuleBroken, match="was submitted"):
        do(cast, "wren", referral.submit_referral, case_id=submitted.pk)


def test_what_came_back_is_completed_and_submitted_again(cast, returned):
    first = one(cast, "wren", Case, returned).submitted_at
    do(cast, "wren", referral.save_grounds, case_id=returned.pk, grounds=["high_risk"])
    part.submit(cast, returned)
    case = one(cast, "wren", Case, returned)
    assert (case.stage, case.submitted_at) == (Stage.TRIAGE, first)
    run_jobs()
    # The IDVA service was told the first time, the referrer that it came back.
    assert sorted(message.subject for message in mail.outbox) == [
        f"A referral waits: {case.reference}",
        f"Decided on your referral: {case.reference}",
    ]


def test_the_advocates_are_told_after_the_unit_and_it_is_recorded(cast, submitted):
    assert mail.outbox == []
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["idva@lm.example"]
    assert submitted.reference in message.subject
    assert f"/cases/{submitted.pk}/victim/" in message.body
    for secret in ("Tara", "Tarn", "Kyle", "Mere Walk", "1999"):
        assert secret not in message.subject + message.body
    event = newest_event()
    assert (event.code, event.cases, event.recipient_id) == (
        "notice_sent",
        [submitted.pk],
        cast.agency("idva").pk,
    )


def test_without_a_mailbox_each_advocate_is_told(cast, written):
    with as_owner(), unit_of_work(cast.actor("carys")):
        agency = Agency.objects.get(pk=cast.agency("idva").pk)
        agency.mailbox = ""
        agency.save()
    part.submit(cast, written)
    run_jobs()
    assert [message.to for message in mail.outbox] == [["ines@example.org"]]


def test_a_referral_that_is_not_submitted_tells_nobody(cast, draft):
    with pytest.raises(RuleBroken):
        do(cast, "wren", referral.submit_referral, case_id=draft.pk)
    run_jobs()
    assert mail.outbox == []
