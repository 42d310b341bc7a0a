"""A form about a case that was sent too late is its author's alone, and no longer theirs once the
case is not there for them: it leaves no trace then, at sign-in neither."""

from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import Action, Stage
from meetings.queries.hidden import cases_behind
from sharing import case_addresses
from sharing.models import Membership, Watched
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import declare_wall, one, wall_off
from tests.integration.test_kept_forms import PAGE, kept, send_too_late, sign_in_again
from tests.integration.watch.helpers import found, late_looks, look, raised
from tests.matrix import OF_A_CASE, World, addresses
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event

WORDS = "She is at her sister's."
# What else an address names: the meeting, which is there for its whole area, a copy of its pack,
# which says nothing of what it holds, or no case at all.
OF_NO_CASE = {
    "meeting_id", "agency_id", "user_id", "membership_id", "reset_id", "kept_id", "handle",
    "admission_id", "copy_id", "event_id", "token", "watched", "year", "page",
}  # fmt: skip


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.ACTIONS)


def action_of(cast, case):
    return one(cast, "petra", Action, case, agency__kind="police")


def too_late(cast, *paths, name="petra"):
    """Somebody sends a form to each of these addresses after their session was over."""
    client = signed_in_client(cast, name)
    for path in paths:
        send_too_late(client, path, {"text": WORDS, "note": WORDS})
    return client


def off_circulation(cast, case, name):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(
            work, case.pk, search_circulation=frozenset(), full_circulation=frozenset()
        )


def test_what_was_sent_about_a_case_is_shown_on_the_record(cast, case):
    action = action_of(cast, case)
    client = too_late(
        cast, reverse("add_item", args=[case.pk]), reverse("update_action", args=[action.pk])
    )
    assert sign_in_again(client, cast, "petra").url == PAGE
    page = client.get(PAGE).content.decode()
    assert "sister" in page and str(action.pk) in page
    seen = newest_event()
    assert (seen.code, seen.cases) == ("kept_forms_seen", [case.pk])
    assert set(seen.items) >= {one.pk for one in kept()}
    client.post(reverse("throw_away", args=[kept()[0].pk]))
    thrown = newest_event()
    assert (thrown.code, thrown.cases) == ("form_thrown_away", [case.pk])


@pytest.mark.parametrize("ends", [declare_wall, off_circulation])
def test_it_is_there_no_more_once_the_case_is_not_and_nothing_tells_of_it(cast, case, ends):
    action = action_of(cast, case)
    client = too_late(
        cast, reverse("add_item", args=[case.pk]), reverse("update_action", args=[action.pk])
    )
    ends(cast, case, "petra")
    assert sign_in_again(client, cast, "petra").url == reverse("home")
    page = client.get(PAGE).content.decode()
    assert "Nothing is waiting to be sent" in page
    assert newest_event().code != "kept_forms_seen"
    for form in kept():
        assert client.post(reverse("throw_away", args=[form.pk])).status_code == 404
    assert len(kept()) == 2


def test_what_is_about_no_case_is_offered_beside_what_is_withheld(cast, case):
    client = too_late(
        cast, reverse("update_action", args=[action_of(cast, case).pk]), reverse("find")
    )
    declare_wall(cast, case, "petra")
    assert sign_in_again(client, cast, "petra").url == PAGE
    (offered,) = client.get(PAGE).context["cards"]
    assert offered.kept.path == reverse("find")


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("?from={case}", "name", []),
        ("", "joined", ["{action}"]),
        ("", "known", ["nobody", "{action} and more"]),
        ("", "answer-{action}", ["yes"]),
        ("", "reference", ["{reference}"]),
    ],
)
def test_a_case_named_in_what_was_sent_withholds_it_too(cast, case, query, field, said):
    named = {"case": case.pk, "action": action_of(cast, case).pk}
    named["reference"] = case.reference.lower()
    client = signed_in_client(cast, "petra")
    sent = {field.format(**named): [one.format(**named) for one in said], "note": WORDS}
    send_too_late(client, reverse("find") + query.format(**named), sent)
    assert sign_in_again(client, cast, "petra").url == PAGE
    assert "sister" in client.get(PAGE).content.decode()
    assert newest_event().cases == [case.pk]
    declare_wall(cast, case, "petra")
    assert "Nothing is waiting to be sent" in client.get(PAGE).content.decode()


def test_naming_a_case_out_of_sight_tells_nothing_of_it(cast, case):
    declare_wall(cast, case, "petra")
    client = signed_in_client(cast, "petra")
    for field, named in (("about", case.pk), ("about", uuid4()), ("reference", "LM-NONE")):
        send_too_late(client, reverse("find"), {"note": WORDS, field: named})
    assert sign_in_again(client, cast, "petra").url == PAGE
    assert len(client.get(PAGE).context["cards"]) == 3
    assert newest_event().cases == []


def test_nor_does_another_membership_tell_of_it(cast, case):
    client = too_late(cast, reverse("update_action", args=[action_of(cast, case).pk]))
    with as_owner(), unit_of_work(cast.actor("alex")):
        other = Membership.objects.create(
            user=cast.user("petra"), agency=cast.agency("housing"), role="representative",
            starts_on="2020-01-01",
        )  # fmt: skip
    client = signed_in_client(cast, "petra", membership=other)
    page = client.get(PAGE).content.decode()
    assert "You act under another membership now." in page and "sister" not in page
    declare_wall(cast, case, "petra")
    assert "Nothing is waiting to be sent" in client.get(PAGE).content.decode()


def test_what_was_said_of_an_alert_is_there_as_long_as_the_alert(cast):
    first, second = late_looks(cast)
    (alert,) = look(watched=Watched.OUT_OF_HOURS, about=cast.user("ines"))
    client = too_late(cast, reverse("alert", args=[alert.pk]), name="odile")
    wall_off(cast, first, "odile")
    assert sign_in_again(client, cast, "odile").url == PAGE
    assert "sister" in client.get(PAGE).content.decode()
    wall_off(cast, second, "odile")
    assert "Nothing is waiting to be sent" in client.get(PAGE).content.decode()


def test_what_is_out_of_sight_is_not_told_from_what_is_not_there(cast, case):
    client = too_late(cast, reverse("update_action", args=[uuid4()]))
    assert sign_in_again(client, cast, "petra").url == reverse("home")
    assert "Nothing is waiting to be sent" in client.get(PAGE).content.decode()


def test_the_case_is_found_behind_every_address(cast):
    world = World(cast, Stage.ACTIONS)
    of_no_case = {world.path("alert"): None, "/nowhere/": None}
    world.alert = raised(found(cast, watched=Watched.BREAK_GLASS, case_id=world.case.pk))
    named = OF_A_CASE - {"meeting_id"} | {"alert_id"}
    about = {}
    for name, parts in addresses().items():
        assert set(parts) <= named | OF_NO_CASE, f"say what {name} names"
        about[world.path(name)] = world.case.pk if named & set(parts) else None
    with unit_of_work(cast.actor("rowan")):
        assert case_addresses.cases_at([*about, *of_no_case]) == about | of_no_case


def test_the_case_is_found_behind_each_row_of_it(cast):
    world = World(cast, Stage.ACTIONS)
    world.alert = raised(found(cast, watched=Watched.BREAK_GLASS, case_id=world.case.pk))
    rows = {world.identifiers[name] for name in OF_A_CASE | {"alert_id"}}
    rows -= {world.case.pk, world.case.meeting_id}
    with unit_of_work(cast.actor("rowan")):
        assert cases_behind(rows) == dict.fromkeys(rows, world.case.pk)
