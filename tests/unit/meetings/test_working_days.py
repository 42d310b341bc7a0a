"""Working days and the moments at which things are due, across bank holidays and clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from meetings.rules import working_days as rules
from sharing.bank_holidays import bank_holidays

ENGLAND = bank_holidays("ENG")
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
NUMBERS = st.integers(-30, 30)


def test_bank_holidays_are_of_the_part_of_the_country():
    boxing_day_moved = date(2026, 12, 28)
    assert boxing_day_moved in ENGLAND and boxing_day_moved in bank_holidays("WLS")
    assert date(2026, 1, 2) not in ENGLAND  # a holiday in Scotland alone


def test_weekends_and_bank_holidays_are_no_working_days():
    assert rules.add_working_days(date(2026, 12, 24), 1, ENGLAND) == date(2026, 12, 29)
    assert rules.add_working_days(date(2026, 12, 29), -1, ENGLAND) == date(2026, 12, 24)
    assert rules.add_working_days(date(2026, 11, 21), 0, ENGLAND) == date(2026, 11, 21)


@given(DAYS, NUMBERS)
def test_a_day_that_is_counted_to_is_a_working_day(start, number):
    day = rules.add_working_days(start, number, ENGLAND)
    assert number == 0 or rules.is_working_day(day, ENGLAND)
    assert (day > start) == (number > 0) and (day < start) == (number < 0)


@given(DAYS, st.integers(0, 30))
def test_counting_and_adding_agree(start, number):
    end = rules.add_working_days(start, number, ENGLAND)
    assert rules.working_days_between(start, end, ENGLAND) == number


@given(DAYS, st.integers(1, 30))
def test_there_and_back_is_a_working_day(start, number):
    if rules.is_working_day(start, ENGLAND):
        there = rules.add_working_days(start, number, ENGLAND)
        assert rules.add_working_days(there, -number, ENGLAND) == start


def test_a_day_before_its_start_has_no_working_days():
    assert rules.working_days_between(date(2026, 11, 20), date(2026, 11, 1), ENGLAND) == 0


@given(DAYS, st.integers(2, 23))
def test_due_means_an_hour_in_london_in_every_season(day, hour):
    due = rules.due_at(day, hour)
    assert due.utcoffset() == timedelta(0)
    local = due.astimezone(rules.LONDON)
    assert (local.date(), local.time()) == (day, time(hour))


def test_due_crosses_the_change_of_the_clock():
    assert rules.due_at(date(2026, 3, 27), 17).hour == 17
    assert rules.due_at(date(2026, 3, 30), 17).hour == 16
    friday = datetime(2026, 3, 27, 23, 30, tzinfo=UTC)
    assert rules.due_after(friday, 1, 17, ENGLAND) == rules.due_at(date(2026, 3, 30), 17)


PROTOCOL = SimpleNamespace(
    referrals_close=10, list_out=8, research_due=2, minutes_due=3, due_hour=17
)


def test_deadlines_are_working_days_round_the_meeting():
    starts_at = rules.moment(date(2026, 11, 26), time(9, 30))
    dates = rules.deadlines_of(starts_at, PROTOCOL, ENGLAND, now=starts_at - timedelta(days=90))
    assert dates == rules.Dates(
        referrals_close_at=rules.due_at(date(2026, 11, 12), 17),
        list_out_at=rules.due_at(date(2026, 11, 16), 17),
        research_due_at=rules.due_at(date(2026, 11, 24), 17),
        minutes_due_at=rules.due_at(date(2026, 12, 1), 17),
    )


def test_what_would_have_passed_is_due_with_what_comes_next():
    starts_at = rules.moment(date(2026, 11, 26), time(9, 30))
    friday = rules.moment(date(2026, 11, 13), time(9))
    dates = rules.deadlines_of(starts_at, PROTOCOL, ENGLAND, now=friday)
    assert dates.referrals_close_at == dates.list_out_at == rules.due_at(date(2026, 11, 16), 17)


def test_before_a_meeting_called_for_tomorrow_all_is_due_when_it_begins():
    starts_at = rules.moment(date(2026, 11, 26), time(9, 30))
    dates = rules.deadlines_of(starts_at, PROTOCOL, ENGLAND, now=starts_at - timedelta(days=1))
    assert dates.referrals_close_at == dates.list_out_at == dates.research_due_at == starts_at


@given(st.datetimes(datetime(2021, 1, 1), datetime(2034, 1, 1)), st.integers(0, 60))
def test_deadlines_before_a_meeting_never_lie_in_the_past_or_after_it(starts, ahead):
    starts_at = starts.replace(tzinfo=UTC)
    now = starts_at - timedelta(days=ahead, minutes=1)
    dates = rules.deadlines_of(starts_at, PROTOCOL, ENGLAND, now=now)
    before = (dates.referrals_close_at, dates.list_out_at, dates.research_due_at)
    assert all(now < due <= starts_at for due in before)
    assert list(before) == sorted(before)
    assert dates.minutes_due_at > starts_at
