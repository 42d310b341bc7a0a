"""Triage decides on its pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.triage import accept_referral, propose_decline, reverse_decline
from sharing import clock
from tests.doing import change, change_party, do, now
from tests.integration.triage.helpers import DECLINE, decide
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.visits import get, hidden, post, text, words_of


class TestDecisions:
    def test_accept_leads_on_to_the_meeting(self, cast, case):
        answer = decide(cast, "carys", "accept", case)
        assert answer.headers["Location"] == reverse("list_case", args=[case.pk])
        assert now(cast, case).stage == Stage.ACCEPTED

    def test_it_keeps_what_was_typed(self, cast, case):
        change(cast, case, incident_count=1)
        answer = decide(cast, "carys", "accept", case, reason="  ")
        assert answer.status_code == 422 and "say why the case will be heard" in text(answer)
        answer = decide(cast, "carys", "decline", case, reason="No partner.", instead="")
        assert answer.status_code == 422
        assert "No partner." in text(answer) and "Say where the referral goes instead" in text(
            answer
        )

    def test_a_double_post_does_it_once(self, cast, case):
        client, token = signed_in_client(cast, "carys"), str(uuid4())
        sent = {"client": client, "form_token": token, "version": case.version}
        first, again = (decide(cast, "carys", "accept", case, **sent) for _time in range(2))
        assert first.headers["Location"] == again.headers["Location"]

    def test_a_second_decision_meanwhile_is_told_with_both_texts(self, cast, case):
        seen = hidden(get(cast, "carys", "return_referral", case.pk))
        do(cast, "chidi", accept_referral, case_id=case.pk, reason="Fear of what comes next.")
        answer = post(cast, "carys", "return_referral", case.pk, **seen | {"reason": "My words."})
        page = words_of(answer)
        assert answer.status_code == 422
        assert "Somebody else changed this since you opened it" in page
        assert "“Accepted”, by Chidi Example" in page
        assert "Fear of what comes next." in page and page.count("My words.") == 2
        again = post(
            cast, "carys", "return_referral", case.pk, **hidden(answer) | {"reason": "My words."}
        )
        assert "can no longer be done" in text(again) and "My words." in text(again)
        assert now(cast, case).stage == Stage.ACCEPTED

    def test_a_button_on_an_old_page_decides_nothing(self, cast, case):
        do(cast, "carys", propose_decline, case_id=case.pk, **DECLINE)
        seen = hidden(get(cast, "chidi", "triage", case.pk))
        do(cast, "chidi", reverse_decline, case_id=case.pk, reason="Fear counts.")
        do(cast, "carys", propose_decline, case_id=case.pk, reason="Another.", instead="Nobody.")
        answer = post(cast, "chidi", "confirm_decline", case.pk, **seen)
        assert answer.status_code == 422 and "“Second decision”, by Carys" in words_of(answer)
        assert "Another." in text(answer) and "Nobody." in text(answer)
        assert now(cast, case).stage == Stage.DECLINING

    def test_what_is_missing_begins_the_words(self, cast, case):
        change(cast, case, incident_count=None)
        assert "The number of incidents" in text(get(cast, "carys", "return_referral", case.pk))
        answer = decide(cast, "carys", "return_referral", case, reason="The number of incidents")
        assert answer.headers["Location"] == reverse("triage_list")
        assert now(cast, case).stage == Stage.RETURNED

    def test_a_decline_by_two_people(self, cast, case):
        assert decide(cast, "carys", "decline", case, **DECLINE).status_code == 302
        for name in ("confirm_decline", "reverse_decline"):
            mine = text(get(cast, "carys", name, case.pk))
            assert "You proposed this decline. It waits for a second person" in mine
            assert 'class="app-form' not in mine
            assert 'class="app-form' in text(get(cast, "chidi", name, case.pk))
        mine = decide(cast, "carys", "confirm_decline", case)
        assert mine.status_code == 422 and "A second person decides" in text(mine)
        assert decide(cast, "chidi", "confirm_decline", case).status_code == 302
        assert now(cast, case).stage == Stage.DECLINED

    def test_a_decline_that_is_not_agreed(self, cast, case):
        do(cast, "carys", propose_decline, case_id=case.pk, **DECLINE)
        assert get(cast, "chidi", "reverse_decline", case.pk).status_code == 200
        assert decide(cast, "chidi", "reverse_decline", case, reason="No.").status_code == 302
        assert now(cast, case).stage == Stage.TRIAGE

    def test_join_to_one_that_was_found(self, cast, case):
        other = case_at(cast, Stage.ACCEPTED)
        page = text(get(cast, "carys", "join", case.pk))
        assert other.reference in page and "checked" not in page
        assert "referred by Health visiting. It is at “Accepted”." in page
        assert decide(cast, "carys", "join", case, into=str(other.pk)).status_code == 302
        assert now(cast, case).joined_to_id == other.pk

    def test_join_to_one_that_is_possibly_of_the_same_people(self, cast, case):
        other = case_at(cast, Stage.ACCEPTED)
        change_party(cast, other, "perpetrator", born_on=None)
        change(cast, other, incident_on=None)
        page = words_of(get(cast, "carys", "join", case.pk))
        assert f"{other.reference} Possibly the same people: look first." in page
        assert "Day of the incident: not known. Referred by Health visiting." in page
        assert decide(cast, "carys", "join", case, into=str(other.pk)).status_code == 302
        assert now(cast, case).joined_to_id == other.pk

    @pytest.mark.parametrize("typed", ["lm-{}", "lm {}", "{}"])
    def test_join_to_another_by_reference(self, cast, case, typed):
        other = case_at(cast, Stage.ACCEPTED)
        change(cast, other, incident_on=clock.today() - timedelta(days=60))
        wrong = decide(cast, "carys", "join", case, reference="LM-NONE")
        assert "No case with this reference is found" in text(wrong)
        nothing = decide(cast, "carys", "join", case)
        assert "Choose a case, or enter its reference" in text(nothing)
        unnamed = decide(cast, "carys", "join", case, into="other")
        assert "Enter the reference of the other case" in text(unnamed)
        strange = decide(cast, "carys", "join", case, into=str(uuid4()))
        assert strange.status_code == 422
        itself = decide(cast, "carys", "join", case, reference=case.reference)
        assert "cannot be joined to itself" in text(itself)
        said = typed.format(other.reference[-4:].lower())
        answer = decide(cast, "carys", "join", case, reference=said)
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
