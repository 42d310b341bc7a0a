"""How often an area reminds its agencies."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import Protocol, Reminded
from meetings.rules.reminders import Pace
from sharing import clock
from sharing.bank_holidays import days_off
from sharing.models import Area


@dataclass(frozen=True)
class Paces:
    """How often an area reminds its agencies, and whom."""

    research: Pace
    actions: Pace
    each: bool  # whether each member is reminded, and not the agency’s mailbox


def paces_of(area: Area) -> Paces | None:
    """Return how often the area reminds, or None if it has no rules in force."""
    in_force = Protocol.objects.filter(area=area, in_force_from__lte=clock.today()).first()
    if in_force is None:
        return None
    off = days_off(area)
    return Paces(
        Pace(in_force.remind_research_before, in_force.remind_research_every, off),
        Pace(in_force.remind_actions_before, in_force.remind_actions_every, off),
        in_force.reminded == Reminded.EACH,
    )


def paces_in_words(area: Area) -> list[str]:
    """Return when the portal sends automatic reminders of research, a sentence for each time."""
    paces = paces_of(area)
    said = []
    if paces and paces.research.before:
        before = paces.research.before
        words = ngettext(
            "The portal reminds by itself %(number)s working day before it is due.",
            "The portal reminds by itself %(number)s working days before it is due.",
            before,
        )
        said.append(words % {"number": before})
    if paces and paces.research.every:
        every = paces.research.every
        words = ngettext(
            "While it is late, the portal reminds each working day.",
            "While it is late, the portal reminds every %(number)s working days.",
            every,
        )
        said.append(words % {"number": every})
    return said or [_("The portal reminds nobody by itself.")]
