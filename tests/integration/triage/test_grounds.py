"""Grounds are counted under the protocol of the case."""

from datetime import timedelta

import pytest
from django.utils.formats import date_format

from meetings.models import Case, Ground, RiskAssessment, Stage
from meetings.operations.triage import join_cases
from meetings.queries.triage import judge_cases
from meetings.rules.checklist import SUBJECTS
from sharing import clock
from sharing.unit import unit_of_work
from tests.doing import change, change_party, declare_wall, do
from tests.story import case_at, meeting_in
from tests.story_parts.aside import case_aside
from tests.trail import newest_event
from tests.visits import get, text, words_of


def judged(cast, case, name="carys"):
    with unit_of_work(cast.actor(name)) as work:
        found = Case.objects.select_related("protocol", "meeting").get(pk=case.pk)
        return judge_cases(work.actor, [found])[case.pk]


def of_repeat(page):
    """Return what a page says of the ground that it is a repeat."""
    return (
        words_of(page).split(" Repeat ")[1].split(" Not known on")[0].split(" The clock")[0].strip()
    )


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

    @pytest.mark.parametrize("undated", ["this", "other", "both"])
    def test_without_a_birth_date_of_the_perpetrator_they_are_possibly_the_same(
        self, cast, undated
    ):
        earlier = self.earlier(cast, days=100)
        case = case_at(cast, Stage.TRIAGE)
        for one, which in ((case, "this"), (earlier, "other")):
            if undated in (which, "both"):
                change_party(cast, one, "perpetrator", born_on=None)
        found = judged(cast, case)
        assert [one.pk for one in found.possible] == [earlier.pk]
        assert found.earlier == [] and found.same_incident == []
        assert Ground.REPEAT not in (*found.met, *found.asked)
        words = text(get(cast, "carys", "triage", case.pk))
        assert "1 other referral is possibly of the same people: look." in words
        assert "Possibly the same people" in words and earlier.reference in words
        assert set(newest_event().cases) == {case.pk, earlier.pk}

    def test_of_another_name_they_are_not_even_possibly_the_same(self, cast):
        earlier = self.earlier(cast, days=100)
        case = case_at(cast, Stage.TRIAGE)
        change_party(cast, case, "perpetrator", born_on=None, given_name="Otto")
        found = judged(cast, case)
        assert found.possible == []
        words = text(get(cast, "carys", "triage", case.pk))
        assert "Not known: the date of birth of the perpetrator." in words
        assert "No other referral of these two people" not in words
        assert "No referral of these people is found" not in words
        assert earlier.reference not in words

    @pytest.mark.parametrize("role", ["victim", "perpetrator"])
    def test_what_is_not_known_of_the_people_is_said(self, cast, role):
        case = case_at(cast, Stage.TRIAGE)
        change_party(cast, case, role, born_on=None, given_name="", family_name="")
        said = f"the name of the {role} and the date of birth of the {role}"
        assert judged(cast, case).not_known == said

    def test_possibly_the_same_is_nothing_that_one_has_no_access_to(self, cast):
        declare_wall(cast, self.earlier(cast, days=100), "carys")
        case = case_at(cast, Stage.TRIAGE)
        change_party(cast, case, "perpetrator", born_on=None)
        assert judged(cast, case).possible == []
        assert len(judged(cast, case, "chidi").possible) == 1

    def test_whether_it_is_one_incident_is_not_known_without_its_day(self, cast):
        case = case_at(cast, Stage.TRIAGE)
        change(cast, case, incident_on=None)
        words = text(get(cast, "carys", "triage", case.pk))
        assert "could not be looked for in full. Not known: the date of the incident." in words

    @pytest.mark.parametrize("name", ["wren", "ines"])
    def test_before_triage_the_page_of_the_case_claims_nothing_to_others(self, cast, name):
        case = case_at(cast, Stage.TRIAGE)
        said = of_repeat(get(cast, name, "case", case.pk))
        assert said == "Not known Earlier referrals are looked for at triage."

    @pytest.mark.parametrize("name", ["carys", "chidi"])
    def test_to_who_decides_the_page_of_the_case_says_what_triage_says(self, cast, name):
        case = case_at(cast, Stage.TRIAGE)
        self.agree(cast, case, name, "Not met No referral of these people is found since")
        assert newest_event().cases == [case.pk]
        long_ago = self.earlier(cast, days=500)
        self.agree(cast, case, name, "Not met No referral of these people is found since")
        assert long_ago.pk not in newest_event().cases

    def test_earlier_cases_that_it_tells_of_are_noted_as_shown(self, cast):
        earlier = self.earlier(cast, days=100)
        case = case_at(cast, Stage.TRIAGE)
        self.agree(cast, case, "carys", "Met These people were last referred or heard on")
        event = newest_event()
        assert set(event.cases) == {case.pk, earlier.pk}
        assert (event.code, event.also) == ("case_viewed", [])
        change_party(cast, case, "perpetrator", born_on=None)
        self.agree(cast, case, "carys", "Not known Possibly the same people were last referred")
        assert set(newest_event().cases) == {case.pk, earlier.pk}
        declare_wall(cast, earlier, "carys")
        self.agree(cast, case, "carys", "Not known Earlier referrals could not be looked for")
        assert newest_event().cases == [case.pk]

    def agree(self, cast, case, name, said):
        """The page of triage and, after it, the page of the case say this of a repeat."""
        at_triage, on_case = (
            of_repeat(get(cast, name, page, case.pk)) for page in ("triage", "case")
        )
        assert at_triage == on_case and on_case.startswith(said), (at_triage, on_case)

    def test_a_referral_without_a_checklist_is_judged_too(self, cast):
        case = case_at(cast, Stage.DRAFT)
        with unit_of_work(cast.actor("wren")) as work:
            found = Case.objects.select_related("protocol").get(pk=case.pk)
            row = RiskAssessment.objects.get(scope_id=case.pk)
            assert judge_cases(work.actor, [found])[case.pk].assessment == row


