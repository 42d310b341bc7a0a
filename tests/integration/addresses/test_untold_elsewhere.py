"""What an address of another case stops, or takes back, tells nothing of that case to whoever a wall keeps
from it: on the trail, on the page, in the numbers and among the alerts."""

import pytest

from meetings.operations.referral import add_address
from sharing.models import Party, Watched
from sharing.operations.protected import AddressStopped
from tests.doing import declare_wall, do, one
from tests.integration.addresses.helpers import protect
from tests.integration.addresses.test_files import attach
from tests.integration.addresses.test_files_again import petra, waiting
from tests.integration.addresses.test_other_cases import cases
from tests.integration.research.helpers import item as typed
from tests.integration.vault.conftest import folder
from tests.integration.vault.test_unscanned import back, is_read
from tests.integration.watch.helpers import look
from tests.trail import events
from tests.visits import get, post, words_of

__all__ = ["back", "cases", "folder", "petra", "waiting"]  # fixtures
LANE = "They are at 9 New Lane."


@pytest.fixture(params=["carys", "odile"])
def walled(cast, cases, request):
    """Somebody who reads the trail of the later case and knows of no earlier one, where an address is."""
    protect(cast, cases[0], "9 New Lane", who="chidi")
    declare_wall(cast, cases[0], request.param)
    return request.param


def said_of(case):
    """Return what the trail says of a case alone."""
    return {code for event in events() if event.cases == [case.pk] for code in _codes(event)}


def _codes(event):
    return {event.code, *event.also}


def test_what_is_typed(cast, cases, walled):
    earlier, later = cases
    page = post(cast, "petra", "add_item", later.pk, **typed(text=LANE))
    assert page.status_code == 422 and "another case of the same people" in words_of(page)
    assert "protected" not in words_of(get(cast, walled, "case_trail", later.pk))
    assert "address_stopped" in said_of(earlier) and "address_stopped" not in said_of(later)
    (alert,) = look(watched=Watched.PROTECTED_ADDRESS)
    assert alert.cases == [earlier.pk]
    if walled == "odile":
        assert get(cast, "odile", "alert", alert.pk).status_code == 404
    else:
        assert "protected" in words_of(get(cast, "odile", "case_trail", earlier.pk))


def test_what_is_protected_in_both_is_said_of_the_case_itself(cast, cases):
    earlier, later = cases
    for case in cases:
        protect(cast, case, "9 New Lane")
    assert post(cast, "petra", "add_item", later.pk, **typed(text=LANE)).status_code == 422
    assert "address_stopped" in said_of(later) and "address_stopped" not in said_of(earlier)


def test_what_a_file_names(cast, cases, petra):
    earlier, later = cases
    protect(cast, earlier, "9 New Lane")
    with pytest.raises(AddressStopped) as stopped:
        attach(cast, later, "note.txt", LANE.encode())
    assert stopped.value.elsewhere == {earlier.pk}
    protect(cast, later, "4 Elm Road")
    with pytest.raises(AddressStopped) as stopped:
        attach(cast, later, "note.txt", b"They were at 4 Elm Road.")
    assert not stopped.value.elsewhere


def test_what_would_go_out_to_search_with(cast, cases):
    earlier, later = cases
    protect(cast, earlier, "9 New Lane")
    party = one(cast, "carys", Party, later, role="victim").pk
    new = {"party_id": party, "kind": "current", "lines": "9 New Lane", "postcode": ""}
    with pytest.raises(AddressStopped, match="end it in that case first") as stopped:
        do(cast, "carys", add_address, case_id=later.pk, **new)
    assert stopped.value.elsewhere == {earlier.pk}


def test_what_is_taken_back(cast, cases, waiting, back):
    earlier, later = cases
    file = waiting(later)
    protect(cast, earlier, "9 New Lane", who="chidi")
    for name in ("carys", "odile"):
        declare_wall(cast, earlier, name)
    back()
    assert not is_read(cast, later, file, "rowan")
    for name in ("carys", "odile"):
        trail = words_of(get(cast, name, "case_trail", later.pk))
        assert "scanned a file" in trail
        assert not {word for word in ("took back", "taken back", "protected") if word in trail}
    assert "took back" not in words_of(get(cast, "carys", "case", later.pk))
