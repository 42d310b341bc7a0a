"""An address that is protected of somebody in one case is kept from the other side in another case
of the same people too, as far as whoever writes may ask for it there."""

import pytest
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.referral import add_address, take_off_address
from sharing.models import Party
from sharing.operations.protected import AddressStopped
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.doing import change, declare_wall, do, one
from tests.integration.addresses.helpers import item, protect, warn
from tests.integration.addresses.test_called_protected_later import LANE, add
from tests.integration.research.helpers import answer
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.visits import send


@pytest.fixture
def cases(cast):
    """An earlier case, in which her address is protected, and a later one of the same people."""
    earlier = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-60, state="held"))
    later = case_at(cast, Stage.RESEARCH)
    answer(cast, later)
    return earlier, later


def test_it_is_stopped_in_the_later_case_and_in_the_earlier(cast, cases):
    earlier, later = cases
    item(cast, later, LANE, "shared")
    protect(cast, earlier, "9 New Lane")
    with pytest.raises(AddressStopped, match="another case of the same people"):
        item(cast, later, LANE, "shared")
    protect(cast, later, "7 Old Lane")
    with pytest.raises(AddressStopped, match="another case of the same people"):
        change(cast, earlier, what_happened="They are at 7 Old Lane.")


def test_of_a_case_that_somebody_may_not_read_no_stop_tells(cast, cases):
    earlier, later = cases
    protect(cast, earlier, "9 New Lane")
    declare_wall(cast, earlier, "petra", by="carys")
    item(cast, later, LANE, "shared")


def test_what_tells_nobody_apart_ties_no_cases(cast, cases):
    earlier, later = cases
    with unit_of_work(cast.actor("carys")):
        for party in Party.objects.filter(scope_id=earlier.pk):
            party.born_on = None
            party.save()
    protect(cast, earlier, "9 New Lane")
    item(cast, later, LANE, "shared")


def test_it_is_not_sent_out_to_search_with_before_it_ends_there(cast, cases):
    earlier, later = cases
    mistaken = protect(cast, earlier, "9 New Lane")
    victim = one(cast, "carys", Party, later, role="victim").pk
    new = {"case_id": later.pk, "party_id": victim, "kind": "current"} | {
        "lines": "9 New Lane",
        "postcode": "",
    }
    with pytest.raises(RuleBroken, match="end it in that case first"):
        do(cast, "carys", add_address, **new)
    do(cast, "carys", take_off_address, case_id=earlier.pk, address_id=mistaken.pk)
    do(cast, "carys", add_address, **new)
    # What goes out in this case is no secret of it.
    warn(cast, later, "A dog at 9 New Lane")


def test_whoever_protects_it_is_told_where_it_goes_out(cast, cases):
    earlier, later = cases
    protect(cast, earlier, "9 New Lane", kind="current")
    said = f"other side read: an address in {earlier.reference}. Until"
    assert said in add(cast, "carys", later)


def test_it_is_said_on_the_page(cast, cases):
    earlier, later = cases
    protect(cast, earlier, "9 New Lane")
    petra = signed_in_client(cast, "petra")
    way = reverse("add_item", args=[later.pk])
    page = send(petra, way, text=f"Arrested. {LANE} Two calls.", who_may_read="shared")
    assert page.status_code == 422
    assert "It stands here: “They are at 9 New Lane”. Write" in page.content.decode()