NOTHING = "Not met No referral of these people is found since"
NONE_COUNTS = "Not met No referral of these people that counts as a repeat is found since"


class TestNotTakenOn:
    """Referrals of the same people that do not count as a repeat are named, with how they stand."""

    def days_ago(self, days):
        return date_format(clock.day(clock.now() - timedelta(days=days)))

    def other(self, cast, stage, *, days=13, ended=5):
        """Return a referral of the same people that stands at this stage since some days ago."""
        other = case_aside(cast, stage) if stage in ENDS else case_at(cast, stage)
        then = {"submitted_at": days, "stage_since": ended}
        change(cast, other, Case, **{k: clock.now() - timedelta(days=v) for k, v in then.items()})
        change(cast, other, incident_on=clock.today() - timedelta(days=days + 1))
        return other

    @pytest.mark.parametrize("stage", [Stage.WITHDRAWN, Stage.WRONG_AREA, Stage.DECLINED])
    def test_one_that_ended_is_named_with_how_and_when(self, cast, stage):
        other = self.other(cast, stage)
        case = case_at(cast, Stage.TRIAGE)
        page = get(cast, "carys", "triage", case.pk)
        assert set(newest_event().cases) == {case.pk, other.pk}
        said = of_repeat(page)
        assert said.startswith(NONE_COUNTS)
        ended = f"and {ENDS[stage]} on {self.days_ago(5)}: {other.reference}."
        assert said.endswith(f"Referred on {self.days_ago(13)}, {ended}")
        words = words_of(page)
        assert "Other referrals of these people They do not count" in words
        assert f"taken on before. {other.reference} {Stage(stage).label}" in words
        assert "No other referral of these two people that can still be joined is found" in words
        assert Ground.REPEAT not in judged(cast, case).met
        assert of_repeat(get(cast, "carys", "case", case.pk)) == said
        assert set(newest_event().cases) == {case.pk, other.pk}

    def test_who_is_walled_off_from_it_reads_that_nothing_is_found(self, cast):
        other = self.other(cast, Stage.WITHDRAWN)
        case = case_at(cast, Stage.TRIAGE)
        declare_wall(cast, other, "carys", by="chidi")
        page = get(cast, "carys", "triage", case.pk)
        assert of_repeat(page).startswith(NOTHING)
        assert other.reference not in words_of(page)
        assert other.reference in of_repeat(get(cast, "chidi", "triage", case.pk))

    @pytest.mark.parametrize("stage", [Stage.TRIAGE, Stage.RESEARCH])
    def test_one_on_its_way_is_named_with_where_it_is(self, cast, stage):
        """Also where it can be joined: then it stands beside the decision too."""
        other = self.other(cast, stage, days=2)
        case = case_at(cast, Stage.TRIAGE)
        page = get(cast, "carys", "triage", case.pk)
        assert of_repeat(page).startswith(NONE_COUNTS)
        at = f"now at “{Stage(stage).label}”: {other.reference}."
        assert of_repeat(page).endswith(f"Referred on {self.days_ago(2)}, {at}")
        assert "May be the same incident" in words_of(page)
        assert "Other referrals of these people" not in words_of(page)

    def test_one_of_the_same_incident_that_was_heard_is_named(self, cast):
        other = self.other(cast, Stage.ACTIONS, days=2)
        case = case_at(cast, Stage.TRIAGE)
        page = get(cast, "carys", "triage", case.pk)
        assert of_repeat(page).startswith(NONE_COUNTS)
        assert of_repeat(page).endswith(f"now at “Actions”: {other.reference}.")
        assert f"taken on before. {other.reference} Actions" in words_of(page)

    def test_beside_a_repeat_it_is_named_too(self, cast):
        earlier = self.other(cast, Stage.TRANSFERRED, days=100)
        other = self.other(cast, Stage.DECLINED)
        case = case_at(cast, Stage.TRIAGE)
        said = of_repeat(get(cast, "carys", "triage", case.pk))
        counted = f"Met A referral of these people counts from {self.days_ago(100)}."
        assert said.startswith(f"{counted} Referred on {self.days_ago(13)}, and declined on")
        assert other.reference in said and earlier.reference not in said

    def test_one_before_the_period_is_not(self, cast):
        other = self.other(cast, Stage.WITHDRAWN, days=400, ended=390)
        case = case_at(cast, Stage.TRIAGE)
        page = get(cast, "carys", "triage", case.pk)
        assert of_repeat(page).startswith(NOTHING) and other.reference not in words_of(page)

    def test_neither_is_a_draft_nor_a_referral_that_was_joined_to_one_that_is_named(self, cast):
        case_at(cast, Stage.DRAFT)
        into, joined = self.other(cast, Stage.ACCEPTED), case_at(cast, Stage.TRIAGE)
        do(cast, "carys", join_cases, case_id=joined.pk, into_id=into.pk)
        case = case_at(cast, Stage.TRIAGE)
        own = case_at(cast, Stage.TRIAGE)
        do(cast, "carys", join_cases, case_id=own.pk, into_id=case.pk)
        said = of_repeat(get(cast, "carys", "triage", case.pk))
        assert said.startswith("Met These people were last referred or heard on")
        assert joined.reference not in said and own.reference not in said
        change_party(cast, own, "perpetrator", born_on=None)
        assert own.reference not in of_repeat(get(cast, "carys", "triage", case.pk))
        change_party(cast, into, "perpetrator", given_name="Otto")
        said = of_repeat(get(cast, "carys", "triage", case.pk))
        today = self.days_ago(0)
        assert said.endswith(
            f"Referred on {today}, and joined to another case on {today}: {joined.reference}."
        )

    def test_one_of_possibly_the_same_people_is_named_as_that(self, cast):
        other = self.other(cast, Stage.WITHDRAWN)
        change_party(cast, other, "perpetrator", born_on=None)
        case = case_at(cast, Stage.TRIAGE)
        page = get(cast, "carys", "triage", case.pk)
        said = of_repeat(page)
        assert said.startswith(NONE_COUNTS)
        who = f"Possibly the same people were referred on {self.days_ago(13)}"
        assert said.endswith(f"{who}: look at {other.reference}, now at “Withdrawn”.")
        assert f"look. {other.reference} Withdrawn" in words_of(page)
        assert set(newest_event().cases) == {case.pk, other.pk}

    @pytest.mark.parametrize("name", ["carys", "petra"])
    def test_after_the_decision_the_page_of_the_case_claims_no_more_than_holds(self, cast, name):
        self.other(cast, Stage.WITHDRAWN)
        case = case_at(cast, Stage.RESEARCH, meeting=meeting_in(cast, days=23, state="published"))
        said = of_repeat(get(cast, name, "case", case.pk))
        assert said.startswith(NONE_COUNTS) and "Referred on" not in said


ENDS = {
    Stage.WITHDRAWN: "withdrawn",
    Stage.WRONG_AREA: "sent to the right area",
    Stage.DECLINED: "declined",
    Stage.TRANSFERRED: "",
}
