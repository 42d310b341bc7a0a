"""Addresses are shown with a reason, and kept when they are taken off."""

from uuid import uuid4

import pytest

from meetings.operations import referral
from sharing import clock
from sharing.models import Address
from sharing.operations import people
from sharing.work import Refused
from tests.doing import do, one
from tests.trail import newest_event


def test_an_address_is_taken_off_and_kept(cast, written):
    safe = one(cast, "wren", Address, written, kind="safe")
    do(cast, "wren", referral.take_off_address, case_id=written.pk, address_id=safe.pk)
    assert one(cast, "wren", Address, written, kind="safe").ended_on == clock.today()


def test_a_shown_address_is_recorded_with_its_reason(cast, submitted):
    safe = one(cast, "wren", Address, submitted, kind="safe")
    shown = do(
        cast,
        "carys",
        people.show_address,
        case_id=submitted.pk,
        address_id=safe.pk,
        reason="Arranging a visit",
    )
    assert shown.lines == "3 Hidden Row"
    event = newest_event()
    assert (event.code, event.items, event.people) == (
        "address_shown",
        [safe.pk],
        [safe.party_id],
    )


def test_it_refuses_an_address_that_is_not_there(cast, submitted):
    with pytest.raises(Refused) as refused:
        do(
            cast,
            "carys",
            people.show_address,
            case_id=submitted.pk,
            address_id=uuid4(),
            reason="x",
        )
    assert refused.value.reason == "nothing_there"
