"""Whether somebody who may read cases is asked why, or who they are, before they do.

They are asked why if a case is on none of their lists: once a day for each case, and once for all
that a page shows together. They are asked who they are if they open many cases quickly; the area
sets how many, as for the watch. The cases of a meeting never ask for either, and nobody is slowed
while they attend one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sharing import clock
from sharing.reasons import Reason
from sharing.watch.settings import Setting

# Whatever an area sets, nobody is slowed before this many cases.
FEWEST = 5


@dataclass(frozen=True)
class Standing:
    """The relation of a case to somebody who may read it."""

    # On the list of a meeting that they prepare for or attend.
    at_meeting: bool = False
    # On another of their lists.
    on_list: bool = False
    # Referred by themselves, or opened to them in an emergency, which asked already.
    own: bool = False


@dataclass(frozen=True)
class Hindrance:
    """The question that a reader answers first, and the cases that cause it."""

    reason: Reason
    cases: list[UUID]


@dataclass(frozen=True)
class Opening:
    """What was known of an opening before it, and when other openings were."""

    explained_at: datetime | None
    before: datetime | None
    others: list[datetime]


def counted(standings: Mapping[UUID, Standing]) -> list[UUID]:
    """Return the cases whose opening counts."""
    return sorted(one for one, how in standings.items() if not (how.at_meeting or how.own))


def off_list(standings: Mapping[UUID, Standing]) -> list[UUID]:
    """Return the cases that are on none of the reader's lists."""
    return [one for one in counted(standings) if not standings[one].on_list]


def unexplained(
    standings: Mapping[UUID, Standing], openings: Mapping[UUID, Opening], *, today: date
) -> list[UUID]:
    """Return the cases that the reader must give a reason to open. For a case opened earlier today
    the reader had it on a list then or gave a reason; closing a case asks nothing."""

    def is_today(moment: datetime | None) -> bool:
        return moment is not None and clock.day(moment) == today

    return [
        one
        for one in off_list(standings)
        if not (is_today(openings[one].explained_at) or is_today(openings[one].before))
    ]


def may_be_slowed(openings: Mapping[UUID, Opening]) -> bool:
    """Return whether somebody who opens these may be asked who they are, as an area sets it, unless
    they attend a meeting."""
    # Cases that one page shows together are not many by themselves; those opened before it are.
    return len(next(iter(openings.values())).others) >= FEWEST


def too_fast(openings: Mapping[UUID, Opening], setting: Setting, *, now: datetime) -> list[UUID]:
    """Return the cases that come on top of too many others, by the setting of the area."""
    since = now - setting.within
    lately = sum(moment > since for moment in next(iter(openings.values())).others)
    if lately < max(setting.number, FEWEST):
        return []
    return [one for one, how in openings.items() if how.before is None or how.before <= since]
