"""The text that somebody typed to find a case: a birth date, a reference or parts of a name."""

import re
from datetime import date

from sharing.case_names import as_reference
from sharing.fields import month_number
from sharing.names import without_accents

SHORTEST = 2  # letters: a single one would find nearly everybody
_DATE = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2}|[^\W\d]{3,}\.?)[\s./-]+(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
# With a day that is no day, or a short year, it is as little a name or a reference.
_LIKE_A_DATE = re.compile(r"\d{1,4}[\s./-]+(\d{1,2}|[^\W\d]{3,}\.?)[\s./-]+\d{1,4}")


def as_date(typed: str) -> date | None:
    """Return the date, if one was typed: 3 3 2004, 3/3/2004, 3 March 2004 or 2004-03-03."""
    text = typed.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DATE.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), month_number(month), int(day))
    except ValueError:
        return None


def is_no_date(typed: str) -> bool:
    """Return whether something like a date was typed that nobody was born on: 31 2 2004, 3 3 04."""
    return bool(_LIKE_A_DATE.fullmatch(typed.strip())) and as_date(typed) is None


def as_words(typed: str) -> list[str]:
    """Return the parts of a name to look for; none if the text is too short."""
    words = [word for word in re.split(r"[\s,]+", typed.strip()) if word]
    return words if any(len(word) >= SHORTEST for word in words) else []


def terms_of(typed: str) -> list[str]:
    """Return the sought terms in one form for every way to type them: a birth date, a reference, or
    the parts of a name in no order, without capitals, accents and signs."""
    if born := as_date(typed):
        return [born.isoformat()]
    if any(letter.isdigit() for letter in typed):
        return [as_reference(typed).casefold()]
    words = {as_reference(without_accents(word)).casefold() for word in typed.split()}
    return sorted(words - {""})
