"""What the watch is given and what it raised."""

from contextlib import nullcontext
from datetime import datetime, time, timedelta
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from meetings.models import Stage
from sharing import clock
from sharing.bank_holidays import bank_holidays
from sharing.models import Alert, AlertState, Watched, WatchRule
from sharing.operations.alerts import decide_alert
from sharing.queries.alert_readers import Finding
from sharing.unit import unit_of_work
from sharing.watch.readers import ask_who_reads_alerts
from sharing.watch.reading import look_at_trail, raise_all
from tests.conftest import as_owner
from tests.copies import cases_at
from tests.doing import do, wall_off
from tests.jobs import as_jobs, run_jobs
from tests.memory import told_once
from tests.personas import make_member
from tests.signing_in import signed_in_client

WEDNESDAY = 2


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
    """Return the alert that is raised of it for who may know of it all."""
    return next(iter(raise_all(finding)), None)


def alerts(**lookups):
    """Return the alerts that are there, read as the owner of the database."""
    with as_owner():
        return list(Alert.objects.filter(**lookups).order_by("raised_at", "pk"))


def look(**lookups):
    """Let the watch look through the trail, and return the alerts that are there then."""
    with as_jobs():
        look_at_trail()
    return alerts(**lookups)


def opens(cast, name, case, *, at=None, status=200):
    """Somebody opens the page of a case, at that moment."""
    with clock.set_to(at) if at else nullcontext():
        answer = signed_in_client(cast, name).get(reverse("case", args=[case.pk]))
    assert answer.status_code == status


@told_once
def rule(cast, watched, **values):
    """The area watches for it so."""
    with unit_of_work(cast.actor("odile")):
        WatchRule.objects.create(area=cast.area, watched=watched, **values)


def decided(cast, name, alert, state=AlertState.EXPLAINED, words="On call."):
    values = {"alert_id": alert.pk, "state": state, "version": alert.version}
    return do(cast, name, decide_alert, words=words, **values)


def wednesday_at(hour, minute=0):
    """Return that time of the newest Wednesday that has passed, no bank holiday."""
    day = clock.today() - timedelta(days=1)
    while day.weekday() != WEDNESDAY or day in bank_holidays("ENG"):
        day -= timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def joins(cast, name, role):
    """Somebody joins the MARAC team."""
    cast.memberships[name] = _joined(cast, name, role)


@told_once
def _joined(cast, name, role):
    with as_owner(), unit_of_work(cast.actor("alex")):
        return make_member(name, role, cast.agency("marac"))


@told_once
def late_looks(cast):
    """Ines opened one case late one evening, and another of the same meeting a minute after it;
    return the two."""
    cases = cases_at(cast, Stage.ACTIONS, ["Una", "Vera"])
    for minute, case in enumerate(cases):
        opens(cast, "ines", case, at=wednesday_at(23, minute))
    return cases


def wall_moves(cast, case, *names):
    """A wall keeps these from the case from now on, and nobody else; the worker asks who reads
    alerts."""
    wall_off(cast, case, *names)
    ask_who_reads_alerts.enqueue(str(cast.area.pk))
    run_jobs()
