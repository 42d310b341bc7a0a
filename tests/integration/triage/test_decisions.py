"""A referral is accepted, returned, declined by two people or joined."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from meetings.models import Case, CaseStage, Stage, TriageDecision
from meetings.operations.triage import (
    accept_referral,
    confirm_decline,
    join_cases,
    propose_decline,
    return_referral,
    reverse_decline,
)
from sharing import clock
from sharing.models import Conflict
from sharing.operations import circulation
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import change, change_party, declare_wall, do, now, scope_of
from tests.integration.triage.helpers import DECLINE
from tests.story import case_at
from tests.trail import newest_event


class TestAccept:
    def test_it_works(self, cast):
        case = case_at(cast, Stage.TRIAGE)
        decision = do(cast, "carys", accept_referral, case_id=case.pk)
        assert now(cast, case).stage == Stage.ACCEPTED
        assert (decision.kind, decision.ticks, decision.not_known) == ("accept", 0, 24)
        assert decision.grounds_met == ["escalation"]
        assert decision.protocol_id == case.protocol_id

    def test_it_records_event(self, cast):
        case = case_at(cast, Stage.TRIAGE)
        do(cast, "chidi", accept_referral, case_id=case.pk)
        event = newest_event()
        assert (event.code, event.cases) == ("referral_accepted", [case.pk])

    def test_judgement_that_was_asked_for_is_a_ground(self, cast):
        case = case_at(cast, Stage.TRIAGE)
        change(cast, case, judgement="She is very frightened.", incident_count=1)
        decision = do(cast, "carys", accept_referral, case_id=case.pk)
        assert decision.grounds_met == ["judgement"]

    def test_without_any_ground_somebody_says_why(self, cast):
        case = case_at(cast, Stage.TRIAGE)
        change(cast, case, incident_count=1)
        with pytest.raises(RuleBroken) as broken:
            do(cast, "carys", accept_referral, case_id=case.pk, reason="  ")
        assert broken.value.field == "reason"
        decision = do(
            cast, "carys", accept_referral, case_id=case.pk, reason="Strangled once, years ago."
        )
        assert decision.grounds_met == ["judgement"]

    @pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.ACCEPTED, Stage.RESEARCH])
    def test_only_what_waits_is_decided(self, cast, stage):
        case = case_at(cast, stage)
        with pytest.raises((RuleBroken, Refused)):
            do(cast, "carys", accept_referral, case_id=case.pk)

    @pytest.mark.parametrize(
        ("name", "reason"),
        [("petra", "not_in_role"), ("nia", "other_area"), ("wren", "not_in_role")],
    )
    def test_it_refuses_others(self, cast, name, reason):
        case = case_at(cast, Stage.TRIAGE)
        with pytest.raises(Refused) as refused:
            do(cast, name, accept_referral, case_id=case.pk)
        assert refused.value.reason == reason
        assert (newest_event().outcome, newest_event().reason) == ("refused", reason)

    def test_it_refuses_conflict(self, cast):
        case = case_at(cast, Stage.TRIAGE)
        declare_wall(cast, case, "carys")
        with pytest.raises(Refused):
            do(cast, "carys", accept_referral, case_id=case.pk)


def test_a_referral_is_returned_with_what_is_missing(cast):
    case = case_at(cast, Stage.TRIAGE)
    with pytest.raises(RuleBroken):
        do(cast, "carys", return_referral, case_id=case.pk, reason=" ")
    do(cast, "carys", return_referral, case_id=case.pk, reason="The checklist, please.")
    assert now(cast, case).stage == Stage.RETURNED
    assert newest_event().code == "referral_returned"
    with unit_of_work(cast.actor("carys")):
        assert (
            CaseStage.objects.get(scope_id=case.pk, to_stage="returned").reason
            == "The checklist, please."
        )


class TestDecline:
    @pytest.mark.parametrize("missing", ["reason", "instead"])
    def test_it_says_why_and_where_instead(self, cast, missing):
        case = case_at(cast, Stage.TRIAGE)
        with pytest.raises(RuleBroken) as broken:
            do(cast, "carys", propose_decline, case_id=case.pk, **(DECLINE | {missing: " "}))
        assert broken.value.field == missing

    def test_it_takes_a_second_person(self, cast):
        case = case_at(cast, Stage.TRIAGE)
        do(cast, "carys", propose_decline, case_id=case.pk, **DECLINE)
        assert now(cast, case).stage == Stage.DECLINING
        with pytest.raises(RuleBroken):
            do(cast, "carys", confirm_decline, case_id=case.pk)
        assert now(cast, case).stage == Stage.DECLINING
        decision = do(cast, "chidi", confirm_decline, case_id=case.pk)
        assert now(cast, case).stage == Stage.DECLINED
        assert decision.second_agrees and decision.second_by_id == cast.user("chidi").pk
        assert newest_event().code == "decline_confirmed"

    def test_the_database_refuses_one_person_too(self, cast):
        case = case_at(cast, Stage.TRIAGE)
        do(cast, "carys", propose_decline, case_id=case.pk, **DECLINE)
        with unit_of_work(cast.actor("carys")):
            decision = TriageDecision.objects.get(scope_id=case.pk)
            decision.second_by_id, decision.second_at = decision.decided_by_id, clock.now()
            with pytest.raises(IntegrityError), transaction.atomic():
                decision.save()

    def test_the_second_person_may_disagree(self, cast):
        case = case_at(cast, Stage.TRIAGE)
        do(cast, "carys", propose_decline, case_id=case.pk, **DECLINE)
        with pytest.raises(RuleBroken):
            do(cast, "chidi", reverse_decline, case_id=case.pk, reason="")
        do(cast, "chidi", reverse_decline, case_id=case.pk, reason="He strangled her.")
        assert now(cast, case).stage == Stage.TRIAGE
        assert newest_event().code == "decline_reversed"
        # And it may be proposed again, on other grounds.
        do(cast, "chidi", propose_decline, case_id=case.pk, **DECLINE)
        do(cast, "carys", confirm_decline, case_id=case.pk)
        assert now(cast, case).stage == Stage.DECLINED

    def test_nothing_is_confirmed_that_nobody_proposed(self, cast):
        case = case_at(cast, Stage.TRIAGE)
        with pytest.raises(RuleBroken):
            do(cast, "chidi", confirm_decline, case_id=case.pk)


class TestJoin:
    def two(self, cast):
        first, second = case_at(cast, Stage.ACCEPTED), case_at(cast, Stage.TRIAGE)
        change(cast, second, Case, submitted_at=clock.now() + timedelta(seconds=5))
        return first, second

    def test_it_works(self, cast):
        first, second = self.two(cast)
        with unit_of_work(cast.actor("carys")) as work:
            ines = cast.seat("ines")
            circulation.change(work, second.pk, referred_by=frozenset({ines}))
        do(cast, "carys", join_cases, case_id=second.pk, into_id=first.pk)
        joined = now(cast, second)
        assert (joined.stage, joined.joined_to_id) == (Stage.JOINED, first.pk)
        into = scope_of(cast, first)
        assert into.referred_by == [cast.seat("wren")]
        assert scope_of(cast, second).referred_by == [ines]
        assert cast.agency("health_visiting").pk in into.full_circulation
        assert set(scope_of(cast, second).full_circulation) == set(into.full_circulation)
        event = newest_event()
        assert event.code == "cases_joined" and set(event.cases) == {first.pk, second.pk}

    def test_a_conflict_of_interest_holds_in_both(self, cast):
        first, second = self.two(cast)
        declare_wall(cast, second, "rowan")
        declare_wall(cast, first, "rowan")
        declare_wall(cast, first, "petra")
        do(cast, "carys", join_cases, case_id=second.pk, into_id=first.pk)
        both = {cast.user("rowan").pk, cast.user("petra").pk}
        assert set(scope_of(cast, first).walled) == set(scope_of(cast, second).walled) == both
        with unit_of_work(cast.actor("carys")):
            assert Conflict.objects.filter(scope_id=second.pk).count() == 2

    def test_it_refuses_itself_and_what_is_too_late(self, cast):
        first, second = self.two(cast)
        late = case_at(cast, Stage.ACTIONS)
        for into in (second, late):
            with pytest.raises(RuleBroken) as broken:
                do(cast, "carys", join_cases, case_id=second.pk, into_id=into.pk)
            assert broken.value.field == "into"

    def test_it_refuses_another_victim(self, cast):
        first, second = self.two(cast)
        change_party(cast, second, "victim", given_name="Beck", family_name="Rill", born_on=None)
        with pytest.raises(RuleBroken, match="neither name nor birth date"):
            do(cast, "carys", join_cases, case_id=second.pk, into_id=first.pk)

    def test_it_refuses_what_is_not_there(self, cast):
        _first, second = self.two(cast)
        with pytest.raises(Refused) as refused:
            do(cast, "carys", join_cases, case_id=second.pk, into_id=uuid4())
        assert refused.value.reason == "other_area"
