"""The alerts that somebody may see, and the events of the trail that raised them."""

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

FOR_CHAIRS = Q(role=Role.LEAD) | Q(for_chairs=True)


@dataclass(frozen=True)
class Mark:
    """An alert that an event raised."""

    alert_id: UUID
    words: str | Promise
    state: str


def readable(actor: Actor) -> QuerySet[Alert]:
    """Return the alerts that the actor reads, newest first. The database hides alerts that name a
    case from which a wall keeps the actor. A chair reads those about a safeguarding lead, and those
    that no lead may know."""
    alerts = Alert.objects.filter(area=actor.area_id).exclude(about=actor.person_id)
    alerts = alerts.order_by("-last_at", "-pk")
    return alerts if actor.role is Role.LEAD else alerts.filter(FOR_CHAIRS)


def visible(actor: Actor) -> QuerySet[Alert]:
    """Return the alerts in the actor's list. Of two alerts of the same finding, the list has only
    the one that names more cases."""
    says_more = RawSQL(
        """EXISTS (
            SELECT FROM sharing_alert more
            WHERE more.area_id = sharing_alert.area_id AND more.watched = sharing_alert.watched
              AND more.about_id = sharing_alert.about_id
              AND more.case_id IS NOT DISTINCT FROM sharing_alert.case_id
              AND more.day IS NOT DISTINCT FROM sharing_alert.day
              AND more.cases @> sharing_alert.cases AND NOT more.cases <@ sharing_alert.cases
              AND (%s OR more.role = 'lead' OR more.for_chairs)
        )""",
        [actor.role is Role.LEAD],
        output_field=BooleanField(),
    )
    return readable(actor).filter(~Q(says_more))


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
