"""Keepers are told if nobody of the agency that has an action may see the case."""

import pytest
from django.urls import reverse

from meetings.models import Attendance, Presence
from meetings.operations.actions import record_action
from meetings.queries.actions import known_of
from meetings.queries.unseen import unseen_by
from sharing.unit import unit_of_work
from tests.doing import do, form_token, look, stop_signature, wall_off
from tests.integration.actions.helpers import HTMX, actions_of, values, way
from tests.signing_in import signed_in_client
from tests.story import in_the_room
from tests.visits import get, post, words_of

WORDS = "Nobody can see this case at: Police."


def came(cast, case, who):
    with unit_of_work(cast.actor("carys")):
        Attendance.objects.update_or_create(
            meeting=case.meeting,
            agency=cast.agency("police"),
            defaults={"presence": Presence.PRESENT, "who": who},
        )


@pytest.fixture
def walled(cast, case):
    """The only one of police is walled off."""
    wall_off(cast, case, "petra")
    return case


def test_it_is_said_at_the_line_and_wherever_the_plan_is_read(cast, walled):
    client = signed_in_client(cast, "carys")
    page = reverse("hearing", args=[walled.pk])
    assert WORDS not in words_of(client.get(page))
    line = {"line": "police visit for victim"}
    read = reverse("read_line", args=[walled.pk])
    assert WORDS in words_of(client.post(read, line, headers=HTMX))
    assert "Nobody can see" not in words_of(
        client.post(read, {"line": "housing visit"}, headers=HTMX)
    )
    recorded = client.post(way(walled), form_token() | line, headers=HTMX)
    assert WORDS in words_of(recorded)
    (action,) = actions_of(cast, walled)
    for name, key in (("end_hearing", walled.pk), ("correct_action", action.pk)):
        assert WORDS in words_of(client.get(reverse(name, args=[key]))), name
    poll = reverse("hearing_plan", args=[walled.meeting_id, walled.pk])
    assert WORDS in words_of(client.get(page)) and WORDS in words_of(client.get(poll))


def test_nobody_else_in_the_room_is_told(cast, walled):
    in_the_room(cast, walled.meeting, "rowan")
    do(cast, "carys", record_action, **values(cast, walled))
    housing = cast.agency("housing").pk
    do(cast, "carys", record_action, **values(cast, walled, agency_id=housing))
    for page in (
        get(cast, "rowan", "hearing", walled.meeting_id, walled.pk),
        get(cast, "rowan", "hearing_plan", walled.meeting_id, walled.pk),
    ):
        assert "Lend an alarm" in words_of(page) and "Nobody can see" not in words_of(page)


def test_whoever_is_walled_off_is_not_filled_in_as_owner(cast, walled):
    police = cast.agency("police").pk
    came(cast, walled, "petra example, Dev Lock")
    known = look(cast, lambda: known_of(walled).agency(police))
    assert (known.who, known.people, known.unseen) == ("Dev Lock", ("Dev Lock",), True)
    came(cast, walled, "Petra Example")
    post(cast, "carys", "record_action", walled.pk, line="police visit for victim")
    assert [one.owner for one in actions_of(cast, walled)] == [""]


def test_one_who_may_see_it_is_enough(cast, case):
    agencies = [cast.agency(kind).pk for kind in ("police", "health_visiting", "children")]

    def unseen():
        return [one.kind for one in look(cast, lambda: unseen_by(case.pk, agencies))]

    # Wren of health visiting referred it; nobody of the children's services has an account.
    assert unseen() == ["children"]
    stop_signature(cast, "police")
    assert unseen() == ["children", "police"]
