"""When things happen in the example: as if it had been used until a moment ago."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count

from meetings.rules.working_days import DAY, LONDON, add_working_days, is_working_day, moment
from sharing import clock
from sharing.bank_holidays import bank_holidays

NEXT_IN = 9  # days
EVERY = timedelta(days=14)
PAST = 3  # meetings that were held
A_MOMENT_AGO = timedelta(minutes=45)


@dataclass(frozen=True)
class Days:
    """The days round today."""

    now: datetime = field(default_factory=clock.now)

    @property
    def today(self) -> date:
        return self.now.astimezone(LONDON).date()

    @property
    def next_meeting_on(self) -> date:
        """Return the working day nearest to nine days from now."""
        wanted, off = self.today + timedelta(days=NEXT_IN), bank_holidays("ENG")
        days = (wanted + sign * DAY * far for far in count() for sign in (-1, 1))
        return next(day for day in days if is_working_day(day, off))

    @property
    def first_meeting_on(self) -> date:
        """Return the day on which the pattern of meetings begins."""
        return self.next_meeting_on - PAST * EVERY

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Return that hour of the day in London, but never a moment that has not come yet."""
        return min(moment(day, time(hour, minute)), self.now - A_MOMENT_AGO)

    def after(self, day: date | datetime, working_days: int) -> date:
        """Return the day that many working days later, or earlier where they are negative."""
        if isinstance(day, datetime):
            day = day.astimezone(LONDON).date()
        return add_working_days(day, working_days, bank_holidays("ENG"))
