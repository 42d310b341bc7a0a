"""The page that shows an address."""

import json
from uuid import uuid4

from sharing import encryption
from sharing.models import Address, AuditDetail
from tests.conftest import as_owner
from tests.doing import one
from tests.integration.referral.helpers import url
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import hidden, send


def test_an_address_is_shown_once_with_a_reason(cast, submitted):
    carys = signed_in_client(cast, "carys")
    safe = one(cast, "wren", Address, submitted, kind="safe")
    address = url("show_address", submitted, safe.party_id)
    asked = carys.get(address)
    assert "3 Hidden Row" not in asked.content.decode()
    given = hidden(asked) | {"address_id": safe.pk, "reason": "Arranging a visit"}
    page = carys.post(address, given)
    assert "3 Hidden Row" in page.content.decode()
    assert "The perpetrator must not learn this address" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    event = newest_event()
    assert event.code == "address_shown"
    with as_owner():
        shown = Address.objects.unscoped("a test looks").filter(pk__in=event.items)
        assert [one.pk for one in shown] == [safe.pk]
        sealed = bytes(AuditDetail.objects.get(event_id=event.id).ciphertext)
    detail = encryption.decrypt("audit detail", sealed, belongs_to=event.id.bytes)
    assert json.loads(detail)["why"] == "Arranging a visit"
    assert carys.post(address, given).url == address  # shown once


def test_showing_an_address_needs_a_reason(cast, submitted):
    carys = signed_in_client(cast, "carys")
    current = one(cast, "wren", Address, submitted, kind="current")
    page = send(carys, url("show_address", submitted, current.party_id), address_id=current.pk)
    assert page.status_code == 422
    assert "12 Mere Walk" not in page.content.decode()
    assert newest_event().code == "case_viewed"


def test_the_only_address_is_chosen_already(cast, submitted):
    carys = signed_in_client(cast, "carys")
    safe = one(cast, "wren", Address, submitted, kind="safe")
    send(carys, url("take_off_address", submitted, safe.pk))
    current = one(cast, "wren", Address, submitted, kind="current")
    address = url("show_address", submitted, current.party_id)
    assert f'value="{current.pk}" checked' in carys.get(address).content.decode()
    page = send(carys, address, address_id=current.pk, reason="Arranging a visit")
    assert "LM1 2AB" in page.content.decode()
    assert "must not learn this address" not in page.content.decode()


def test_half_a_postcode_is_told_by_its_field_and_nothing_typed_is_lost(cast, submitted):
    victim = one(cast, "wren", Address, submitted, kind="safe").party_id
    typed = {"party_id": victim, "kind": "former", "lines": "4 Cooper Court", "postcode": "LM1"}
    page = send(signed_in_client(cast, "carys"), url("add_address", submitted), **typed)
    assert page.status_code == 422
    words = page.content.decode()
    assert 'href="#id_postcode">Enter a whole postcode, such as LM1 2AB' in words
    assert 'value="LM1"' in words and "4 Cooper Court" in words


def test_an_address_of_another_person_is_not_shown(cast, submitted):
    carys = signed_in_client(cast, "carys")
    safe = one(cast, "wren", Address, submitted, kind="safe")
    page = send(
        carys,
        url("show_address", submitted, safe.party_id),
        address_id=uuid4(),
        reason="Arranging a visit",
    )
    assert page.status_code == 422
