"""The plan that somebody tells the victim what the meeting decided, or the reason why nobody safely
can."""

from datetime import date, timedelta
from typing import TypedDict

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.models import Hearing, OutcomePlan
from sharing.rules import RuleBroken, Together

# Nobody leaves a victim without word for longer: a later day is a slip of the pen.
FURTHEST_TOLD = timedelta(days=92)


class Outcome(TypedDict):
    """Who tells the victim, how and by when; each may be missing."""

    who: str
    way: str
    by: date | None


def check_outcome(said: Outcome, untold_reason: str, *, today: date) -> None:
    """Raise `RuleBroken` if neither is given, or both, or a part of the first is missing."""
    given = said["who"] or said["way"] or said["by"]
    if untold_reason:
        if given:
            raise RuleBroken(
                _("Say who tells the victim or why nobody can, not both"), field="untold_reason"
            )
        return
    if not given:
        raise RuleBroken(
            _(
                "Nobody is named who tells the victim the outcome. Say who, how and by when, or why"
                " nobody safely can."
            ),
            field="who",
        )
    together, by = Together(), said["by"]
    for field, value, words in (
        ("who", said["who"], _("Say who tells the victim")),
        ("way", said["way"], _("Say how the victim is told")),
        ("by", by, _("Enter the date by which the victim is told")),
    ):
        with together.one():
            if not value:
                raise RuleBroken(words, field=field)
    with together.one():
        if by:
            check_day(by, today=today)
    together.check()


def check_day(by: date, *, today: date) -> None:
    """Raise `RuleBroken` if the victim would be told in the past, or in some months."""
    if not today <= by <= today + FURTHEST_TOLD:
        raise RuleBroken(
            _("The victim must be told today or later, within three months"), field="by"
        )


def says_anew(untold_reason: str, before: str) -> bool:
    """Return whether the text is a reason and differs from the earlier one."""
    return untold_reason.split() not in ([], before.split())


def check_none_typed(said: Outcome, untold_reason: str, standing: OutcomePlan) -> None:
    """Raise `RuleBroken` if something was typed while somebody else planned who tells the victim,
    so that their plan is not overwritten and the typed text not lost."""
    if untold_reason or said["who"] or said["way"] or said["by"]:
        words = _(
            "Meanwhile it was said that %(who)s tells the victim: %(way)s, by %(day)s. Empty these"
            " fields to leave it so; the IDVA service can change it."
        )
        if untold_reason:
            words = _(
                "Meanwhile it was said that %(who)s tells the victim: %(way)s, by %(day)s. Send the"
                " reason again where nobody safely can all the same, or empty the field to leave it so."
            )
        day = date_format(standing.by, "j F Y")
        said_so = words % {"who": standing.who, "way": standing.way, "day": day}
        raise RuleBroken(said_so, field="untold_reason" if untold_reason else "who")


def has_no_safe_way(hearing: Hearing | None, plan: OutcomePlan | None) -> bool:
    """Return whether the meeting gave a reason why nobody can safely tell the victim, and nobody
    has told them or planned it since."""
    if plan is None:
        return hearing is not None and hearing.untold_reason != ""
    return plan.overruled and plan.told_on is None


def check_safe_now(hearing: Hearing | None, plan: OutcomePlan | None, *, safe_now: bool) -> None:
    """Raise `RuleBroken` if a meeting found no safe way, and nobody says that this one is safe."""
    found = bool(hearing and hearing.untold_reason) or has_no_safe_way(hearing, plan)
    if found and not safe_now:
        words = _(
            "Read why the meeting found that nobody can safely tell the victim, and say that this way"
            " is safe"
        )
        raise RuleBroken(words, field="safe_now")
