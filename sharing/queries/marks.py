"""Which alerts are there for somebody, and of which events of the trail they were raised."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise

from sharing.actor import Actor
from sharing.models import Alert, AuditEvent, Watched
from sharing.permissions import READ_ALERTS
from sharing.roles import Role

NOT_WALLED_OFF = Q(
    RawSQL(
        "case_id IS NULL OR NOT case_id = ANY ((SELECT walled_from())::uuid[])",
        (),
        output_field=BooleanField(),
    )
)


@dataclass(frozen=True)
class Mark:
    """An alert that was raised of an event."""

    alert_id: UUID
    words: str | Promise
    state: str


def visible(actor: Actor) -> QuerySet[Alert]:
    """Return the alerts that are there for the actor: of the area, not about themselves, of no
    case that they are walled off from; for a chair, those about a safeguarding lead."""
    alerts = Alert.objects.filter(NOT_WALLED_OFF, area=actor.area_id).exclude(about=actor.person_id)
    return alerts if actor.role is Role.LEAD else alerts.filter(role=Role.LEAD)


def marks_of(actor: Actor, events: Sequence[AuditEvent]) -> dict[UUID, list[Mark]]:
    """Return the alerts of each of these events, for those who read alerts."""
    if actor.role not in READ_ALERTS.roles or not events:
        return {}
    shown = {one.id for one in events}
    moments = [one.occurred_at for one in events]
    alerts = visible(actor).filter(
        first_at__lte=max(moments), last_at__gte=min(moments), events__overlap=list(shown)
    )
    marks: dict[UUID, list[Mark]] = {}
    for alert in alerts:
        mark = Mark(alert.pk, Watched(alert.watched).label, alert.state)
        for event in shown.intersection(alert.events):
            marks.setdefault(event, []).append(mark)
    return marks
