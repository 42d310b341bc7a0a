"""What every end of a case must say."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from meetings.models import Stage
from sharing.rules import RuleBroken

NOT_HEARD_YET = (Stage.LISTED, Stage.RESEARCH)


def check_exit(*, reason: str, happened_on: date | None, today: date) -> date:
    """Return the day on which it happened, today if nobody said. Raises `RuleBroken`."""
    if not reason.strip():
        raise RuleBroken(_("Enter the reason"), field="reason")
    day = happened_on or today
    if day > today:
        raise RuleBroken(_("The date cannot be in the future"), field="happened_on")
    return day


def leaves_the_list(stage: str, to: Stage) -> bool:
    """Return whether its meeting no longer hears the case. After a death it stays on the list,
    on hold, for the chair to say so."""
    return stage in NOT_HEARD_YET and to is not Stage.DIED
