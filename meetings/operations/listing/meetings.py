"""When an area meets."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Meeting, MeetingState, Protocol
from meetings.rules import planning as rules
from meetings.rules.calendar import meeting_days
from meetings.rules.listing import check_not_called_off
from meetings.rules.working_days import deadlines_of, moment
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.bank_holidays import days_off
from sharing.events import Event
from sharing.models import Area
from sharing.operations.locking import lock
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused


def plan_meetings(*, actor: Actor, count: int) -> list[Meeting]:
    """The next days of the area's pattern without a meeting, up to this number, have one."""
    work = perform(actor, may.PLAN_MEETINGS)
    protocol = _protocol(actor)
    area = Area.objects.get(pk=actor.area_id)
    taken = {
        localdate(starts_at)
        for starts_at in Meeting.objects.filter(area=area, extra=False).values_list(
            "starts_at", flat=True
        )
    }
    planned: list[Meeting] = []
    days = meeting_days(
        protocol.first_meeting_on,
        protocol.every_days,
        after=clock.today(),
        off=days_off(area),
    )
    while len(planned) < count:
        day = next(days).on
        if day not in taken:
            starts_at = moment(day, protocol.starts_at)
            _check_free(area, starts_at)
            planned.append(_plan(area, protocol, starts_at, protocol.place, extra=False))
    work.items.update(meeting.pk for meeting in planned)
    return planned


def add_meeting(
    *, actor: Actor, starts_at: datetime, place: str = "", extra: bool = True, sure: bool = False
) -> Meeting:
    """There is a meeting at that time; an extra one stands outside the pattern. A meeting at a
    weekend, on a bank holiday or on a day with another meeting has to be confirmed."""
    work = perform(actor, may.PLAN_MEETINGS)
    protocol = _protocol(actor)
    rules.check_day(starts_at, now=clock.now())
    area = Area.objects.get(pk=actor.area_id)
    _check_free(area, starts_at)
    others = _held(area).filter(starts_at__date=localdate(starts_at))
    hours = others.values_list("starts_at", flat=True)
    rules.check_meant(starts_at, hours, days_off(area), sure=sure)
    meeting = _plan(area, protocol, starts_at, place.strip() or protocol.place, extra=extra)
    work.items.add(meeting.pk)
    return meeting


def lock_meeting(
    *, actor: Actor, meeting_id: UUID, event: Event, called_off: bool = False
) -> Meeting:
    """Return a meeting of the actor's area, locked until the unit ends. It is locked before its
    cases, so that two people at one list do not wait for each other for ever. A meeting that is
    called off is returned only if it is asked for as such."""
    if not Meeting.objects.filter(pk=meeting_id, area_id=actor.area_id).exists():
        raise Refused(Reason.NOTHING_THERE, event)
    lock(Meeting, meeting_id)
    meeting = Meeting.objects.select_related("protocol", "area").get(pk=meeting_id)
    if not called_off:
        check_not_called_off(meeting)
    return meeting


def _protocol(actor: Actor) -> Protocol:
    """Return the protocol in force, locked, so that two people plan one after the other."""
    in_force = Protocol.objects.filter(area_id=actor.area_id, in_force_from__lte=clock.today())
    protocol = in_force.first()
    if protocol is None:
        raise RuleBroken(_("This area has no protocol in force, so it cannot plan meetings."))
    return lock(Protocol, protocol.pk)


def _check_free(area: Area, starts_at: datetime) -> None:
    if not is_free(area, starts_at):
        raise RuleBroken(_("There is a meeting at this time already"), field="on")


def is_free(area: Area, starts_at: datetime) -> bool:
    """Return whether no meeting is held in the area at that time."""
    return not _held(area).filter(starts_at=starts_at).exists()


def _held(area: Area) -> QuerySet[Meeting]:
    return Meeting.objects.filter(area=area).exclude(state=MeetingState.CALLED_OFF)


def _plan(
    area: Area, protocol: Protocol, starts_at: datetime, place: str, *, extra: bool
) -> Meeting:
    dates = deadlines_of(starts_at, protocol, days_off(area), now=clock.now())
    return Meeting.objects.create(
        area=area,
        protocol=protocol,
        starts_at=starts_at,
        place=place,
        extra=extra,
        referrals_close_at=dates.referrals_close_at,
        list_out_at=dates.list_out_at,
        research_due_at=dates.research_due_at,
        minutes_due_at=dates.minutes_due_at,
    )
