"""A date as people type it in a line: "fri", "2 dec", "wed 2 december 26", "in two weeks", "2/12",
"2.12.26", in English or the language of the page (`line_words`).

A text written like a date that is none, such as 31/11, or said instead of one, such as "asap", is
told apart from other words: somebody meant a day, and the portal must not silently take another."""

import re
from collections.abc import Container, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from meetings.rules.line_words import (
    AT,
    END,
    EVERYDAY,
    FILLING,
    HALVES,
    HOURS,
    IN,
    LEADING,
    MEETING,
    NEXT,
    ONE,
    TIMES,
    TODAY,
    TOMORROW,
    VAGUE,
    YESTERDAY,
    days_in,
    is_vague_unit,
    month_named,
    number_named,
    weekday_named,
)

LONGEST = 5  # words: "wed 2nd of december 2026"
DAY = re.compile(r"([0-9]{1,2})(st|nd|rd|th)?")
YEAR = re.compile(r"[0-9]{4}|[0-9]{2}")
SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?")
# Also how other things are written, such as 10.30 or 2-33.
DOTS = re.compile(r"([0-9]{1,2})([.-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2}))?")
YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
CENTURY = 2000  # of a year in two digits
NEAR = 5  # years: further away, two digits after a month are no year
COUNT = re.compile(r"[0-9]{1,3}")
CLOCK = re.compile(r"[0-9]{1,2}([:.][0-9]{2})?(am|pm)?")


@dataclass(frozen=True)
class Found:
    start: int
    end: int
    on: date | None  # none, where what is written like a date is no day of the calendar
    vague: bool = False  # said instead of a date
    time: tuple[str, ...] = ()  # of the day: the last of these words


class Anywhere:
    """All places of a line."""

    def __contains__(self, place: object) -> bool:
        return True


def find_due(
    words: list[str], today: date, next_meeting: date, everyday: Container[int] | None = None
) -> Found | None:
    """Return the last date in the words, with the little words before it and the time after it;
    otherwise the last text written like a date or said instead of one; otherwise None. In the
    places `everyday`, by default in all, an everyday word such as “sat” is a day without a little
    word before it."""
    places = Anywhere() if everyday is None else everyday
    return _find(words, today, next_meeting, places, real=True) or _find(
        words, today, next_meeting, places, real=False
    )


def find_first(words: list[str], today: date, next_meeting: date) -> Found | None:
    """Return the date that the words begin with, a little word before it or not; otherwise None."""
    start = 1 if words and _plain(words[0]) in LEADING else 0
    found = _longest(words, start, today, next_meeting)
    if found is None or found.on is None or (not start and _is_everyday(words, found)):
        return None
    return _with_time(replace(found, start=0), words)


def on_another_weekday(text: str, today: date) -> date | None:
    """Return the date in a text such as "mon 2 december" that is another day of the week."""
    said = [_plain(word) for word in text.split()]
    said = said[1:] if said and said[0] in LEADING else said
    if not said or (weekday := weekday_named(said[0])) is None:
        return None
    try:
        on = _on(said[1:], today)
    except ValueError:
        return None
    return on if on and on.weekday() != weekday else None


def _plain(word: str) -> str:
    return word.casefold().strip(",.;")


def _find(
    words: list[str], today: date, next_meeting: date, everyday: Container[int], *, real: bool
) -> Found | None:
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
        before = _plain(words[found.start - 1]) if found.start else ""
        if before in LEADING:
            return _with_time(replace(found, start=found.start - 1), words)
        is_time = before in AT and CLOCK.fullmatch(_plain(words[found.start]))
        if not is_time and (found.start in everyday or not _is_everyday(words, found)):
            return _with_time(found, words)
    return None


def _is_everyday(words: list[str], found: Found) -> bool:
    *before, last = (_plain(word) for word in words[found.start : found.end])
    return last in EVERYDAY and all(word in FILLING for word in before)


def _with_time(found: Found, words: list[str]) -> Found:
    """Return what was found with the time of the day after it."""
    length = _time([_plain(word) for word in words[found.end : found.end + LONGEST]])
    end = found.end + (0 if found.vague else length)
    return replace(found, end=end, time=tuple(words[found.end : end]))


def _time(said: Sequence[str]) -> int:
    """Return how many of the first words say a time of the day."""
    at = 1 if said and (said[0] in AT or said[0] in LEADING) else 0
    after = said[at:]
    for length in range(min(len(after), LONGEST), 0, -1):
        if " ".join(after[:length]) in TIMES:
            return at + length
    clock = CLOCK.fullmatch(after[0]) if after else None
    if clock and after[1:2] and after[1] in HALVES:
        return at + 2
    if clock and (at or clock[1] or clock[2]):
        return at + 1
    return 0


