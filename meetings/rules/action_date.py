"""A date as people type it in a line: "fri", "2 dec", "wed 2 december", "in 2 weeks", "2/12", in
English or the language of the page (`line_words`).

A text written like a date that is none, such as 31/11, is told apart from other words: somebody
meant a day, and the portal must not silently take another."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from meetings.rules.line_words import (
    IN,
    LEADING,
    MEETING,
    NEXT,
    ONE,
    TODAY,
    TOMORROW,
    YESTERDAY,
    days_in,
    month_named,
    weekday_named,
)

LONGEST = 5  # words: "wed 2 december 2026" and one before it
DAY = re.compile(r"([0-9]{1,2})(st|nd|rd|th)?")
YEAR = re.compile(r"[0-9]{4}")
NUMBERS = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?")
CENTURY = 2000  # of a year in two digits
COUNT = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class Found:
    start: int
    end: int
    on: date | None  # none, where what is written like a date is no day of the calendar


def find_due(words: list[str], today: date, next_meeting: date) -> Found | None:
    """Return the last date in the words, with the little words before it; otherwise the last text
    written like a date; otherwise None."""
    return _find(words, today, next_meeting, real=True) or _find(
        words, today, next_meeting, real=False
    )


def find_first(words: list[str], today: date, next_meeting: date) -> Found | None:
    """Return the date that the words begin with, a little word before it or not; otherwise None."""
    start = 1 if words and words[0].casefold() in LEADING else 0
    found = _longest(words, start, today, next_meeting)
    return Found(0, found.end, found.on) if found and found.on else None


def _find(words: list[str], today: date, next_meeting: date, *, real: bool) -> Found | None:
    for start in range(len(words) - 1, -1, -1):
        found = _longest(words, start, today, next_meeting)
        if found is None or (found.on is not None) is not real:
            continue
        # "wed 2 dec" ends like "2 dec": the widest one that ends there counts.
        for earlier in range(max(0, start - LONGEST), start):
            wider = _longest(words, earlier, today, next_meeting)
            if wider and wider.end == found.end:
                found = wider
                break
        begin = found.start
        if begin and words[begin - 1].casefold() in LEADING:
            begin -= 1
        return Found(begin, found.end, found.on)
    return None


def _longest(words: list[str], start: int, today: date, next_meeting: date) -> Found | None:
    for length in range(min(LONGEST, len(words) - start), 0, -1):
        said = [word.casefold().strip(",.;") for word in words[start : start + length]]
        try:
            on = _date(said, today, next_meeting)
        except (ValueError, OverflowError):  # 31 february, or beyond the calendar
            return Found(start, start + length, None)
        if on:
            return Found(start, start + length, on)
    return None


def _date(said: list[str], today: date, next_meeting: date) -> date | None:
    match said:
        case [day] if day in TODAY:
            return today
        case [day] if day in TOMORROW:
            return today + timedelta(days=1)
        case [day] if day in YESTERDAY:
            return today - timedelta(days=1)
        case [first, second] if first in NEXT and second in MEETING:
            return next_meeting
        case [first, count, unit] if first in IN and (days := days_in(unit)):
            return _later(count, days, today)
        case [day] if (number := weekday_named(day)) is not None:
            return _next(number, today)
        case [first, day] if first in NEXT and (number := weekday_named(day)) is not None:
            return _next(number, today)
        case [day, *rest] if rest and weekday_named(day) is not None:
            return _on(rest, today)
    return _on(said, today)


def _on(said: list[str], today: date) -> date | None:
    """Return the date of a day and a month, in either order or as numbers; without a year the next
    such date."""
    match said:
        case [numbers] if found := NUMBERS.fullmatch(numbers):
            day, month, year = found.groups()
            return _coming(int(day), int(month), _year(year), today)
        case [day, month] if (number := month_named(month)) and DAY.fullmatch(day):
            return _coming(_day(day), number, None, today)
        case [month, day] if (number := month_named(month)) and DAY.fullmatch(day):
            return _coming(_day(day), number, None, today)
        case [day, month, year] if (
            (number := month_named(month)) and DAY.fullmatch(day) and YEAR.fullmatch(year)
        ):
            return date(int(year), number, _day(day))
    return None


def _coming(day: int, month: int, year: int | None, today: date) -> date:
    if year:
        return date(year, month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) > 2 else CENTURY + int(text)


def _later(count: str, days: int, today: date) -> date | None:
    if count in ONE:
        return today + timedelta(days=days)
    if COUNT.fullmatch(count):
        return today + timedelta(days=int(count) * days)
    return None


def _next(weekday: int, today: date) -> date:
    """Return the next such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _day(text: str) -> int:
    return int(re.sub("[a-z]", "", text))
