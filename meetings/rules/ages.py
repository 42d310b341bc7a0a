"""Ages, and who is too young for a MARAC."""

from datetime import date

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sharing.models import Party
from sharing.rules import RuleBroken, Together

# From this many years on an age is said in years; under that, a smaller unit says more.
SAID_IN_YEARS = 2
SAID_IN_WEEKS = 2
WEEK = 7  # days
ABOUT = 2  # years that an estimate may be off


def age_on(born_on: date, day: date) -> int:
    """Return the whole years between two days. A person born on 29 February is a year older from 1
    March."""
    before_birthday = (day.month, day.day) < (born_on.month, born_on.day)
    return day.year - born_on.year - before_birthday


def months_on(born_on: date, day: date) -> int:
    """Return the whole months between two days."""
    months = (day.year - born_on.year) * 12 + day.month - born_on.month
    return months - (day.day < born_on.day)


def age_words(born_on: date, day: date) -> str:
    """Return the age as people say it: a number of years, of a baby months, weeks or days."""
    years, months, days = age_on(born_on, day), months_on(born_on, day), (day - born_on).days
    if years >= SAID_IN_YEARS:
        return str(years)
    if months:
        return ngettext("%(number)s month", "%(number)s months", months) % {"number": months}
    weeks = days // WEEK
    if weeks >= SAID_IN_WEEKS:
        return ngettext("%(number)s week", "%(number)s weeks", weeks) % {"number": weeks}
    if not days:
        return _now("newborn")
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}


def about_words(age_about: int) -> str:
    """Return an estimated age in years as people say it."""
    if age_about == 0:
        return _now("under 1")
    return _now("about %(age)s") % {"age": age_about}


def is_too_young(
    *, born_on: date | None, age_about: int | None, youngest: int, today: date
) -> bool:
    """Return whether the known age is under that of a victim in a MARAC. The date of birth counts
    before an estimate. If nothing is known, nobody is turned away."""
    if born_on is not None:
        return age_on(born_on, today) < youngest
    return age_about is not None and age_about < youngest


def why_too_young(victim: Party | None, *, youngest: int, today: date, joined: str = "") -> str:
    """Return the message for pages on which a case about somebody that young is opened or moved on;
    empty if the victim is old enough, or nobody knows. With the reference of a joined referral, it
    is that one which says so."""
    if victim is None or not is_too_young(
        born_on=victim.born_on, age_about=victim.age_about, youngest=youngest, today=today
    ):
        return ""
    words = _now(
        "The victim is under %(age)s: call children’s social care now. This case is not for a MARAC."
    )
    if joined:
        words = _now(
            "By the joined referral %(reference)s the victim is under %(age)s: call children’s "
            "social care now. This case is not for a MARAC."
        )
    return words % {"age": youngest, "reference": joined}


def check_birth(
    born_on: date | None,
    age_about: int | None = None,
    due_on: date | None = None,
    *,
    today: date,
) -> None:
    """Raise `RuleBroken` if nobody can have been born on that day, or an estimated age differs from
    it: a slip of the pen must not stop a referral as that of a child. A child who is still due has
    neither a birth date nor an age."""
    rules = Together()
    with rules.one():
        _check_age(born_on, age_about, today=today)
    with rules.one():
        if due_on and (born_on or age_about is not None):
            raise RuleBroken(
                _(
                    "Give a date of birth or, for an unborn child, the date when it is due: not "
                    "both."
                ),
                field="due_on",
            )
    rules.check()


def _check_age(born_on: date | None, age_about: int | None, *, today: date) -> None:
    if born_on is not None and not 0 <= age_on(born_on, today) <= 120:
        raise RuleBroken(_("Check the date of birth: nobody has that age."), field="born_on")
    if born_on is None or age_about is None:
        return
    age = age_on(born_on, today)
    if abs(age - age_about) > ABOUT:
        words = _(
            "By the date of birth they are %(age)s: correct that, or leave the estimate empty."
        )
        raise RuleBroken(words % {"age": age}, field="age_about")
