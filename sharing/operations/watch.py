"""What the watch looks for in an area, and when its agencies work."""

from datetime import time
from uuid import UUID

from django.utils.translation import gettext as _

from sharing.access import perform
from sharing.actor import Actor
from sharing.models import Agency, Area, WatchRule, WorkingHours
from sharing.operations.locking import lock
from sharing.permissions import SET_WATCH
from sharing.queries.changed_by import last_writer_of
from sharing.reasons import Reason
from sharing.rules import Overtaken
from sharing.work import Refused


def set_rule(
    *, actor: Actor, watched: str, on: bool, number: int, minutes: int, version: int
) -> WatchRule:
    """The area watches for this thing by this rule from now on. `version` is 0 if it had no rule of
    its own."""
    work = perform(actor, SET_WATCH)
    lock(Area, actor.area_id)  # there may be no row to lock yet
    rule = WatchRule.objects.filter(area=actor.area_id, watched=watched).first()
    rule = rule or WatchRule(area_id=actor.area_id, watched=watched, version=0)
    if rule.version != version:
        theirs = {
            "on": _("Yes") if rule.on else _("No"),
            "number": rule.number,
            "minutes": rule.minutes,
        }
        raise Overtaken(theirs, rule.version, last_writer_of(rule))
    rule.on, rule.number, rule.minutes = on, number, minutes
    rule.version += 1
    rule.save()
    work.items.add(rule.pk)
    return rule


def set_alert_days(*, actor: Actor, days: int, version: int) -> Area:
    """The area keeps alerts for this many days after somebody decided on them. `version` is the
    number of days when the form was filled in."""
    work = perform(actor, SET_WATCH)
    area = lock(Area, actor.area_id)
    if area.alert_days != version:
        raise Overtaken({"days": area.alert_days}, area.alert_days)
    area.alert_days = days
    area.save()
    work.items.add(area.pk)
    return area


def set_hours(
    *,
    actor: Actor,
    agency_id: UUID,
    around_the_clock: bool,
    starts_at: time,
    ends_at: time,
    weekends: bool,
    version: int,
) -> WorkingHours:
    """The agency works at these hours; looking at cases at other times is out of hours."""
    work = perform(actor, SET_WATCH)
    if not Agency.objects.filter(pk=agency_id, area=actor.area_id).exists():
        raise Refused(Reason.NOTHING_THERE, SET_WATCH.event)
    agency = lock(Agency, agency_id)
    hours = WorkingHours.objects.filter(agency=agency).first()
    hours = hours or WorkingHours(agency=agency, version=0)
    if hours.version != version:
        theirs = {"starts_at": hours.starts_at, "ends_at": hours.ends_at}
        raise Overtaken(theirs, hours.version, last_writer_of(hours))
    hours.around_the_clock, hours.weekends = around_the_clock, weekends
    hours.starts_at, hours.ends_at = starts_at, ends_at
    hours.version += 1
    hours.save()
    work.items.add(hours.pk)
    return hours
