"""The pattern of meetings, how long they take, and the order of cases."""

from datetime import date, timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from meetings.rules import calendar as rules
from sharing.bank_holidays import bank_holidays

ENGLAND = bank_holidays("ENG")
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def days(first_on, every, after, count=3):
    found = rules.meeting_days(first_on, every, after=after, off=ENGLAND)
    return list(islice(found, count))


def test_the_pattern_goes_on_from_a_day():
    found = days(date(2026, 1, 8), 14, date(2026, 11, 20))
    assert [day.on for day in found] == [date(2026, 11, 26), date(2026, 12, 10), date(2026, 12, 24)]
    assert not any(day.moved for day in found)


def test_a_bank_holiday_moves_one_meeting_and_not_the_next():
    # Friday 25 December, and the Monday after it, are bank holidays.
    found = days(date(2026, 12, 11), 14, date(2026, 12, 12), count=2)
    assert found[0] == rules.Day(date(2026, 12, 29), date(2026, 12, 25)) and found[0].moved
    # New Year's Day comes to the next working day, past the weekend.
    assert found[1].pattern == date(2027, 1, 8)
    assert days(date(2027, 1, 1), 14, date(2026, 12, 30), count=1)[0].on == date(2027, 1, 4)


def test_a_meeting_that_was_moved_past_the_day_is_still_to_come():
    assert days(date(2026, 12, 25), 14, date(2026, 12, 26), count=1)[0].on == date(2026, 12, 29)


@given(DAYS, st.integers(7, 60), DAYS)
def test_days_rise_and_are_no_bank_holidays(first_on, every, after):
    found = [day.on for day in days(first_on, every, after)]
    assert found == sorted(set(found)) and found[0] > after
    assert not any(day in ENGLAND for day in found)
    assert found[0] - max(after, first_on - timedelta(days=1)) <= timedelta(days=every + 7)


def test_a_long_meeting_has_a_break():
    assert rules.minutes_needed(16, 12) == 207
    assert rules.minutes_needed(10, 12) == 120
    assert rules.minutes_needed(0, 12) == 0


def test_a_case_with_children_comes_after_the_last_such_case():
    assert rules.place_of("x", "abc", "xab") == 2
    assert rules.place_of("x", "abc", "ab") == 3
    assert rules.place_of("x", "ab", "x") == 0


@given(st.lists(st.booleans()))
def test_children_first_keeps_the_order_else(flags):
    order = list(range(len(flags)))
    with_children = {one for one in order if flags[one]}
    others = [one for one in order if one not in with_children]
    sorted_order = rules.children_first(order, with_children)
    assert sorted_order == [*sorted(with_children), *others]


def test_a_case_moves_one_place():
    assert rules.moved("abc", "b", up=True) == ["b", "a", "c"]
    assert rules.moved("abc", "b", up=False) == ["a", "c", "b"]
    assert rules.moved("abc", "a", up=True) == rules.moved("abc", "c", up=False) == list("abc")
    assert rules.moved("abc", "x", up=True) == list("abc")
