"""How old somebody is, and who is too young for a MARAC."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from sharing.rules import RuleBroken


def age_on(born_on: date, day: date) -> int:
    """Return the whole years between; who was born on 29 February is older from 1 March."""
    before_birthday = (day.month, day.day) < (born_on.month, born_on.day)
    return day.year - born_on.year - before_birthday


def is_too_young(
    *, born_on: date | None, age_about: int | None, youngest: int, today: date
) -> bool:
    """Return whether what is known of the age is under that of a victim in a MARAC. The date of
    birth counts before an estimate; where nothing is known, nobody is turned away."""
    if born_on is not None:
        return age_on(born_on, today) < youngest
    return age_about is not None and age_about < youngest


def check_birth(born_on: date | None, *, today: date) -> None:
    """Raise `RuleBroken` where nobody can have been born on that day: a slip of the pen must not
    stop a referral as that of a child."""
    if born_on is not None and not 0 <= age_on(born_on, today) <= 120:
        raise RuleBroken(_("Check the date of birth: nobody has that age."), field="born_on")
