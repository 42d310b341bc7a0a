"""The pages of the people of a case."""

from uuid import uuid4

import pytest

from sharing.models import Address, Party, Relationship
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.doing import every, explained, one
from tests.integration.referral.helpers import url
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import send, words_of


def test_a_person_is_changed_with_their_ties(cast, wren, written):
    kyle = one(cast, "wren", Party, written, role="perpetrator")
    victim = one(cast, "wren", Party, written, role="victim")
    page = send(
        wren,
        url("change_person", written, kyle.pk),
        given_name="Kyl",
        gender="male",
        occupation="Door staff",
        **{f"tie_{victim.pk}": "partner"},
    )
    assert page.url == url("referral_perpetrators", written)
    with unit_of_work(cast.actor("wren")):
        assert every(Relationship).get(person=kyle).tie == "partner"
    assert "Work: Door staff" in words_of(wren.get(url("submit_referral", written)))


def test_a_person_and_an_address_are_taken_off(cast, wren, written):
    child = one(cast, "wren", Party, written, role="child")
    assert "Take Alder Tarn off" in words_of(wren.get(url("take_off_person", written, child.pk)))
    page = send(wren, url("take_off_person", written, child.pk))
    assert page.url == url("referral_children", written)
    safe = one(cast, "wren", Address, written, kind="safe")
    assert "Take an address off" in words_of(wren.get(url("take_off_address", written, safe.pk)))
    page = send(wren, url("take_off_address", written, safe.pk))
    assert page.url == url("referral_addresses", written)


def test_people_of_a_submitted_case_are_corrected_on_their_page(cast, submitted):
    carys = signed_in_client(cast, "carys")
    people_page = url("change_people", submitted)
    text = words_of(carys.get(people_page))
    assert "Perpetrators: 1" in text and "Addresses: 2" in text
    victim = one(cast, "wren", Party, submitted, role="victim")
    tie = {f"tie_{victim.pk}": "other_family"}
    page = send(carys, url("add_perpetrator", submitted), gender="male", **tie)
    assert page.url == people_page
    page = send(
        carys,
        url("add_address", submitted),
        party_id=victim.pk,
        kind="former",
        lines="1 Old Street",
    )
    assert page.url == people_page
    page = send(carys, url("change_person", submitted, victim.pk), given_name="Tamara")
    assert page.url == people_page
    assert one(cast, "wren", Party, submitted, role="victim").given_name == "Tamara"
    page = carys.get(url("referral", submitted))
    assert "Correct people and addresses" in words_of(page)


def test_a_child_of_whom_nothing_is_known_is_not_added(cast, submitted):
    """Each agency would have to answer again, for somebody whom nobody can look up."""
    carys = signed_in_client(cast, "carys")
    page = send(carys, url("add_child", submitted))
    assert page.status_code == 422
    assert "Enter what is known of the child, such as an age" in words_of(page)
    assert send(carys, url("add_child", submitted), age_about=0).status_code == 302


def test_the_referral_is_read_by_all_on_full_circulation(cast, submitted):
    page = words_of(signed_in_client(cast, "ines").get(url("referral", submitted)))
    assert "Submitted by Health visiting on" in page
    assert "He came drunk and asked for the baby." in page
    assert "No answer: 24" in page
    assert "12 Mere Walk" not in page
    assert newest_event().code == "case_viewed"


@pytest.mark.parametrize(
    "name", ["change_person", "take_off_person", "take_off_address", "show_address"]
)
def test_it_refuses_what_is_not_there(cast, wren, submitted, name):
    assert wren.get(url(name, submitted, uuid4())).status_code == 404
    assert newest_event().reason == "nothing_there"


def test_who_may_not_correct_is_told(cast, submitted):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, submitted.pk, full={cast.agency("police").pk})
    explained(cast, "petra", submitted)
    page = signed_in_client(cast, "petra").get(url("change_people", submitted))
    assert page.status_code == 403
