"""Where an agency says that somebody lives, how the victim is reached safely, and what else is
held of people: coordinator or chair decide, and a protected address is read by nobody who did
not ask."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import AddressProposal, ContactProposal
from meetings.operations.referral import change_person, confirm_safe_contact
from meetings.operations.research import propose_address as propose_one
from meetings.operations.research import propose_contact as propose_way
from meetings.operations.research import show_proposed_address
from sharing import clock
from sharing.models import Address, Party, SafeContact
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import change, change_party, do, one
from tests.integration.addresses.helpers import protect
from tests.integration.research.helpers import answer, request_of
from tests.integration.research.proposing import (
    decide,
    is_there,
    only,
    propose,
    propose_address,
    propose_contact,
    waiting,
)
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import get, post, send, words_of


def addresses(cast, case, who="victim"):
    """Return the addresses of somebody that stand, by kind."""
    with unit_of_work(cast.actor("carys")):
        rows = Address.objects.filter(scope_id=case.pk, party__role=who, ended_on=None)
        return {(one.kind, one.lines) for one in rows}


def standing(cast, case):
    with unit_of_work(cast.actor("carys")):
        return Address.objects.get(scope_id=case.pk, party__role="victim", kind="current")


def test_what_else_is_held_of_somebody(cast, case, known):
    propose(cast, case, "perpetrator", occupation="Locksmith")
    page = words_of(get(cast, "carys", "proposals", case.pk))
    assert "work Now: Nothing Proposed: Locksmith" in page
    assert decide(cast, case, only(), accept=True).status_code == 302
    assert one(cast, "carys", Party, case, role="perpetrator").occupation == "Locksmith"
    page = words_of(get(cast, "carys", "proposals", case.pk))
    assert "work: Locksmith, before Nothing. Proposed by Police. Accepted" in page


def test_what_was_asked_of_her_is_no_free_text(cast, case, known):
    party = propose(cast, case, interpreter="yes", pregnant="not_asked")
    (line,) = waiting(cast, case)
    assert (str(line.before), str(line.after)) == ("Not asked", "Yes")
    # Somebody else says so meanwhile.
    values = {"party_id": party.pk, "ties": {}, "interpreter": "no"}
    do(cast, "chidi", change_person, case_id=case.pk, **values)
    page = decide(cast, case, only(), accept=True, shown=line.shown_as, proposed="Yes")
    assert page.status_code == 422 and "What stands now No" in words_of(page)


def test_a_child_is_due_on_another_day(cast, case, known):
    due, other = clock.today() + timedelta(30), clock.today() + timedelta(40)
    child = change_party(cast, case, "child", born_on=None, age_about=None, due_on=due)
    values = {"given_name": child.given_name, "family_name": child.family_name}
    for name, day in (("born_on", None), ("due_on", other)):
        for part in ("day", "month", "year"):
            values[f"{name}-{part}"] = getattr(day, part) if day else ""
    page = post(cast, "petra", "propose_details", case.pk, child.pk, **values)
    assert page.status_code == 302
    assert decide(cast, case, only(), accept=True).status_code == 302
    assert one(cast, "carys", Party, case, role="child").due_on == other


def test_an_address_takes_the_place_of_another(cast, case, known):
    before = standing(cast, case)
    page = get(cast, "petra", "propose_address", case.pk, before.party_id)
    assert before.lines in words_of(page)
    propose_address(cast, case, "8 Kiln Yard", replaces=before.pk, postcode="LM4 4DD")
    assert newest_event().code == "detail_proposed"
    page = words_of(get(cast, "chidi", "proposals", case.pk))
    assert "Proposed: 8 Kiln Yard, LM4 4DD (lives here now)" in page
    assert f"In the place of {before.lines}" in page
    assert "it goes out to every agency that searches" in page
    assert decide(cast, case, only(AddressProposal), accept=True).status_code == 302
    assert newest_event().code == "proposal_accepted"
    assert ("current", "8 Kiln Yard") in addresses(cast, case)
    assert ("current", before.lines) not in addresses(cast, case)
    assert f"before {before.lines}" in words_of(get(cast, "carys", "proposals", case.pk))
    own = words_of(get(cast, "petra", "propose_details", case.pk, before.party_id))
    assert "Address: 8 Kiln Yard, LM4 4DD (lives here now)" in own and "Accepted." in own


def test_one_that_stands_no_more_is_not_ended_again(cast, case, known):
    before = standing(cast, case)
    propose_address(cast, case, "8 Kiln Yard", replaces=before.pk)
    change(cast, case, Address, ended_on=clock.today())
    assert decide(cast, case, only(AddressProposal), accept=True).status_code == 302
    assert ("current", "8 Kiln Yard") in addresses(cast, case)


def test_a_protected_address_is_asked_for(cast, case, known):
    answer(cast, case, "ines", "idva")
    party = propose_address(
        cast, case, "5 Larch Court", "safe", postcode="LM7 7AB", source="Seen at 5 Larch Court"
    )
    proposal = only(AddressProposal)
    for who, name, args in (
        ("carys", "proposals", ()),
        ("petra", "propose_details", (party.pk,)),
        ("petra", "propose_address", (party.pk,)),
        ("ines", "propose_address", (party.pk,)),
        ("carys", "case", ()),
    ):
        page = get(cast, who, name, case.pk, *args)
        assert "Larch" not in page.content.decode() and "7AB" not in words_of(page), name
    assert "Proposed: Safe address" in words_of(get(cast, "carys", "proposals", case.pk))
    client = signed_in_client(cast, "carys")
    path = reverse("show_proposed_address", args=[case.pk])
    assert "Larch" not in client.get(path).content.decode()
    page = send(client, path, address_id=proposal.pk, reason="To tell the IDVA")
    assert "Seen at 5 Larch Court" in page.content.decode()
    event = newest_event()
    assert event.code == "address_shown" and proposal.pk in event.items
    assert signed_in_client(cast, "petra").get(path).status_code == 200
    propose_address(cast, case, "Nowhere Lane", "confidential")
    page = words_of(client.get(path))
    assert "Tara Tarn: Safe address" in page and "Tara Tarn: Confidential address" in page
    for who in ("ines", "hal", "rowan"):
        assert signed_in_client(cast, who).get(path).status_code == 404
    decide(cast, case, proposal, accept=True)
    assert ("safe", "5 Larch Court") in addresses(cast, case)
    assert "Larch" not in get(cast, "carys", "proposals", case.pk).content.decode()


def test_its_past_is_masked_too(cast, case, known):
    propose_address(cast, case, "5 Larch Court", "safe")
    event = newest_event()
    page = get(cast, "carys", "case_event", case.pk, event.id)
    assert "proposed address of a person" in words_of(page).lower()
    assert "Larch" not in page.content.decode()


def test_it_is_accepted_as_a_safe_one(cast, case, known):
    propose_address(cast, case, "5 Larch Court")
    page = words_of(get(cast, "carys", "proposals", case.pk))
    assert "Accept as a safe address" in page
    decide(cast, case, only(AddressProposal), accept="safe")
    assert ("safe", "5 Larch Court") in addresses(cast, case)


def test_that_of_the_other_side_is_no_safe_one(cast, case, known):
    propose_address(cast, case, "5 Larch Court", who="perpetrator")
    page = words_of(get(cast, "carys", "proposals", case.pk))
    assert "5 Larch Court" in page and "Accept as a safe address" not in page


def test_whoever_accepts_is_told_where_it_stands_already(cast, case, known):
    change_party(cast, case, "victim", lives_with="Her aunt, 5 Larch Court")
    propose_address(cast, case, "5 Larch Court", "safe")
    client = signed_in_client(cast, "carys")
    (line,) = waiting(cast, case)
    values = {"proposal": line.pk, "accept": "on", "shown": line.shown_as}
    page = post(cast, "carys", "proposals", case.pk, client=client, **values)
    assert "other side read: lives with" in words_of(client.get(page["Location"]))


def test_what_is_protected_does_not_go_out(cast, case, known):
    """The agency learns nothing of it; whoever would send it out is stopped."""
    protect(cast, case, "9 New Lane")
    propose_address(cast, case, "9 New Lane")
    page = decide(cast, case, only(AddressProposal), accept=True)
    assert page.status_code == 422 and "This address is protected" in words_of(page)
    assert ("current", "9 New Lane") not in addresses(cast, case)


def test_an_address_added_since_is_looked_at_first(cast, case, known):
    propose_address(cast, case, "8 Kiln Yard")
    (line,) = waiting(cast, case)
    protect(cast, case, "4 Mill Road", kind="current", who="chidi")
    page = decide(
        cast, case, line, accept=True, shown=line.shown_as, proposed="8 Kiln Yard"
    )  # fmt: skip
    words = words_of(page)
    assert page.status_code == 422 and "Somebody else changed this" in words
    assert "4 Mill Road" in words and "Hidden" not in words and "Chidi Example" in words


def test_only_what_the_page_shows_is_replaced(cast, case, known):
    safe = protect(cast, case, "9 New Lane")
    values = {"lines": "8 Kiln Yard", "kind": "current", "replaces": safe.pk}
    page = post(cast, "petra", "propose_address", case.pk, safe.party_id, **values)
    assert page.status_code == 422
    with pytest.raises(RuleBroken):
        do(
            cast, "petra", propose_one, request_id=request_of(cast, case, "police").pk,
            party_id=safe.party_id, kind="current", lines="8 Kiln Yard", replaces=safe.pk,
        )  # fmt: skip


def test_the_victim_is_reached_by_another_way(cast, case, known):
    party = one(cast, "carys", Party, case, role="victim")
    before = one(cast, "carys", SafeContact, case)
    own = words_of(get(cast, "petra", "propose_details", case.pk, party.pk))
    assert "Propose another telephone number" in own
    page = propose_contact(cast, case, confirmed_on=clock.today())
    assert page.status_code == 302
    page = words_of(get(cast, "carys", "proposals", case.pk))
    assert f"{before.details}" in page
    assert "Proposed: Telephone call, 07700 900123. Confirmed by Jo, probation" in page
    assert decide(cast, case, only(ContactProposal), accept=True).status_code == 302
    with unit_of_work(cast.actor("carys")):
        newest = SafeContact.objects.filter(scope_id=case.pk).first()
    assert newest.details == "07700 900123" and only(ContactProposal).stood_id == before.pk
    assert "before Only through" in words_of(get(cast, "carys", "proposals", case.pk))


def test_a_way_confirmed_since_is_looked_at_first(cast, case, known):
    propose_contact(cast, case, confirmed_on=clock.today())
    (line,) = waiting(cast, case)
    values = {"way": "in_person", "details": "At the clinic", "confirmed_by": "Chidi"}
    do(
        cast, "chidi", confirm_safe_contact, case_id=case.pk, confirmed_on=clock.today(), **values
    )  # fmt: skip
    page = decide(cast, case, line, accept=True, shown=line.shown_as, proposed="07700 900123")
    assert page.status_code == 422 and "At the clinic" in words_of(page)


@pytest.mark.parametrize("way", ["call", "text"])
def test_a_watched_phone_is_no_safe_way(cast, case, known, way):
    page = propose_contact(cast, case, confirmed_on=clock.today(), way=way, phone_watched="on")
    assert page.status_code == 422 and "rules out calls and texts" in words_of(page)


def test_the_first_way_takes_the_place_of_nothing(cast, case, known):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM sharing_safecontact")
    propose_contact(cast, case, confirmed_on=clock.today())
    assert "safe contact Now: Nothing" in words_of(get(cast, "carys", "proposals", case.pk))
    assert decide(cast, case, only(ContactProposal), accept=True).status_code == 302
    assert one(cast, "carys", SafeContact, case).details == "07700 900123"
    assert "safe contact: Telephone call" in words_of(get(cast, "carys", "proposals", case.pk))


def test_a_safe_way_is_that_of_the_victim(cast, case, known):
    kyle = one(cast, "carys", Party, case, role="perpetrator")
    page = words_of(get(cast, "petra", "propose_contact", case.pk, kyle.pk))
    assert "Who knows the victim says" in page and "Propose it" not in page
    own = words_of(get(cast, "petra", "propose_details", case.pk, kyle.pk))
    assert "Propose another address" in own and "safe way of contact" not in own
    with pytest.raises(RuleBroken):
        do(
            cast, "petra", propose_way, request_id=request_of(cast, case, "police").pk,
            party_id=kyle.pk, way="call", confirmed_by="Jo", confirmed_on=clock.today(),
        )  # fmt: skip


def test_who_knows_nobody_says_nothing_and_learns_no_role(cast, case, asked):
    party = one(cast, "carys", Party, case, role="perpetrator")
    for name in ("propose_details", "propose_address"):
        page = words_of(get(cast, "hal", name, case.pk, party.pk))
        assert "Who knows one of these people says" in page and "Work" not in page
    page = post(cast, "hal", "propose_details", case.pk, party.pk, given_name="Kyle")
    assert page.status_code == 422 and "Work" not in words_of(page)


def test_nobody_else_learns_of_any(cast, case, known):
    propose_address(cast, case, "5 Larch Court", "safe")
    propose_contact(cast, case, confirmed_on=clock.today())
    for who in ("carys", "chidi", "petra", "ines", "wren", "hal"):
        assert is_there(cast, case, who) == (who in ("carys", "chidi", "petra")), who


def test_what_is_not_there_is_not_shown(cast, case, known):
    assert get(cast, "carys", "show_proposed_address", case.pk).status_code == 404
    with pytest.raises(Refused):
        do(
            cast, "carys", show_proposed_address, case_id=case.pk, proposal_id=case.pk,
            reason="A test",
        )  # fmt: skip
