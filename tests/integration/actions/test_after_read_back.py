"""A plan that was read back and agreed is not changed in silence."""

import re

import pytest
from django.urls import reverse

from meetings.models import ActionProposal, Stage
from meetings.operations.actions import correct_action, record_action, strike_action
from meetings.operations.hearing import end_hearing, reopen_hearing
from sharing import clock
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, form_token, fresh
from tests.integration.actions.helpers import HTMX, actions_of, values, way
from tests.integration.actions.test_two_editors import poll
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.visits import hidden, words_of

WHY = {"gap_reason": "They have workers.", "untold_reason": "No safe way."}
LINE = "police visit for victim fri petra ford"
TOLD = "The plan of this case was read back and agreed at"
SINCE = "The plan changed after it was read back."


def room(client, case):
    return client.get(reverse("hearing", args=[case.pk]))


def told(page):
    """Return what the page says of when the plan was read back."""
    found = re.findall(r'name="read_back" value="([^"]+)"', page.content.decode())
    return {"read_back": found[0]} if found else {}


def end(cast, case):
    do(cast, "chidi", end_hearing, case_id=case.pk, **WHY)


def minutes(cast, case):
    chidi = signed_in_client(cast, "chidi")
    return words_of(chidi.get(reverse("meeting_minutes", args=[case.meeting_id])))


@pytest.mark.parametrize("more", [{}, HTMX])
def test_a_line_for_a_case_that_was_ended_meanwhile_says_so(cast, case, more):
    carys = signed_in_client(cast, "carys")
    assert told(room(carys, case)) == {}
    end(cast, case)
    page = carys.post(way(case), form_token() | {"line": LINE}, headers=more)
    assert page.status_code == 422 and TOLD in words_of(page)
    assert LINE in page.text and not actions_of(cast, case)
    assert "Go back to the case" in words_of(page)
    sent = form_token() | {"line": LINE} | told(page)
    assert carys.post(way(case), sent, headers=more).status_code in (200, 302)
    assert len(actions_of(cast, case)) == 1


def test_whoever_was_told_of_an_earlier_end_is_told_of_the_next(cast, case):
    end(cast, case)
    carys = signed_in_client(cast, "carys")
    sent = form_token() | {"line": LINE} | told(room(carys, case))
    do(cast, "chidi", reopen_hearing, case_id=case.pk)
    end(cast, case)
    assert TOLD in words_of(carys.post(way(case), sent))


def test_the_poll_of_an_open_page_shows_the_end(cast, case):
    later = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Hedda", position=2)
    carys = signed_in_client(cast, "carys")
    page = room(carys, case)
    # The story may have begun some minutes ago.
    assert re.search(r"Now, \d+ min", words_of(page))
    end(cast, case)
    changed = poll(carys, case, page.text)
    said = words_of(changed)
    assert "The plan was read back and agreed on" in said and "Go back to the case" in said
    assert "Read back and agree" not in said and "Now, " not in said
    assert re.search(r"\b\d+ min", said)
    assert f"{later.reference} HT Next" in said
    assert 'id="case-state" hx-swap-oob="true"' in changed.text
    assert 'id="order-live" hx-swap-oob="innerHTML"' in changed.text
    assert poll(carys, case, changed.text).status_code == 204


def test_a_correction_and_a_strike_say_so_too(cast, case):
    action = do(cast, "carys", record_action, **values(cast, case))
    carys = signed_in_client(cast, "carys")
    strike = reverse("strike_action", args=[action.pk])
    page = carys.get(strike)
    end(cast, case)
    sent = hidden(page) | {"reason": "The wrong case."}
    again = carys.post(strike, sent)
    assert TOLD in words_of(again) and "The wrong case." in again.text
    assert len(actions_of(cast, case)) == 1
    correct = reverse("correct_action", args=[action.pk])
    page = carys.get(correct)
    assert "The plan was read back and agreed on" in words_of(page)
    sent = {"agency_id": str(action.agency_id), "for_whom": "victim", "what": "Lend two"}
    sent |= {"due_on": "today"} | hidden(page)
    assert TOLD in words_of(carys.post(correct, form_token() | sent | {"read_back": ""}))
    assert carys.post(correct, sent | told(page)).status_code == 302
    again = carys.get(strike)
    sent = hidden(again) | told(again) | {"reason": "The wrong case."}
    assert carys.post(strike, sent).status_code == 302
    assert not actions_of(cast, case)


def test_a_proposed_action_too(cast, case):
    end(cast, case)
    with as_owner(), unit_of_work(cast.actor("petra")):
        proposal = ActionProposal.objects.create(
            scope_id=case.pk,
            agency=cast.agency("police"),
            by_agency=cast.agency("police"),
            what="Lend an alarm",
            for_whom="victim",
            proposed_by=cast.user("petra"),
            proposed_at=clock.now(),
        )
    carys = signed_in_client(cast, "carys")
    sent = {"proposal": str(proposal.pk)}
    record = reverse("record_proposed", args=[case.pk])
    page = carys.post(record, form_token() | sent)
    assert page.status_code == 422 and TOLD in words_of(page)
    assert carys.post(record, form_token() | sent | told(page)).status_code == 302


def test_the_draft_says_what_changed_since(cast, case):
    kept = do(cast, "carys", record_action, **values(cast, case, what="Lend an alarm"))
    struck = do(cast, "carys", record_action, **values(cast, case, what="Ring her"))
    do(cast, "carys", record_action, **values(cast, case, what="Stay as it is"))
    end(cast, case)
    assert SINCE not in minutes(cast, case)
    given = values(cast, case, what="Lend two alarms")
    given.pop("case_id")
    do(cast, "carys", correct_action, action_id=kept.pk, version=1, **given)
    do(cast, "carys", strike_action, action_id=struck.pk, version=1, reason="Twice.")
    do(cast, "carys", record_action, **values(cast, case, what="Visit him"))
    said = minutes(cast, case)
    assert SINCE in said
    for one in ("Corrected: Lend two alarms", "Struck out: Ring her", "Added: Visit him"):
        assert one in said
    assert ": Stay as it is" not in said.replace("Police: Stay as it is", "")
    assert "The plan has nothing for: Kyle, perpetrator; Alder, child. Why: They have" in said
    for whom in ("child", "perpetrator"):
        do(cast, "carys", record_action, **values(cast, case, for_whom=whom))
    assert "The plan has nothing for" not in minutes(cast, case)
    do(cast, "chidi", reopen_hearing, case_id=case.pk)
    end(cast, case)
    assert SINCE not in minutes(cast, case)
    assert fresh(cast, type(case), case.pk).stage == Stage.HEARD
