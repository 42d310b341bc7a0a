"""Who read where somebody lives or how a victim is reached is told when that is corrected as an
agency proposed; of a protected address nobody hears anything."""

from datetime import timedelta

import pytest
from django.db import connection

from meetings.models import AddressProposal, ContactProposal
from meetings.operations.referral import confirm_safe_contact
from sharing import clock
from sharing.models import Address
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.research.correcting import WAITS, acknowledge, waiting, words
from tests.integration.research.helpers import answer
from tests.integration.research.proposing import (
    decide,
    only,
    propose_address,
    propose_contact,
)
from tests.visits import get, post, words_of


def standing(case):
    with as_owner():
        return Address.objects.get(scope_id=case.pk, party__role="victim", kind="current")


@pytest.fixture
def proposed_address(cast, case, known):
    """Rowan and Ines look her up at her address, and police know another in its place."""
    before = standing(case)
    answer(cast, case, "rowan", "housing")
    get(cast, "rowan", "research_return", case.pk)
    propose_address(cast, case, "8 Kiln Yard", replaces=before.pk)
    return before


def test_another_address_in_the_place_of_one_that_they_read(cast, case, proposed_address):
    get(cast, "ines", "case", case.pk)  # it stands there as hidden
    decide(cast, case, only(AddressProposal), accept=True)
    page = words(cast, "rowan", "corrections", case.pk)
    assert "Tara Tarn, address: corrected on" in page
    assert "An address that holds no longer" in page
    assert "Show the address of Tara Tarn" in page, "with a reason, as everywhere"
    assert proposed_address.lines.splitlines()[0] not in page and "Kiln" not in page
    assert waiting(cast, case, "ines") == []
    (this,) = waiting(cast, case)
    acknowledge(cast, case, only(AddressProposal), now=this.now_id)
    assert waiting(cast, case) == []


def test_who_had_it_shown_read_it(cast, case, known):
    before = standing(case)
    form = {"address_id": before.pk, "reason": "A visit"}
    page = post(cast, "rowan", "show_address", case.pk, before.party_id, **form)
    assert before.lines.splitlines()[0] in page.content.decode()
    propose_address(cast, case, "8 Kiln Yard", replaces=before.pk)
    decide(cast, case, only(AddressProposal), accept=True)
    assert [one.detail for one in waiting(cast, case)] == ["address"]


@pytest.mark.parametrize("who", ["rowan", "chidi", "carys", "petra"])
def test_of_a_protected_address_nobody_is_told_anything(cast, case, proposed_address, who):
    get(cast, who, "case", case.pk)
    decide(cast, case, only(AddressProposal), accept="safe")
    assert waiting(cast, case, who) == []
    for page, keys in (("home", []), ("case", [case.pk]), ("corrections", [case.pk])):
        found = words(cast, who, page, *keys)
        assert WAITS not in found and "1 correction" not in found and "Kiln" not in found
    with unit_of_work(cast.actor(who)), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_acknowledgements(%s)", [case.pk])
        assert cursor.fetchall() == []


@pytest.mark.parametrize("how", [True, "safe"])
def test_one_in_whose_place_yet_another_came(cast, case, proposed_address, how):
    """The second is told of where it is not protected; the first alone does not tell of it."""
    decide(cast, case, only(AddressProposal), accept=True)
    with as_owner():
        second = AddressProposal.objects.unscoped("a test looks").get().became
    propose_address(cast, case, "3 Weir Street", replaces=second.pk)
    with as_owner():
        rows = AddressProposal.objects.unscoped("a test looks")
        proposal = rows.get(replaces=second)
    decide(cast, case, proposal, accept=how)
    assert [one.detail for one in waiting(cast, case)] == (["address"] if how is True else [])
    assert "Weir" not in words(cast, "rowan", "corrections", case.pk)


def test_an_address_more_corrects_none(cast, case, known):
    get(cast, "rowan", "research_return", case.pk)
    propose_address(cast, case, "8 Kiln Yard")
    decide(cast, case, only(AddressProposal), accept=True)
    assert waiting(cast, case) == []


def test_another_safe_way_in_the_place_of_one_that_they_read(cast, case, known):
    get(cast, "rowan", "case_research", case.pk)  # it stands above each page of the case
    propose_contact(cast, case, confirmed_on=clock.today())
    decide(cast, case, only(ContactProposal), accept=True)
    assert "Corrected since you read it: safe contact" in words(cast, "rowan", "case", case.pk)
    page = words(cast, "rowan", "corrections", case.pk)
    assert "Tara Tarn, safe contact: corrected on" in page and "07700 900123" in page
    assert waiting(cast, case, "ines") == []


def test_a_way_that_was_confirmed_before_takes_no_place(cast, case, known):
    get(cast, "rowan", "case", case.pk)
    propose_contact(cast, case, confirmed_on=clock.today() - timedelta(days=400))
    page = decide(cast, case, only(ContactProposal), accept=True)
    assert page.status_code == 422 and "A later confirmation is on record" in words_of(page)
    assert waiting(cast, case) == []


def test_a_way_that_was_confirmed_again_since_is_what_they_acknowledge(cast, case, known):
    get(cast, "rowan", "case", case.pk)
    propose_contact(cast, case, confirmed_on=clock.today())
    decide(cast, case, only(ContactProposal), accept=True)
    (this,) = waiting(cast, case)
    way = {"way": "in_person", "details": "At the clinic", "confirmed_by": "Ines"}
    do(cast, "ines", confirm_safe_contact, case_id=case.pk, confirmed_on=clock.today(), **way)
    page = acknowledge(cast, case, only(ContactProposal), now=this.now_id)
    assert page.status_code == 422 and "At the clinic" in words_of(page)
