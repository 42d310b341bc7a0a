"""When something was last done about cases, by the trail."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from sharing.events import Event


def last_done(event: Event, cases: Collection[UUID]) -> dict[tuple[UUID, UUID], datetime]:
    """Return when the event last named each of these cases, by the agency that it was done to and
    the case: for a job."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM last_done(%s, %s::uuid[])", [event.code, list(cases)])
        return {(agency, case): at for agency, case, at in cursor.fetchall()}