def _longest(words: list[str], start: int, today: date, next_meeting: date) -> Found | None:
    for length in range(min(LONGEST, len(words) - start), 0, -1):
        end = start + length
        said = [_plain(word) for word in words[start:end]]
        if said[-1] in FILLING:
            continue
        if " ".join(said) in VAGUE:
            return Found(start, end, None, vague=True)
        said = [word for word in said if word not in FILLING]
        try:
            on = _date(said, today, next_meeting)
        except (ValueError, OverflowError):  # 31 february, or beyond the calendar
            return Found(start, end, None)
        if on:
            return Found(start, end, on)
        if _is_vague(said):
            return Found(start, end, None, vague=True)
    return None


def _is_vague(said: list[str]) -> bool:
    match said:
        case [unit] if unit in VAGUE:
            return True
        case [first, unit] if first in NEXT or first in END:
            return is_vague_unit(unit) or (first in END and month_named(unit) is not None)
        case [first, _, unit] | [first, _, _, unit] if first in IN:
            return is_vague_unit(unit)
    return False


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
        case [first, count, unit] if first in IN:
            return _later(count, unit, today)
        case [first, second, count, unit] if first in IN and second in NEXT:
            return _later(count, unit, today)
        case [day] if (number := weekday_named(day)) is not None:
            return _next(number, today)
        case [first, day] if first in NEXT and (number := weekday_named(day)) is not None:
            return _next(number, today)
        case [day, unit] if (days := days_in(unit) or 0) > 1:  # "tuesday week"
            on = _date([day], today, next_meeting)
            return on + timedelta(days=days) if on else None
        case [first, unit, little, day] if first in ONE and little in LEADING:
            return _date([day, unit], today, next_meeting)  # "a week on tuesday"
        case [day, *rest] if rest and (number := weekday_named(day)) is not None:
            on = _on(rest, today)
            if on and on.weekday() != number:
                raise ValueError(said)
            return on
    return _on(said, today)


def _on(said: list[str], today: date, year: int | None = None) -> date | None:
    """Return the date of a day and a month, in either order or as numbers; without a year the
    nearest such date, so that a day just past is not taken for one of the next year."""
    match said:
        case [numbers]:
            return _of_numbers(numbers, today)
        case [day, month] if (number := month_named(month)) and DAY.fullmatch(day):
            return _nearest(_day(day), number, year, today)
        case [month, day] if (number := month_named(month)) and DAY.fullmatch(day):
            return _nearest(_day(day), number, year, today)
        case [first, second, last] if _is_year(last, today):
            return _on([first, second], today, _year(last))
    return None


def _is_year(text: str, today: date) -> bool:
    if not YEAR.fullmatch(text):
        return False
    return len(text) > 2 or abs(CENTURY + int(text) - today.year) <= NEAR


def _of_numbers(numbers: str, today: date) -> date | None:
    if found := YEAR_FIRST.fullmatch(numbers):
        year, month, day = found.groups()
        return date(int(year), int(month), int(day))
    if found := SLASHES.fullmatch(numbers):
        day, month, year = found.groups()
        return _nearest(int(day), int(month), _year(year), today)
    if found := DOTS.fullmatch(numbers):
        day, _sign, month, year = found.groups()
        if 0 < int(day) <= 31 and 0 < int(month) <= 12:
            return _nearest(int(day), int(month), _year(year), today)
    return None


def _nearest(day: int, month: int, year: int | None, today: date) -> date:
    if year:
        return date(year, month, day)
    found = []
    for near in (today.year - 1, today.year, today.year + 1):
        with suppress(ValueError):  # 29 february, or beyond the calendar
            found.append(date(near, month, day))
    return min(found, key=lambda on: abs(on - today))


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) > 2 else CENTURY + int(text)


def _later(count: str, unit: str, today: date) -> date | None:
    number = 1 if count in ONE else number_named(count)
    if number is None and COUNT.fullmatch(count):
        number = int(count)
    if number is None:
        return None
    if unit in HOURS:
        return today + timedelta(days=number // 24)
    days = days_in(unit)
    return today + timedelta(days=number * days) if days else None


def _next(weekday: int, today: date) -> date:
    """Return the next such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _day(text: str) -> int:
    return int(re.sub("[a-z]", "", text))
