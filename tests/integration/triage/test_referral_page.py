"""A referral as triage reads it."""

from datetime import timedelta

import pytest
from django.db import connection

from meetings.models import Case, RiskAssessment, Stage
from meetings.operations.triage import propose_decline, reverse_decline
from meetings.rules.checklist import SUBJECTS
from sharing import clock
from tests.conftest import as_owner
from tests.doing import change, change_party, declare_wall, do, explained
from tests.integration.triage.helpers import DECLINE, decide
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, text


class TestTheReferral:
    def test_it_works(self, cast, case):
        page = get(cast, "carys", "triage", case.pk)
        words = text(page)
        assert page.status_code == 200
        assert "0 yes of 24 against 14." in words and "24 not known." in words
        assert "Not known on the checklist: 24" in words
        assert "He came drunk and asked for the baby." in words
        assert "Grounds: 1 of 4 met" in words
        assert newest_event().code == "triage_opened"

    def test_it_shows_what_asks_for_judgement(self, cast, case):
        codes = list(SUBJECTS)
        change(cast, case, RiskAssessment, answers=dict.fromkeys(codes, "no"), comment="Afraid.")
        change(
            cast,
            case,
            judgement="She is very frightened.",
            incident_count=1,
            child_referral="yes",
            child_referral_on=clock.today(),
        )
        words = text(get(cast, "carys", "triage", case.pk))
        assert "Asks for judgement" in words and "She is very frightened." in words
        assert "No ground met by count." in words and "Every subject is answered" in words
        assert "Made on" in words and "Afraid." in words

    @pytest.mark.parametrize(
        ("said", "words"), [("yes", "Made<"), ("no", "Not made"), ("other", "other")]
    )
    def test_it_says_whether_childrens_social_care_knows(self, cast, case, said, words):
        change(cast, case, child_referral=said, child_referral_on=None)
        assert words in text(get(cast, "carys", "triage", case.pk))

    def test_it_shows_what_is_not_filled_in(self, cast, case):
        change(cast, case, incident_count=None, done_today="", background="", incident_on=None)
        change_party(cast, case, "perpetrator", born_on=None)
        words = text(get(cast, "carys", "triage", case.pk))
        assert "3 things are not filled in" in words
        assert "Date of birth of the perpetrator" in words
        assert "Say why the case will be heard".lower() in words.lower()

    def test_it_shows_other_cases_of_the_same_people(self, cast, case):
        same = case_at(cast, Stage.LISTED)
        old = case_at(cast, Stage.ACCEPTED)
        change(cast, old, incident_on=clock.today() - timedelta(days=90))
        change(cast, old, Case, submitted_at=clock.now() - timedelta(days=80))
        words = text(get(cast, "carys", "triage", case.pk))
        assert "1 other referral may be of the same incident" in words
        assert same.reference in words and old.reference in words
        assert set(newest_event().cases) == {case.pk, same.pk, old.pk}

    def test_it_offers_no_decision_later(self, cast):
        case = case_at(cast, Stage.ACTIONS)
        assert "Nothing is to be decided" in text(get(cast, "chidi", "triage", case.pk))

    def test_a_proposal_shows_to_both_people(self, cast, case):
        do(cast, "carys", propose_decline, case_id=case.pk, **DECLINE)
        own, other = (text(get(cast, name, "triage", case.pk)) for name in ("carys", "chidi"))
        assert "You proposed this" in own and "Agree to the decline" not in own
        assert "Agree to the decline" in other and DECLINE["instead"] in other
        do(cast, "chidi", reverse_decline, case_id=case.pk, reason="Strangled.")
        assert "did not agree" in text(get(cast, "carys", "triage", case.pk))

    def test_it_shows_what_was_decided(self, cast, case):
        do(cast, "carys", propose_decline, case_id=case.pk, **DECLINE)
        decide(cast, "chidi", "confirm_decline", case)
        explained(cast, "carys", case)
        assert "Chidi Example agreed." in text(get(cast, "carys", "triage", case.pk))

    @pytest.mark.parametrize("name", ["nia", "hal"])
    def test_it_refuses_other_area_and_others(self, cast, case, name):
        assert get(cast, name, "triage", case.pk).status_code in (403, 404)

    def test_it_refuses_conflict(self, cast, case):
        declare_wall(cast, case, "carys")
        page = get(cast, "carys", "triage", case.pk)
        assert page.status_code == 404

    def test_without_a_checklist(self, cast, case):
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM meetings_riskassessment WHERE scope_id = %s", [case.pk])
        assert "The risk checklist" in text(get(cast, "carys", "triage", case.pk))
