"""When something was last done about cases, by the trail."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sharing.events import Event
from sharing.models import AuditEvent


def last_done(event: Event, cases: Collection[UUID]) -> dict[tuple[UUID | None, UUID], datetime]:
    """Return when the event last named each of these cases, by the agency that it was done to and
    the case."""
    done = AuditEvent.objects.filter(code=event.code, cases__overlap=list(cases))
    found = done.order_by("occurred_at").values_list("recipient_id", "cases", "occurred_at")
    return {(agency, case): at for agency, named, at in found for case in named}
