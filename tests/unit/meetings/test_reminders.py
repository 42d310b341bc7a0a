"""On which days a reminder goes out, and when one is sent by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from meetings.rules.reminders import Pace, check_reminder, is_wanted
from sharing.rules import RuleBroken

EASTER = {date(2026, 4, 3), date(2026, 4, 6)}  # Good Friday and the Monday after
PACE = Pace(before=2, every=5, off=EASTER)
DUE = date(2026, 3, 12)  # a Thursday
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def days(due, pace, *, start, end, reminded=True):
    """Return on which days a reminder goes out if the worker runs on each day."""
    found, last, day = [], None, start
    while day <= end:
        if is_wanted(due, last, today=day, pace=pace):
            found.append(day)
            last = day if reminded else None
        day += timedelta(days=1)
    return found


def test_it_goes_out_before_the_day_and_each_so_many_days_after():
    found = days(DUE, PACE, start=date(2026, 3, 1), end=date(2026, 3, 31))
    assert found == [date(2026, 3, 10), date(2026, 3, 19), date(2026, 3, 26)]


def test_it_goes_out_each_day_where_an_area_says_so():
    pace = Pace(before=1, every=1, off=EASTER)
    found = days(date(2026, 4, 1), pace, start=date(2026, 3, 25), end=date(2026, 4, 8))
    # Neither on the weekend nor on the bank holidays.
    assert found == [date(2026, 3, 31), date(2026, 4, 2), date(2026, 4, 7), date(2026, 4, 8)]


@pytest.mark.parametrize(
    ("pace", "found"),
    [
        (Pace(before=0, every=5, off=EASTER), [date(2026, 3, 19)]),
        (Pace(before=2, every=0, off=EASTER), [date(2026, 3, 10)]),
        (Pace(before=0, every=0, off=EASTER), []),
    ],
)
def test_an_area_may_leave_either_out(pace, found):
    assert days(DUE, pace, start=date(2026, 3, 1), end=date(2026, 3, 25)) == found


def test_a_day_on_which_no_worker_ran_is_made_up_for():
    assert days(DUE, PACE, start=date(2026, 3, 11), end=date(2026, 3, 13)) == [date(2026, 3, 11)]
    # Also where it is due by now; on a weekend it waits for the next working day.
    assert days(DUE, PACE, start=date(2026, 3, 14), end=date(2026, 3, 16)) == [date(2026, 3, 16)]


def test_who_was_reminded_by_hand_is_not_reminded_again_that_day():
    assert not is_wanted(DUE, date(2026, 3, 10), today=date(2026, 3, 10), pace=PACE)
    assert is_wanted(DUE, date(2026, 3, 9), today=date(2026, 3, 10), pace=PACE)


def test_reminders_come_once_a_day():
    check_reminder(owed=1, reminded_at=None, now=NOW)
    check_reminder(owed=1, reminded_at=NOW - DAY, now=NOW)
    with pytest.raises(RuleBroken, match="less than a day"):
        check_reminder(owed=1, reminded_at=NOW - DAY / 2, now=NOW)
    with pytest.raises(RuleBroken, match="owes nothing"):
        check_reminder(owed=0, reminded_at=None, now=NOW)
