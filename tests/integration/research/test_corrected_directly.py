"""Who read what is said of people is told, too, when coordinator, chair, IDVA or referrer put it
right with no agency proposing it."""

import pytest
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.referral import (
    add_address,
    change_person,
    confirm_safe_contact,
    take_off_address,
)
from meetings.operations.triage import return_referral
from sharing import clock
from sharing.models import Address, AddressKind, Party
from tests.conftest import as_owner
from tests.doing import do, one
from tests.integration.research.correcting import WAITS, waiting, words
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, post

WAY = {"way": "in_person", "details": "At the clinic", "confirmed_by": "Ines"}


@pytest.fixture
def read(cast, case, known):
    """Rowan of housing, Ines and Chidi have read the case."""
    for who in ("rowan", "ines", "chidi"):
        get(cast, who, "case", case.pk)


def change(cast, case, who="carys", role="victim", **details):
    party = one(cast, "carys", Party, case, role=role)
    about = {"case_id": case.pk, "party_id": party.pk, "ties": {}}
    do(cast, who, change_person, **about, **details)
    return party


def confirm(cast, case, who="ines", **way):
    values = WAY | {"confirmed_on": clock.today()} | way
    return do(cast, who, confirm_safe_contact, case_id=case.pk, **values)


@pytest.mark.parametrize("by", ["carys", "chidi", "ines"])
def test_who_read_it_is_told_and_says_that_they_know(cast, case, read, by):
    change(cast, case, by, family_name="Tarne")
    assert f"1 correction of what you read about {case.reference}" in words(cast, "rowan", "home")
    page = words(cast, "rowan", "case", case.pk)
    assert WAITS in page and "Corrected since you read it: family name" in page
    page = words(cast, "rowan", "corrections", case.pk)
    assert "Tara Tarne, family name: corrected on" in page and "What stands now Tarne" in page
    (this,) = waiting(cast, case)
    (correction,) = this.versions
    answered = post(cast, "rowan", "acknowledge_correction", case.pk, correction, now=this.now_id)
    assert answered.url == reverse("corrections", args=[case.pk])
    event = newest_event()
    assert (event.code, event.items) == ("correction_acknowledged", [correction])
    assert waiting(cast, case) == [] and WAITS not in words(cast, "rowan", "case", case.pk)
    others = {"ines", "chidi"} - {by}
    assert all(waiting(cast, case, who) for who in others)


def test_whoever_put_it_right_is_asked_nothing(cast, case, read):
    change(cast, case, "chidi", family_name="Tarne")
    assert waiting(cast, case, "chidi") == []
    assert waiting(cast, case, "petra") == [], "who never read it"


def test_each_detail_of_one_change_is_acknowledged_by_itself(cast, case, read):
    change(cast, case, family_name="Tarne", language="Polish", ethnicity="white_other")
    details = {it.detail: it for it in waiting(cast, case)}
    assert set(details) == {"family_name", "language"}
    assert not {*details["family_name"].versions} & {*details["language"].versions}


def test_what_is_again_as_they_read_it_is_no_correction(cast, case, read):
    change(cast, case, family_name="Tarne")
    change(cast, case, family_name="Tarn")
    assert waiting(cast, case) == []


def test_who_looks_after_the_case_sees_which_agencies_know(cast, case, read):
    change(cast, case, family_name="Tarne")
    page = words(cast, "carys", "who_read", case.pk)
    part = page.split("Corrected after somebody had read it")[1]
    assert "A detail of a person," in part and "Housing: not acknowledged yet" in part
    assert "Tarn" not in part and "Ines" not in part
    assert "Corrected after" not in words(cast, "petra", "research_return", case.pk)


def test_another_way_to_reach_her_is_a_correction_and_one_confirmed_again_is_none(cast, case, read):
    standing = {"way": "call", "details": "07700 900123", "confirmed_by": "Ines"}
    confirm(cast, case, **standing)
    told = {it.detail for it in waiting(cast, case)}
    get(cast, "rowan", "case", case.pk)
    confirm(cast, case, **standing | {"details": " 07700 900123 "})
    assert {it.detail for it in waiting(cast, case)} == told
    confirm(cast, case)
    (this,) = waiting(cast, case)
    assert this.detail == "contact"
    page = words(cast, "rowan", "corrections", case.pk)
    assert "Tara Tarn, safe contact: corrected on" in page and "At the clinic" in page
    assert waiting(cast, case, "ines") == []


def test_that_an_address_ends_is_told_to_nobody(cast, case, known):
    """Were it told where none is protected, no word would say that one is."""
    with as_owner():
        before = Address.objects.get(scope_id=case.pk, party__role="victim", kind="current")
    form = {"address_id": before.pk, "reason": "A visit"}
    post(cast, "rowan", "show_address", case.pk, before.party_id, **form)
    do(cast, "carys", take_off_address, case_id=case.pk, address_id=before.pk)
    place = {"party_id": before.party_id, "kind": AddressKind.CURRENT, "lines": "8 Kiln Yard"}
    do(cast, "carys", add_address, case_id=case.pk, **place)
    assert waiting(cast, case) == []


def test_what_a_referrer_completes_is_read_anew_anyway(cast):
    case = case_at(cast, Stage.TRIAGE)
    get(cast, "carys", "case", case.pk)
    do(cast, "carys", return_referral, case_id=case.pk, reason="Who is he?")
    change(cast, case, "wren", role="perpetrator", family_name="Lunes")
    assert waiting(cast, case, "carys") == []
