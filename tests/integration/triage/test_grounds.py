"""Grounds are counted under the protocol of the case."""

from datetime import timedelta

import pytest

from meetings.models import Case, Ground, RiskAssessment, Stage
from meetings.queries.triage import judge_cases
from meetings.rules.checklist import SUBJECTS
from sharing import clock
from sharing.work import unit_of_work
from tests.doing import change, change_party, declare_wall
from tests.story import case_at


def judged(cast, case, name="carys"):
    with unit_of_work(cast.actor(name)) as work:
        found = Case.objects.select_related("protocol", "meeting").get(pk=case.pk)
        return judge_cases(work.actor, [found])[case.pk]


class TestGrounds:
    def test_they_are_counted_under_the_protocol_of_the_case(self, cast):
        case = case_at(cast, Stage.TRIAGE)
        codes = list(SUBJECTS)
        answers = dict.fromkeys(codes, "yes") | dict.fromkeys(codes[17:], "no")
        change(cast, case, RiskAssessment, answers=answers)
        assert Ground.HIGH_RISK in judged(cast, case).met
        assert judged(cast, case).in_short == "17 ticks. Visible high risk, potential escalation."

    def earlier(self, cast, *, days, stage=Stage.ACTIONS):
        case = case_at(cast, stage)
        change(cast, case, Case, submitted_at=clock.now() - timedelta(days=days))
        change(cast, case, incident_on=clock.today() - timedelta(days=days + 3))
        return case

    def test_a_repeat_is_the_same_two_people_within_the_months(self, cast):
        earlier = self.earlier(cast, days=100)
        old = self.earlier(cast, days=500, stage=Stage.ACCEPTED)
        case = case_at(cast, Stage.TRIAGE)
        change_party(cast, case, "victim", given_name=" tára ", family_name="TARN")
        found = judged(cast, case)
        assert Ground.REPEAT in found.met
        assert {one.pk for one in found.earlier} == {earlier.pk, old.pk}
        change_party(cast, case, "perpetrator", given_name="", family_name="")
        assert Ground.REPEAT not in judged(cast, case).met

    def test_a_repeat_may_be_counted_from_the_meeting(self, cast):
        heard = self.earlier(cast, days=380)
        case = case_at(cast, Stage.TRIAGE)
        assert Ground.REPEAT not in judged(cast, case).met
        with unit_of_work(cast.actor("carys")):
            protocol = case.protocol
            protocol.repeat_anchor = "meeting"
            protocol.save()
            heard.meeting.ended_at = clock.now() - timedelta(days=300)
            heard.meeting.save()
        assert Ground.REPEAT in judged(cast, case).met

    @pytest.mark.parametrize("stage", [Stage.TRIAGE, Stage.ACCEPTED])
    def test_a_second_referral_of_one_incident_is_no_repeat(self, cast, stage):
        other = case_at(cast, stage)
        case = case_at(cast, Stage.TRIAGE)
        found = judged(cast, case)
        assert [one.pk for one in found.same_incident] == [other.pk]
        assert found.earlier == [] and Ground.REPEAT not in found.met

    def test_a_referral_that_only_waits_is_no_repeat(self, cast):
        self.earlier(cast, days=100, stage=Stage.TRIAGE)
        case = case_at(cast, Stage.TRIAGE)
        assert judged(cast, case).earlier == []

    def test_a_case_taken_on_later_is_no_earlier_one(self, cast):
        case = case_at(cast, Stage.TRIAGE)
        other = case_at(cast, Stage.ACCEPTED)
        change(cast, other, incident_on=None)
        change(cast, other, Case, submitted_at=None)
        assert judged(cast, case).earlier == []

    def test_what_somebody_has_no_access_to_does_not_count(self, cast):
        declare_wall(cast, self.earlier(cast, days=100), "carys")
        case = case_at(cast, Stage.TRIAGE)
        assert Ground.REPEAT not in judged(cast, case).met
        assert Ground.REPEAT in judged(cast, case, "chidi").met

    def test_a_referral_without_a_checklist_is_judged_too(self, cast):
        case = case_at(cast, Stage.DRAFT)
        with unit_of_work(cast.actor("wren")) as work:
            found = Case.objects.select_related("protocol").get(pk=case.pk)
            row = RiskAssessment.objects.get(scope_id=case.pk)
            assert judge_cases(work.actor, [found])[case.pk].assessment == row
