"""The words by which a line is read. English ones always count, and beside them those of the
language in which somebody reads the page, from its catalogue. Their order is that of English: a
catalogue can translate a week, and not move the word."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils import dates
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import pgettext_lazy as _

SHORTEST = 3  # letters of a weekday or a month: mon, jan


@dataclass(frozen=True, eq=False)
class Words:
    """Words that mean one thing, separated by commas."""

    english: str
    own: str | Promise

    def __contains__(self, word: object) -> bool:
        return word in self.all

    @property
    def all(self) -> frozenset[str]:
        """Return the words in small letters, as they are compared."""
        return _all(self, get_language())


@lru_cache
def _all(words: Words, language: str | None) -> frozenset[str]:
    lists = words.english, str(words.own)
    said = (one.strip().casefold() for several in lists for one in several.split(","))
    return frozenset(one for one in said if one)


# Each is a list of words that somebody may type, separated by commas.
FOR = Words("for", _("typed in an action line", "for"))
BEFORE_A_PERSON = Words(
    "the, her, his, their", _("typed in an action line", "the, her, his, their")
)
ROLES = {
    "victim": Words("victim", _("typed in an action line", "victim")),
    "child": Words("child, children", _("typed in an action line", "child, children")),
    "perpetrator": Words("perpetrator, perp", _("typed in an action line", "perpetrator, perp")),
    "other": Words("other", _("typed in an action line", "other")),
}
# What people say for an agency, by its kind.
AGENCIES = {
    "police": Words("police, pol", _("typed in an action line", "police, pol")),
    "idva": Words(
        "idva, advocate, advocates", _("typed in an action line", "idva, advocate, advocates")
    ),
    "housing": Words("housing, hsg", _("typed in an action line", "housing, hsg")),
    "children": Words(
        "children, childrens, csc, cs", _("typed in an action line", "children, childrens, csc, cs")
    ),
    "adults": Words("adults, adult, asc", _("typed in an action line", "adults, adult, asc")),
    "probation": Words("probation, prob", _("typed in an action line", "probation, prob")),
    "health_visiting": Words(
        "health visitor, health visiting, hv",
        _("typed in an action line", "health visitor, health visiting, hv"),
    ),
    "mental_health": Words(
        "mental health, mh, cmht", _("typed in an action line", "mental health, mh, cmht")
    ),
    "acute": Words(
        "hospital, acute, a&e, ae", _("typed in an action line", "hospital, acute, a&e, ae")
    ),
    "primary_care": Words("gp, primary care", _("typed in an action line", "gp, primary care")),
    "substance": Words(
        "substance misuse, substance, drugs, dat",
        _("typed in an action line", "substance misuse, substance, drugs, dat"),
    ),
    "education": Words(
        "education, school, edu", _("typed in an action line", "education, school, edu")
    ),
    "fire": Words("fire, frs", _("typed in an action line", "fire, frs")),
    "refuge": Words("refuge", _("typed in an action line", "refuge")),
    "voluntary": Words("voluntary", _("typed in an action line", "voluntary")),
}
LEADING = Words("by, on, due, before", _("typed before a date", "by, on, due, before"))
# These mean a date only after a word of `LEADING`, at the end of the line or after the person.
EVERYDAY = Words(
    "sat, sun, wed, 24/7, soon, weekend, christmas, easter",
    _(
        "typed as a date, and everyday words too",
        "sat, sun, wed, 24/7, soon, weekend, christmas, easter",
    ),
)
FILLING = Words("the, of", _("typed within a date", "the, of"))
TODAY = Words("today, tonight", _("typed as a date", "today, tonight"))
TOMORROW = Words("tomorrow", _("typed as a date", "tomorrow"))
YESTERDAY = Words("yesterday", _("typed as a date", "yesterday"))
NEXT = Words("next, this", _("typed as a date, before a day or “meeting”", "next, this"))
MEETING = Words("meeting", _("typed as a date, after “next”", "meeting"))
IN = Words("in, within", _("typed as a date, before a number of days or weeks", "in, within"))
ONE = Words("a, an, one", _("typed as a date, for one day or week", "a, an, one"))
COUNTS = Words(
    "two, three, four, five, six, seven, eight, nine, ten, eleven, twelve",
    _(
        "typed as a date, the numbers from two to twelve",
        "two, three, four, five, six, seven, eight, nine, ten, eleven, twelve",
    ),
)
HOURS = Words("hour, hours", _("typed as a date, after a number", "hour, hours"))
UNITS = {
    Words("day, days", _("typed as a date, after a number", "day, days")): 1,
    Words("week, weeks", _("typed as a date, after a number", "week, weeks")): 7,
    Words("fortnight", _("typed as a date, after “in a”", "fortnight")): 14,
}
# What people say instead of a date: they are asked for one.
VAGUE = Words(
    "asap, as soon as possible, immediately, urgently, soon, weekend, christmas, xmas, easter, cob,"
    " eod",
    _(
        "typed instead of a date",
        "asap, as soon as possible, immediately, urgently, soon, weekend, christmas, xmas, easter,"
        " cob, eod",
    ),
)
VAGUE_UNITS = Words(
    "weekend, month, months, year, years",
    _("typed instead of a date, after “next”", "weekend, month, months, year, years"),
)
END = Words("end", _("typed instead of a date, before a week or month", "end"))
# A time after a date belongs to the action.
AT = Words("at, from, around", _("typed before a time of the day", "at, from, around"))
TIMES = Words(
    "noon, midday, midnight, morning, afternoon, evening, lunchtime, cob, eod, close of business",
    _(
        "typed as a time of the day",
        "noon, midday, midnight, morning, afternoon, evening, lunchtime, cob, eod, close of business",
    ),
)
HALVES = Words("am, pm", _("typed after an hour", "am, pm"))


def days_in(unit: str) -> int | None:
    """Return how many days a unit of time has; None if it is no unit."""
    return next((days for words, days in UNITS.items() if unit in words), None)


def number_named(word: str) -> int | None:
    """Return the number from two to twelve that a word names."""
    for words in (COUNTS.english, str(COUNTS.own)):
        in_order = [one.strip().casefold() for one in words.split(",")]
        if word in in_order:
            return in_order.index(word) + 2
    return None


def is_vague_unit(unit: str) -> bool:
    """Return whether it is a time that ends on no day that everybody would name."""
    return unit in VAGUE_UNITS or unit in HOURS or days_in(unit) is not None


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


def weekday_named(word: str) -> int | None:
    """Return the day of the week that a word or its beginning names; Monday is 0."""
    said = "wed" if word == "weds" else word
    return _place(said, WEEKDAYS, _own_weekdays(get_language()))


def month_named(word: str) -> int | None:
    """Return the month that a word or its beginning names; January is 1."""
    place = _place(word, MONTHS, _own_months(get_language()))
    return None if place is None else place + 1


@lru_cache
def _own_weekdays(language: str | None) -> tuple[str, ...]:
    # Some languages put a word before it that says “day”: nobody types it in a hurry.
    return tuple(str(name).casefold().split()[-1] for name in dates.WEEKDAYS.values())


@lru_cache
def _own_months(language: str | None) -> tuple[str, ...]:
    return tuple(str(name).casefold() for name in dates.MONTHS.values())


def _place(word: str, *languages: Sequence[str]) -> int | None:
    if len(word) < SHORTEST:
        return None
    found = (
        place for names in languages for place, name in enumerate(names) if name.startswith(word)
    )
    return next(found, None)
