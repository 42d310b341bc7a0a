"""When something was done about cases, by the trail."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from sharing import clock
from sharing.events import Event
from sharing.models import AuditEvent

# An event is written last, so a while after its rows.
NEAR = timedelta(hours=1)


def last_done(event: Event, cases: Collection[UUID]) -> dict[tuple[UUID, UUID], datetime]:
    """Return when the event last named each of these cases, by the agency that it was done to and
    the case: for a job."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM last_done(%s, %s::uuid[])", [event.code, list(cases)])
        return {(agency, case): at for agency, case, at in cursor.fetchall()}


def done_at(written: Mapping[UUID, datetime]) -> dict[UUID, datetime]:
    """Return by the clock when each of these events was, as far as the actor may know of it. They
    come with the time at which the database wrote rows for them, which finds them sooner."""
    found = AuditEvent.objects.filter(
        id__in=list(written),
        recorded_at__gte=min(written.values(), default=clock.now()) - NEAR,
        recorded_at__lte=max(written.values(), default=clock.now()) + NEAR,
    )
    return dict(found.values_list("id", "occurred_at"))
