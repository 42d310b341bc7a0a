"""What the watch is given and what it raised."""

from datetime import timedelta
from uuid import uuid4

from sharing import clock
from sharing.actor import Actor
from sharing.models import Alert, Watched
from sharing.operations.alerts import WATCH, Finding, raise_alert
from sharing.work import unit_of_work
from tests.conftest import as_owner


def found(cast, name="petra", *, watched=Watched.OFF_LIST, minutes_ago=(0,), **more):
    """Return what somebody of the cast did, so many minutes ago each time."""
    now = clock.now()
    events = [(uuid4(), now - timedelta(minutes=ago)) for ago in minutes_ago]
    held = cast.memberships[name]
    place = {"area_id": cast.area.pk, "agency_id": held.agency_id, "role": held.role}
    return Finding(
        **({"watched": watched, "about_id": held.user_id, "events": events} | place | more)
    )


def raised(finding):
    with unit_of_work(Actor.system(WATCH)) as work:
        return raise_alert(actor=work.actor, finding=finding)


def alerts(**lookups):
    """Return the alerts that are there, read as the owner of the database."""
    with as_owner():
        return list(Alert.objects.filter(**lookups).order_by("raised_at", "pk"))
