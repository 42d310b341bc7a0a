"""What other parts of the portal put on the trail, the watch finds."""

from datetime import timedelta

from django.test import Client

from meetings.models import Stage
from sharing import clock
from sharing.actor import Actor
from sharing.models import Watched
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.integration.door.helpers import ask, open_now
from tests.integration.watch.helpers import look
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event


def ended(cast, name):
    held = cast.memberships[name]
    with as_owner(), unit_of_work(Actor.system("seed")):
        held.ends_on = clock.today() - timedelta(days=1)
        held.save()


def test_a_case_opened_in_an_emergency(cast):
    case = case_at(cast, Stage.TRIAGE)
    open_now(cast, "hal", case)
    (alert,) = look(watched=Watched.BREAK_GLASS)
    assert (alert.about, alert.case_id, alert.day) == (cast.user("hal"), case.pk, clock.today())


def test_one_that_was_refused_is_none(cast):
    ask(cast, "hal", "LM-NONE")
    assert not look(watched=Watched.BREAK_GLASS)


def test_the_trail_taken_out_again_and_again(cast):
    client = signed_in_client(cast, "odile")
    for _time in range(5):
        assert client.get("/trail/csv/").status_code == 200
    (alert,) = look(watched=Watched.EXPORTS)
    assert (alert.about, alert.role) == (cast.user("odile"), "lead")


def test_a_former_member_of_no_area_any_more_who_tries_to_sign_in(cast):
    ended(cast, "rowan")
    Client().post("/sign-in/", {"email": "rowan@example.org", "password": "guessed", "next": ""})
    assert newest_event().areas == [cast.area.pk]
    (alert,) = look(watched=Watched.FORMER_MEMBER)
    assert (alert.about, alert.agency, alert.number) == (cast.user("rowan"), None, 1)


def test_who_moved_to_another_area_concerns_the_one_where_they_work(cast):
    ended(cast, "rowan")
    with as_owner(), unit_of_work(Actor.system("seed")):
        held = cast.memberships["nia"]
        type(held).objects.create(
            user=cast.user("rowan"),
            agency=held.agency,
            role="representative",
            starts_on="2020-01-01",
        )
    Client().post("/sign-in/", {"email": "rowan@example.org", "password": "guessed", "next": ""})
    assert newest_event().areas == [cast.elsewhere.pk]
    assert not look(watched=Watched.FORMER_MEMBER)
