"""An address that an agency proposes as an ordinary one, and that is protected in the case, or
becomes so by being accepted, is asked for as any other that is protected."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import AddressProposal, Case, Stage
from meetings.operations.referral import take_off_address
from meetings.operations.triage import join_cases
from sharing import clock
from tests.conftest import as_owner
from tests.doing import change, do
from tests.integration.addresses.helpers import protect
from tests.integration.research.proposing import decide, only, propose_address
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import events, newest_event
from tests.visits import get, send, words_of

SECRET = "7 Quartz Mews"


def pages(cast, case, who):
    """Return what the pages of proposals say, of the case and of its meeting."""
    shown = {"proposals": case.pk, "proposals_of_meeting": case.meeting_id}
    return [words_of(get(cast, who, name, pk)) for name, pk in shown.items()]


@pytest.fixture
def accepted(cast, case, known):
    """Who has an address that was accepted as a safe one."""
    party = propose_address(
        cast, case, SECRET, postcode="LM8 8AA", source=f"She rang from {SECRET}"
    )
    assert decide(cast, case, only(AddressProposal), accept="safe").status_code == 302
    return party


@pytest.mark.parametrize("who", ["carys", "chidi"])
def test_accepted_as_a_safe_one_it_is_masked_before_who_decides(cast, case, accepted, who):
    page = words_of(get(cast, who, "proposals", case.pk))
    assert "Safe address" in page and "Accepted" in page
    assert "Quartz" not in page and "8AA" not in page


def test_and_before_the_agency_that_said_so(cast, case, accepted):
    for name in ("propose_address", "propose_details"):
        page = words_of(get(cast, "petra", name, case.pk, accepted.pk))
        assert "Safe address" in page and "Quartz" not in page


def test_and_in_what_any_event_changed(cast, case, accepted):
    with as_owner():
        found = [one for one in events() if case.pk in one.cases and one.outcome == "allowed"]
    client = signed_in_client(cast, "carys")
    answers = [client.get(reverse("case_event", args=[case.pk, one.id])) for one in found]
    assert answers and not [one for one in answers if "Quartz" in one.content.decode()]


@pytest.mark.parametrize("who", ["carys", "chidi"])
@pytest.mark.parametrize(
    "said",
    [
        {"lines": "7 quartz mews"},
        {"lines": "Her mother’s", "postcode": "LM8 8AA"},
        {"lines": "Near the mill", "source": f"Seen at {SECRET}"},
    ],
)
def test_what_the_case_protects_is_masked_while_it_waits(cast, case, known, who, said):
    protect(cast, case, SECRET, postcode="LM8 8AA")
    propose_address(cast, case, **said)
    for page in pages(cast, case, who):
        assert "Lives here now" in page, "what it was proposed as"
        assert "quartz" not in page.lower() and "8AA" not in page
    client = signed_in_client(cast, who)
    path = reverse("show_proposed_address", args=[case.pk])
    proposal = only(AddressProposal)
    page = send(client, path, address_id=proposal.pk, reason="To compare them")
    assert said["lines"] in page.content.decode()
    event = newest_event()
    assert event.code == "address_shown" and proposal.pk in event.items


def test_and_after_it_was_declined(cast, case, known):
    protect(cast, case, SECRET)
    propose_address(cast, case, SECRET)
    assert decide(cast, case, only(AddressProposal), accept=False).status_code == 302
    assert "Quartz" not in words_of(get(cast, "chidi", "proposals", case.pk))


def test_its_agency_reads_its_own_words_and_learns_nothing_from_a_mask(cast, case, known):
    protect(cast, case, SECRET)
    party = propose_address(cast, case, SECRET)
    assert SECRET in words_of(get(cast, "petra", "propose_address", case.pk, party.pk))
    path = reverse("show_proposed_address", args=[case.pk])
    assert signed_in_client(cast, "petra").get(path).status_code == 404


def test_another_one_stands_in_clear_beside_it(cast, case, known):
    protect(cast, case, SECRET)
    propose_address(cast, case, "8 Kiln Yard")
    for page in pages(cast, case, "carys"):
        assert "8 Kiln Yard (lives here now)" in page
    path = reverse("show_proposed_address", args=[case.pk])
    assert signed_in_client(cast, "carys").get(path).status_code == 404


def test_so_is_what_a_referral_protects_that_is_heard_with_the_case(cast, case, known):
    other = case_at(cast, Stage.TRIAGE)
    change(cast, other, Case, submitted_at=clock.now() + timedelta(seconds=5))
    protect(cast, other, SECRET)
    do(cast, "carys", join_cases, case_id=other.pk, into_id=case.pk)
    propose_address(cast, case, SECRET)
    for page in pages(cast, case, "carys"):
        assert "Quartz" not in page


@pytest.mark.parametrize("who", ["carys", "chidi"])
@pytest.mark.parametrize("accept", [True, False, None])
def test_so_is_that_in_whose_place_it_is_once_the_case_protects_it(cast, case, known, who, accept):
    stands = protect(cast, case, SECRET, kind="current", postcode="LM8 8AA")
    propose_address(cast, case, "8 Kiln Yard", replaces=str(stands.pk))
    assert "Quartz" in pages(cast, case, who)[0], "as long as it goes out to search with"
    if accept is not None:
        assert decide(cast, case, only(AddressProposal), accept=accept).status_code == 302
    if not accept:
        do(cast, "carys", take_off_address, case_id=case.pk, address_id=stands.pk)
    protect(cast, case, SECRET, postcode="LM8 8AA")
    of_case, of_meeting = pages(cast, case, who)
    assert "8 Kiln Yard" in of_case
    for page in (of_case, of_meeting):
        assert "Quartz" not in page and "8AA" not in page
    if accept is None:
        assert "In the place of Lives here now" in of_case
