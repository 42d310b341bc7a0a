"""A sent form that is refused shows its author their own sentences, which are kept nowhere: they
may be a new incident."""

import io
import logging
from uuid import uuid4

import pytest
from django.urls import reverse

from marac_portal.logs import WithoutPersonalData
from meetings.models import Stage
from meetings.operations import closure
from meetings.operations.referral import discard_draft
from sharing import clock
from sharing.models import AuditEvent, KeptForm, Party
from sharing.operations.members import end_membership
from sharing.roles import Role
from tests.conftest import as_owner
from tests.doing import declare_wall, do, explained, form_token, one
from tests.integration.follow_up.helpers import action_of
from tests.integration.test_errors import unmasked
from tests.integration.test_memberships import give
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.story_parts.referral import begin
from tests.visits import post, words_of

TEXT = "He waited <outside> her work."
SHOWN = "He waited &lt;outside&gt; her work.</textarea>"
TOLD = "Nothing was saved. The sentences that you typed may be nowhere else but on this page"


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.ACTIONS)


def die(cast, case):
    """The victim died, and Petra said before why she opens the case."""
    victim = one(cast, "carys", Party, case, role="victim").pk
    values = {"reason": "Police told us.", "happened_on": clock.today()}
    do(cast, "carys", closure.record_death, case_id=case.pk, parties=[victim], **values)
    explained(cast, "petra", case)


def leave(cast, case):
    do(cast, "alex", end_membership, membership_id=cast.memberships["petra"].pk)


def development(cast, case):
    return reverse("add_development", args=[case.pk]), {"kind": "incident", "text": TEXT}


def outcome(cast, case):
    action = action_of(cast, case)
    return reverse("update_action", args=[action.pk]), {"state": "completed", "note": TEXT}


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}], ids=["page", "htmx"])
@pytest.mark.parametrize(
    ("form", "meanwhile", "status", "reason"),
    [
        (development, die, 403, "This case is on hold and cannot be changed."),
        (outcome, die, 403, "This case is on hold and cannot be changed."),
        (development, leave, 403, "Your membership has ended or has not begun."),
        (outcome, leave, 404, "There is nothing here for you."),
    ],
)
def test_what_was_typed_stands_with_the_reason(
    cast, case, form, meanwhile, status, reason, headers
):
    address, typed = form(cast, case)
    client = signed_in_client(cast, "petra")
    meanwhile(cast, case)
    page = client.post(address, form_token() | typed, headers=headers)
    assert page.status_code == status and SHOWN in page.text
    for words in (reason, TOLD, "ring the coordinator of your area"):
        assert words in words_of(page)
    assert page["Cache-Control"] == "no-store"


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}], ids=["page", "htmx"])
def test_whoever_has_another_membership_is_asked_afterwards(cast, case, headers):
    give(cast, "petra", Role.REPRESENTATIVE, cast.agency("housing"))
    client = signed_in_client(cast, "petra", membership=cast.memberships["petra"])
    leave(cast, case)
    address, typed = development(cast, case)
    page = client.post(address, form_token() | typed, headers=headers)
    assert page.status_code == 403 and SHOWN in page.text
    assert "Your membership has ended or has not begun." in page.text
    assert client.get(address).url == reverse("choose_membership")


def test_it_is_nowhere_else(cast, case):
    """Not in the log, on the trail, or among the forms that wait."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(WithoutPersonalData())
    logging.getLogger().addHandler(handler)
    die(cast, case)
    try:
        page = post(cast, "petra", "add_development", case.pk, text=TEXT)
    finally:
        logging.getLogger().removeHandler(handler)
    assert SHOWN in page.text
    assert "waited" not in written.getvalue()
    with as_owner():
        assert not KeptForm.objects.exists()
        event = AuditEvent.objects.latest("recorded_at")
        assert (event.outcome, event.reason) == ("refused", "frozen")
        assert "waited" not in str(vars(event))


def test_only_sentences_that_the_author_typed_stand_there_each_once(cast, case):
    die(cast, case)
    secret = "three brown horses run"
    sent = {"password": secret, "again": secret, "code": "12 34 56"}
    sent |= {
        "proposed": "12 Mere Walk",
        "kind": "incident",
        "what": TEXT,
        "text": [TEXT, "One two"],
    }
    page = post(cast, "petra", "add_development", case.pk, **sent)
    assert page.text.count("<textarea") == page.text.count("What you typed, text") == 2
    assert SHOWN in page.text and "One two</textarea>" in page.text
    assert not any(one in page.text for one in (secret, "12 34 56", "Mere Walk"))


def test_who_typed_nothing_is_told_nothing_of_it(cast, case):
    die(cast, case)
    address = reverse("add_development", args=[case.pk])
    client = signed_in_client(cast, "petra")
    for page in (client.get(address), client.post(address, form_token() | {"kind": "incident"})):
        assert page.status_code == 403
        assert "sentences that you typed" not in page.text


def test_what_is_not_there_and_what_is_hidden_show_it_alike(cast, case):
    declare_wall(cast, case, "petra")
    client, values = signed_in_client(cast, "petra"), form_token() | {"text": TEXT}
    pages = [
        client.post(reverse("add_development", args=[case_id]), values)
        for case_id in (case.pk, uuid4())
    ]
    for page in pages:
        assert page.status_code == 404 and SHOWN in page.text and TOLD in words_of(page)
    assert unmasked(pages[0]) == unmasked(pages[1])
    assert len(pages[0].content) == len(pages[1].content)


def test_a_referral_thrown_away_in_another_tab(cast):
    case = begin(cast)
    do(cast, "wren", discard_draft, case_id=case.pk)
    page = post(cast, "wren", "referral_incident", case.pk, account=TEXT)
    assert page.status_code == 404 and SHOWN in page.text


def test_a_form_sent_to_no_page_at_all_is_not_read(cast):
    """Nobody has looked whether it was given out here."""
    page = signed_in_client(cast, "petra").post("/nothing/here/", {"text": TEXT})
    assert page.status_code == 404 and "waited" not in page.text
