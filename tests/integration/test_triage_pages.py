"""The pages of triage: what waits, one referral, each decision."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Case, RiskAssessment, Stage
from meetings.operations.triage import (
    accept_referral,
    propose_decline,
    return_referral,
    reverse_decline,
)
from meetings.rules.checklist import SUBJECTS
from sharing import clock
from tests.doing import change, change_party, declare_wall, do, now
from tests.integration.test_triage import DECLINE
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, post, text


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.TRIAGE)


class TestTheList:
    def test_it_works(self, cast, case):
        page = get(cast, "carys", "triage_list")
        assert page.status_code == 200
        assert "Waiting for triage: 1" in text(page)
        assert "Potential escalation" in text(page) and case.reference in text(page)
        assert "Protocol version 1 allows 3 working days" in text(page)
        assert newest_event().code == "triage_list_seen" and case.pk in newest_event().cases

    def test_it_is_empty(self, cast):
        assert "Nothing is waiting" in text(get(cast, "chidi", "triage_list"))

    def test_an_area_without_a_protocol_in_force_has_a_list(self, cast):
        from tests.integration.test_listing import set_protocol

        set_protocol(cast, in_force_from=clock.today() + timedelta(days=3))
        assert get(cast, "chidi", "triage_list").status_code == 200

    @pytest.mark.parametrize("name", ["petra", "ines", "wren", "odile", "alex"])
    def test_it_refuses_whoever_decides_nothing(self, cast, case, name):
        page = get(cast, name, "triage_list")
        assert page.status_code == 403

    def test_it_shows_no_case_to_whom_it_is_not_there(self, cast, case):
        declare_wall(cast, case, "carys")
        assert case.reference not in text(get(cast, "carys", "triage_list"))
        assert case.reference not in text(get(cast, "nia", "triage_list"))

    def test_states(self, cast, case):
        returned, declining, back = (case_at(cast, Stage.TRIAGE) for _number in range(3))
        do(cast, "carys", return_referral, case_id=returned.pk, reason="Checklist.")
        do(cast, "carys", propose_decline, case_id=declining.pk, **DECLINE)
        do(cast, "carys", propose_decline, case_id=back.pk, **DECLINE)
        do(cast, "chidi", reverse_decline, case_id=back.pk, reason="Strangled.")
        words = text(get(cast, "carys", "triage_list"))
        for state in ("New", "Second decision", "Decline not agreed", "With the referrer since"):
            assert state in words
        assert "Waiting for triage: 3" in words and "With their referrers: 1" in words
        change(cast, returned, Case, stage=Stage.TRIAGE)
        assert "Completed, back" in text(get(cast, "carys", "triage_list"))

    @pytest.mark.parametrize(
        ("days", "words"),
        [
            (0, ">Today<"),
            (1, "1 day<"),
            (3, "3 days, due today"),
            (4, "1 working day late"),
            (6, "3 working days late"),
        ],
    )
    def test_it_says_how_long_each_has_waited(self, cast, case, days, words):
        from datetime import datetime

        from meetings.rules.working_days import LONDON, add_working_days, bank_holidays

        friday = datetime(2026, 11, 20, 10, tzinfo=LONDON)
        change(cast, case, Case, submitted_at=friday)
        later = add_working_days(friday.date(), days, bank_holidays("ENG"))
        with clock.set_to(datetime(later.year, later.month, later.day, 12, tzinfo=LONDON)):
            assert words in text(get(cast, "carys", "triage_list"))

    def test_it_needs_no_more_queries_for_more_rows(self, cast, case):
        case_at(cast, Stage.TRIAGE)
        client = signed_in_client(cast, "carys")
        client.get(reverse("triage_list"))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("triage_list"))
        for _number in range(9):
            case_at(cast, Stage.TRIAGE)
        with CaptureQueriesContext(connection) as many:
            client.get(reverse("triage_list"))
        assert len(many) == len(few) <= 25


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
        post(cast, "chidi", "confirm_decline", case.pk)
        assert "Chidi Example agreed." in text(get(cast, "carys", "triage", case.pk))

    @pytest.mark.parametrize("name", ["nia", "hal"])
    def test_it_refuses_other_area_and_others(self, cast, case, name):
        assert get(cast, name, "triage", case.pk).status_code in (403, 404)

    def test_it_refuses_conflict(self, cast, case):
        declare_wall(cast, case, "carys")
        page = get(cast, "carys", "triage", case.pk)
        assert page.status_code == 404

    def test_without_a_checklist(self, cast, case):
        from tests.conftest import as_owner

        with as_owner(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM meetings_riskassessment WHERE scope_id = %s", [case.pk])
        assert "The risk checklist" in text(get(cast, "carys", "triage", case.pk))


class TestDecisions:
    def test_accept_leads_on_to_the_meeting(self, cast, case):
        answer = post(cast, "carys", "accept", case.pk)
        assert answer.headers["Location"] == reverse("list_case", args=[case.pk])
        assert now(cast, case).stage == Stage.ACCEPTED

    def test_it_keeps_what_was_typed(self, cast, case):
        change(cast, case, incident_count=1)
        answer = post(cast, "carys", "accept", case.pk, reason="  ")
        assert answer.status_code == 422 and "say why the case will be heard" in text(answer)
        answer = post(cast, "carys", "decline", case.pk, reason="No partner.", instead="")
        assert answer.status_code == 422
        assert "No partner." in text(answer) and "Say where the referral goes instead" in text(
            answer
        )

    def test_a_double_post_does_it_once(self, cast, case):
        client, token = signed_in_client(cast, "carys"), str(uuid4())
        first = post(cast, "carys", "accept", case.pk, client=client, form_token=token)
        again = post(cast, "carys", "accept", case.pk, client=client, form_token=token)
        assert first.headers["Location"] == again.headers["Location"]

    def test_a_second_decision_meanwhile_is_told_and_loses_nothing(self, cast, case):
        do(cast, "chidi", accept_referral, case_id=case.pk)
        answer = post(cast, "carys", "return_referral", case.pk, reason="My long words.")
        assert answer.status_code == 422
        assert "can no longer be done" in text(answer) and "My long words." in text(answer)

    def test_what_is_missing_begins_the_words(self, cast, case):
        change(cast, case, incident_count=None)
        assert "The number of incidents" in text(get(cast, "carys", "return_referral", case.pk))
        answer = post(cast, "carys", "return_referral", case.pk, reason="The number of incidents")
        assert answer.headers["Location"] == reverse("triage_list")
        assert now(cast, case).stage == Stage.RETURNED

    def test_a_decline_by_two_people(self, cast, case):
        assert post(cast, "carys", "decline", case.pk, **DECLINE).status_code == 302
        mine = post(cast, "carys", "confirm_decline", case.pk)
        assert mine.status_code == 422 and "A second person decides" in text(mine)
        assert post(cast, "chidi", "confirm_decline", case.pk).status_code == 302
        assert now(cast, case).stage == Stage.DECLINED

    def test_a_decline_that_is_not_agreed(self, cast, case):
        do(cast, "carys", propose_decline, case_id=case.pk, **DECLINE)
        assert get(cast, "chidi", "reverse_decline", case.pk).status_code == 200
        assert post(cast, "chidi", "reverse_decline", case.pk, reason="No.").status_code == 302
        assert now(cast, case).stage == Stage.TRIAGE

    def test_join_to_one_that_was_found(self, cast, case):
        other = case_at(cast, Stage.ACCEPTED)
        assert other.reference in text(get(cast, "carys", "join", case.pk))
        assert post(cast, "carys", "join", case.pk, into=str(other.pk)).status_code == 302
        assert now(cast, case).joined_to_id == other.pk

    def test_join_to_another_by_reference(self, cast, case):
        other = case_at(cast, Stage.ACCEPTED)
        change(cast, other, incident_on=clock.today() - timedelta(days=60))
        wrong = post(cast, "carys", "join", case.pk, reference="LM-NONE")
        assert "No case with this reference is found" in text(wrong)
        nothing = post(cast, "carys", "join", case.pk)
        assert "Choose a case, or enter its reference" in text(nothing)
        strange = post(cast, "carys", "join", case.pk, into=str(uuid4()))
        assert strange.status_code == 422
        itself = post(cast, "carys", "join", case.pk, reference=case.reference)
        assert "cannot be joined to itself" in text(itself)
        answer = post(cast, "carys", "join", case.pk, reference=other.reference.lower())
        assert answer.status_code == 302

    @pytest.mark.parametrize(
        "url",
        ["accept", "return_referral", "decline", "confirm_decline", "reverse_decline", "join"],
    )
    def test_it_refuses_others(self, cast, case, url):
        assert get(cast, "carys", url, case.pk).status_code == 200
        for name, status in (("petra", 403), ("wren", 403), ("nia", 404), ("hal", 403)):
            assert get(cast, name, url, case.pk).status_code == status, name
            assert post(cast, name, url, case.pk).status_code == status, name
