"""What the tests of the trail share."""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from meetings.permissions import VIEW_CASE
from sharing import clock
from sharing.unit import unit_of_work


def trail_of(case, query=""):
    return reverse("case_trail", args=[case.pk]) + query


def looked(cast, name, case, *, at=None, times=1):
    """Write events of somebody who opened a case, so often, at that moment."""
    with clock.set_to(at or clock.now()):
        for _time in range(times):
            with unit_of_work(cast.actor(name)) as work:
                work.note(VIEW_CASE.event, cases=[case.pk])


def days_ago(days, hour=12):
    """Return that hour so many days ago, in London."""
    day = clock.today() - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def days(start, end):
    """Return the part of an address that asks for these days."""
    parts = {"start": start, "end": end}
    return "&".join(
        f"{name}-{part}={getattr(day, part)}"
        for name, day in parts.items()
        for part in ("day", "month", "year")
    )
