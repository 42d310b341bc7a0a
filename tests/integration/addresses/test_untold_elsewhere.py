"""What an address of another case stops, or takes back, tells nothing of that case to whoever a
wall keeps from it: on the trail, on the page, in the numbers and among the alerts."""

import pytest
from django.urls import reverse

from meetings.operations.referral import add_address
from sharing.models import AuditEvent, Party, Watched
from sharing.operations.protected import AddressStopped
from sharing.queries.trail.asked import NOT_WALLED_OFF, Asked
from sharing.queries.trail.chart import area_chart, case_summary
from sharing.queries.trail.reading import area_trail, case_trail, latest_events
from sharing.unit import unit_of_work
from tests.doing import declare_wall, do, one
from tests.integration.addresses.helpers import protect
from tests.integration.addresses.test_files import attach
from tests.integration.addresses.test_files_again import petra, waiting
from tests.integration.addresses.test_other_cases import cases
from tests.integration.research.helpers import item as typed
from tests.integration.vault.conftest import folder
from tests.integration.vault.test_unscanned import back, is_read
from tests.integration.watch.helpers import look
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.trail import events
from tests.visits import get, post, send, words_of

__all__ = ["back", "cases", "folder", "petra", "waiting"]  # fixtures
LANE = "They are at 9 New Lane."
STOPPED = "typed a protected address"


@pytest.fixture(params=["carys", "odile"])
def walled(request):
    """Whoever a wall keeps from one of two cases, and reads the trail of the other."""
    return request.param


def said_of(case):
    """Return what the trail says of a case alone."""
    return {code for event in events() if event.cases == [case.pk] for code in _codes(event)}


def _codes(event):
    return {event.code, *event.also}


def words_told(cast, who, case, *, of="petra"):
    """Return what the trail tells somebody of the case, of the area and of whoever typed it, where
    the numbers beside it count what is listed."""
    with unit_of_work(cast.actor(who)) as work:
        lines = case_trail(work.actor, case.pk, Asked()).lines
        assert case_summary(case.pk, Asked()).events == len(lines)
        lines += latest_events(case.pk)
        if who == "odile":
            lines += area_trail(work.actor, Asked()).lines
            lines += area_trail(work.actor, Asked(person=cast.user(of).pk)).lines
            chart = area_chart(work.actor, Asked())
            seen = AuditEvent.objects.filter(NOT_WALLED_OFF, user_id__isnull=False)
            listed = seen.exclude(cases=[]).count()
            assert listed == sum(one.allowed + one.refused for one in chart.series)
        return " ".join(str(words) for one in lines for words in (one.what, *one.also))


@pytest.mark.parametrize("behind", ["earlier", "later"])
def test_what_is_typed(cast, cases, walled, behind):
    earlier, later = cases
    protect(cast, earlier, "9 New Lane", who="chidi")
    hidden, known = cases if behind == "earlier" else reversed(cases)
    declare_wall(cast, hidden, walled)
    page = post(cast, "petra", "add_item", later.pk, **typed(text=LANE))
    assert page.status_code == 422 and "another case of the same people" in words_of(page)
    assert "protected" not in words_told(cast, walled, known)
    assert "protected" not in words_of(get(cast, walled, "case_trail", known.pk))
    assert not [code for code in said_of(earlier) | said_of(later) if code.endswith("_stopped")]
    (alert,) = look(watched=Watched.PROTECTED_ADDRESS)
    assert alert.cases == sorted([earlier.pk, later.pk])
    knows = "carys" if walled == "odile" else "odile"
    for case in cases:
        assert STOPPED in words_told(cast, knows, case)
    assert STOPPED in words_of(get(cast, "petra", "my_trail"))
    assert get(cast, "odile", "alert", alert.pk).status_code == (404 if walled == "odile" else 200)


def test_what_one_typed_stays_in_the_trail_for_oneself(cast, cases):
    earlier, later = cases
    protect(cast, earlier, "9 New Lane", who="chidi")
    party = one(cast, "carys", Party, later, role="victim").pk
    new = {"party_id": party, "kind": "current", "lines": "9 New Lane", "postcode": ""}
    way = reverse("add_address", args=[later.pk])
    assert "end it in that case first" in words_of(
        send(signed_in_client(cast, "carys"), way, **new)
    )
    declare_wall(cast, later, "carys")
    assert STOPPED in words_of(get(cast, "carys", "case_trail", earlier.pk))


@pytest.mark.parametrize("behind", ["earlier", "later"])
def test_a_wall_that_comes_after_it_leaves_no_part_of_it(cast, cases, behind):
    earlier, later = cases
    protect(cast, earlier, "9 New Lane", who="chidi")
    post(cast, "petra", "add_item", later.pk, **typed(text=LANE))
    (alert,) = look(watched=Watched.PROTECTED_ADDRESS)
    assert get(cast, "odile", "alert", alert.pk).status_code == 200
    hidden, known = cases if behind == "earlier" else reversed(cases)
    declare_wall(cast, hidden, "odile")
    run_jobs()
    assert look(watched=Watched.PROTECTED_ADDRESS) == [alert]
    assert get(cast, "odile", "alert", alert.pk).status_code == 404
    assert STOPPED not in words_of(get(cast, "odile", "case_trail", known.pk))


def test_one_answer_has_one_event_of_it(cast, cases):
    earlier, later = cases
    protect(cast, earlier, "9 New Lane", who="chidi")
    text = f"{LANE}\n\nThey were at 9 New Lane.\n\n{LANE}"
    page = post(cast, "petra", "add_item", later.pk, **typed(text=text, each_paragraph="on"))
    assert page.status_code == 422
    (event,) = (one for one in events() if "address_of_other_case_stopped" in _codes(one))
    assert "address_stopped" not in {code for one in events() for code in _codes(one)}
    assert event.cases == sorted([earlier.pk, later.pk])


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
