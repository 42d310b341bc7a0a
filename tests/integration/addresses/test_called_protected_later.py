"""Texts that were written before an address in them was called protected: whoever says so is told
where it stands."""

import pytest
from django.urls import reverse

from meetings.models import Hearing, Stage
from meetings.operations.referral import save_incident
from sharing import clock
from sharing.models import Party
from sharing.operations.protected import AddressStopped
from tests.doing import change, do, one
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.visits import send, words_of

LANE = "They are at 9 New Lane."


def add(cast, who, case, kind="safe"):
    """Add an address of the victim, and return the page that comes next."""
    client = signed_in_client(cast, who)
    victim = one(cast, who, Party, case, role="victim").pk
    way = reverse("add_address", args=[case.pk])
    answer = send(client, way, party_id=str(victim), kind=kind, lines="9 New Ln")
    assert answer.status_code == 302
    return words_of(client.get(answer["Location"]))


@pytest.mark.parametrize(
    ("who", "where"), [("carys", "decisions, what happened"), ("wren", "what happened")]
)
def test_whoever_adds_it_is_told_as_far_as_they_read(cast, who, where):
    case = case_at(cast, Stage.HEARING)
    change(cast, case, what_happened=LANE)
    change(cast, case, Hearing, decisions=LANE)
    assert f"other side read: {where}. Until" in add(cast, who, case)
    # It stops nothing that is not new.
    change(cast, case, Hearing, risks="Serious injury.")
    with pytest.raises(AddressStopped):
        change(cast, case, Hearing, risks=LANE)


def test_nothing_is_said_where_it_stands_nowhere_or_goes_out_to_search_with(cast):
    case = case_at(cast, Stage.HEARING)
    assert "other side read" not in add(cast, "carys", case)
    other = case_at(cast, Stage.TRIAGE, name="Mere")
    change(cast, other, what_happened=LANE)
    assert "other side read" not in add(cast, "carys", other, "current")


def test_a_referral_is_not_submitted_with_it(cast):
    case = case_at(cast, Stage.DRAFT)
    write(cast, case, LANE)
    assert "other side read: what happened. Until" in add(cast, "wren", case)
    client = signed_in_client(cast, "wren")
    answer = send(client, reverse("submit_referral", args=[case.pk]))
    assert answer.status_code == 422
    assert "Take it out of: what happened." in answer.content.decode()
    write(cast, case, "They are at the protected address.")
    assert send(client, reverse("submit_referral", args=[case.pk])).status_code == 302


def write(cast, case, text):
    values = {"what_happened": text, "incident_on": clock.today(), "done_today": "A plan."}
    do(cast, "wren", save_incident, case_id=case.pk, **values)
