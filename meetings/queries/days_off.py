"""The days on which the area does not work, for the page that sets them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import localdate

from meetings import permissions as may
from meetings.models import Meeting, MeetingState
from meetings.rules.days_off import OnDay, farthest, on_day
from meetings.rules.working_days import SATURDAY
from sharing import clock
from sharing.access import expect, require
from sharing.actor import Actor
from sharing.bank_holidays import days_off
from sharing.models import Area


@dataclass(frozen=True)
class DayRow:
    on: date
    said: OnDay  # usual is a bank holiday
    meeting: bool  # whether the area meets on it all the same


@dataclass(frozen=True)
class DaysOffPage:
    area: Area
    days: list[DayRow]


def days_off_to_set(actor: Actor) -> DaysOffPage:
    """Return the coming days on which the area does not work, and the bank holidays on which it
    does, for somebody who may set its rules."""
    require(actor, may.SEE_MEETINGS)
    expect(actor, may.SET_AREA_RULES)
    area = Area.objects.get(pk=actor.area_id)
    off, today = days_off(area), clock.today()
    held = Meeting.objects.filter(area=area, starts_at__gte=clock.now())
    held = held.exclude(state=MeetingState.CALLED_OFF)
    meets = {localdate(one) for one in held.values_list("starts_at", flat=True)}
    coming = (today + timedelta(days=n) for n in range((farthest(today) - today).days + 1))
    return DaysOffPage(
        area,
        [
            DayRow(day, on_day(day, off), day in meets)
            for day in coming
            if day.weekday() < SATURDAY and (day in off.bank or day in off.closed)
        ],
    )
