"""The steps of the form."""

from datetime import timedelta

import pytest

from meetings.models import Referral, RiskAssessment
from meetings.operations import referral
from meetings.rules.checklist import SUBJECTS
from sharing import clock
from sharing.models import SafeContact, SharingDecision, UnsafeToTell
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.doing import do, every, one
from tests.story_parts import referral as part


def test_each_step_is_remembered_once(cast, written):
    row = one(cast, "wren", Referral, written)
    assert len(row.steps_done) == len(set(row.steps_done)) == 10
    do(cast, "wren", referral.save_grounds, case_id=written.pk, grounds=["high_risk"])
    assert len(one(cast, "wren", Referral, written).steps_done) == 10


def test_a_watched_phone_is_never_called(cast, draft):
    contact = part.CONTACT | {"way": "call", "confirmed_on": clock.today()}
    with pytest.raises(RuleBroken) as broken:
        do(cast, "wren", referral.save_safe_contact, case_id=draft.pk, **contact)
    assert broken.value.field == "way"


def test_a_draft_has_one_safe_contact(cast, written):
    contact = part.CONTACT | {"times": "Fridays", "confirmed_on": clock.today()}
    for told in ("His mother", "His mother", ""):
        do(
            cast,
            "wren",
            referral.save_safe_contact,
            case_id=written.pk,
            must_not_learn=told,
            **contact,
        )
        with unit_of_work(cast.actor("wren")):
            assert [one.who for one in every(UnsafeToTell).all()] == [told]
    assert one(cast, "wren", SafeContact, written).times == "Fridays"


def test_the_checklist_keeps_a_dont_know(cast, written):
    answers = dict.fromkeys(SUBJECTS, "yes") | {"weapons": "not_known"}
    do(
        cast,
        "wren",
        referral.save_checklist,
        case_id=written.pk,
        answers=answers,
        assessed_on=clock.today(),
    )
    assert one(cast, "wren", RiskAssessment, written).answers == answers


def test_without_agreement_the_decision_is_reasoned(cast, written):
    with pytest.raises(RuleBroken) as broken:
        do(
            cast,
            "wren",
            referral.save_sharing,
            case_id=written.pk,
            agreement="unsafe",
            necessity="Near serious harm.",
        )
    assert broken.value.field == "proportionality"
    do(
        cast,
        "wren",
        referral.save_sharing,
        case_id=written.pk,
        agreement="unsafe",
        necessity="Near serious harm.",
        proportionality="Only what bears on risk.",
        risk_if_not_shared="Serious harm.",
    )
    assert one(cast, "wren", SharingDecision, written).agreement == "unsafe"


def test_what_cannot_be_is_refused(cast, draft):
    tomorrow = clock.today() + timedelta(days=1)
    contact = part.CONTACT | {"confirmed_on": tomorrow}
    for operation, field, what in (
        (referral.save_incident, "incident_on", {"incident_on": tomorrow}),
        (referral.save_checklist, "assessed_on", {"assessed_on": tomorrow, "answers": {}}),
        (referral.save_grounds, "judgement", {"grounds": ["judgement"]}),
        (referral.save_sharing, "asked_on", {"agreement": "agrees"}),
        (referral.save_sharing, "asked_on", {"agreement": "unsafe", "asked_on": tomorrow}),
        (referral.save_safe_contact, "confirmed_on", contact),
    ):
        with pytest.raises(RuleBroken) as broken:
            do(cast, "wren", operation, case_id=draft.pk, **what)
        assert broken.value.field == field
