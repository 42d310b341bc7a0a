"""Which alerts are there for somebody, and of which events of the trail they were raised."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise

from sharing.actor import Actor
from sharing.models import Alert, AlertState, AuditEvent, Watched
from sharing.permissions import READ_ALERTS
from sharing.roles import Role

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import WithAnnotations

    class _Known(TypedDict):
        known_number: int
        known_last_at: datetime
        known_state: str

    KnownAlert = WithAnnotations[Alert, _Known]

NOT_WALLED_OFF = Q(
    RawSQL(
        "case_id IS NULL OR NOT case_id = ANY ((SELECT walled_from())::uuid[])",
        (),
        output_field=BooleanField(),
    )
)
FOR_CHAIRS = Q(role=Role.LEAD) | Q(for_chairs=True)
# What there is of an alert for somebody who is walled off from cases: of the events that it keeps
# those that do not name such cases alone; of what it keeps no more nobody can say. For everybody else
# it is as it was raised.
KNOWN_NUMBER = RawSQL(
    """CASE WHEN (SELECT walled_from()) = '{}' THEN sharing_alert.number
    ELSE (
        SELECT count(*) FROM audit_event e
        WHERE e.occurred_at BETWEEN sharing_alert.first_at AND sharing_alert.last_at
          AND e.id = ANY (sharing_alert.events)
          AND (e.cases = '{}' OR NOT e.cases <@ (SELECT walled_from()))
    ) END""",
    (),
    output_field=IntegerField(),
)
KNOWN_LAST_AT = RawSQL(
    """CASE WHEN (SELECT walled_from()) = '{}' THEN sharing_alert.last_at
    ELSE (
        SELECT max(e.occurred_at) FROM audit_event e
        WHERE e.occurred_at BETWEEN sharing_alert.first_at AND sharing_alert.last_at
          AND e.id = ANY (sharing_alert.events)
          AND (e.cases = '{}' OR NOT e.cases <@ (SELECT walled_from()))
    ) END""",
    (),
    output_field=DateTimeField(),
)


@dataclass(frozen=True)
class Mark:
    """An alert that was raised of an event."""

    alert_id: UUID
    words: str | Promise
    state: str


def visible(actor: Actor) -> "QuerySet[KnownAlert]":
    """Return the alerts that are there for the actor, the newest first, each with `known_number` of
    events and when the last of them was, `known_last_at`: of the area, not about themselves, of no
    case that they are walled off from; for a chair, those about a safeguarding lead, and those that
    no lead may know. `known_state` is what was decided, as far as they decided it themselves or
    nothing of the alert is kept from them: else somebody may have said what they must not know."""
    alerts = Alert.objects.filter(NOT_WALLED_OFF, area=actor.area_id).exclude(about=actor.person_id)
    alerts = alerts.annotate(known_number=KNOWN_NUMBER, known_last_at=KNOWN_LAST_AT)
    told = Q(known_number__gte=F("events__len")) | Q(decided_by=actor.person_id)
    new = Value(AlertState.NEW.value)
    alerts = alerts.annotate(known_state=Case(When(told, then=F("state")), default=new))
    alerts = alerts.filter(known_last_at__isnull=False).order_by("-known_last_at", "-pk")
    return alerts if actor.role is Role.LEAD else alerts.filter(FOR_CHAIRS)


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
        mark = Mark(alert.pk, Watched(alert.watched).label, alert.known_state)
        for event in shown.intersection(alert.events):
            marks.setdefault(event, []).append(mark)
    return marks
