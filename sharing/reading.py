"""Whether somebody who may read cases is asked why, or who they are, before they do.

Why, where a case is on none of their lists: once a day for each case, and once for all that a page
shows together. Who they are, where they open many cases quickly; the area sets how many, as for the
watch. A meeting asks nothing: not of its cases, and nobody whom it keeps busy is slowed. `sharing`
knows no list and no meeting, so whoever does says so here once, at start."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from sharing import clock
from sharing.actor import Actor
from sharing.models import CaseOpening, Watched
from sharing.reasons import Reason
from sharing.watch.settings import setting_of

# However an area sets it: nobody is slowed before so many cases.
FEWEST = 5


@dataclass(frozen=True)
class Standing:
    """How a case stands to somebody who may read it."""

    # On the list of a meeting that they prepare for or attend.
    at_meeting: bool = False
    # On another of their lists.
    on_list: bool = False
    # Referred by themselves, or opened to them in an emergency, which asked already.
    own: bool = False
    # Whether they attend a meeting at this moment.
    in_meeting: bool = False


# How cases stand to a reader, each by itself or as part of what brings them together.
Standings = Callable[[Actor, Collection[UUID], UUID | None], dict[UUID, Standing]]


@dataclass(frozen=True)
class Hindrance:
    """What is asked of a reader first, and because of which cases."""

    reason: Reason
    cases: list[UUID]


@dataclass
class _Said:
    standings: Standings = lambda actor, ids, occasion: dict.fromkeys(
        ids, Standing(at_meeting=True)
    )


_said = _Said()


def say(standings: Standings) -> None:
    """Cases stand so to their readers from now on."""
    _said.standings = standings


# The openings are noted, and what was there before comes back: why, and how long ago, as one of that
# agency; how many cases the person opened lately as one of any. Where the page does not open after
# all the unit is rolled back, and this with it. Of pages that somebody opens at once the next waits
# until it sees what this one noted: so the lock is a statement of its own before it.
_NOTE = """
SELECT pg_advisory_xact_lock(1, hashtext(%(user)s::text));
INSERT INTO sharing_caseopening AS this (id, user_id, agency_id, case_id, opened_at)
SELECT gen_random_uuid(), %(user)s, %(agency)s, one, %(now)s FROM unnest(%(cases)s::uuid[]) AS one
ON CONFLICT (user_id, agency_id, case_id) DO UPDATE SET opened_at = excluded.opened_at
RETURNING this.case_id, this.explained_at,
    (SELECT old.opened_at FROM sharing_caseopening old
     WHERE old.user_id = %(user)s AND old.agency_id = %(agency)s AND old.case_id = this.case_id),
    ARRAY(SELECT max(other.opened_at) FROM sharing_caseopening other
          WHERE other.user_id = %(user)s AND other.case_id <> ALL (%(cases)s::uuid[])
            AND other.opened_at IS NOT NULL
          GROUP BY other.case_id)
"""


def hindrance(
    actor: Actor, case_ids: Collection[UUID], occasion: UUID | None = None
) -> Hindrance | None:
    """Return what is asked of the reader first, or that the cases are not there for them any more;
    or nothing, and then the openings are noted."""
    standings = _said.standings(actor, case_ids, occasion)
    # A wall went up since the door was asked.
    if gone := [one for one in case_ids if one not in standings]:
        return Hindrance(Reason.NOTHING_THERE, gone)
    stand = {one: standings[one] for one in case_ids}
    counted = sorted(one for one, how in stand.items() if not (how.at_meeting or how.own))
    if not counted:
        return None
    noted = _note(actor, counted)
    # Opened earlier today, it was on a list then or a reason was given: closing a case asks nothing.
    unexplained = [
        one
        for one in counted
        if not stand[one].on_list
        and not (_is_today(noted[one].explained_at) or _is_today(noted[one].before))
    ]
    if unexplained:
        return Hindrance(Reason.WITHOUT_REASON, unexplained)
    # What one page shows together is not many in itself: what was opened before it is.
    others = noted[counted[0]].others
    if stand[counted[0]].in_meeting or len(others) < FEWEST:
        return None
    setting = setting_of(actor.area_id, Watched.MANY_CASES)
    since = clock.now() - setting.within
    lately = sum(moment > since for moment in others)
    new = [one for one in counted if (before := noted[one].before) is None or before <= since]
    if lately >= max(setting.number, FEWEST) and new:
        return Hindrance(Reason.TOO_FAST, new)
    return None


@dataclass(frozen=True)
class _Noted:
    """What was known of an opening before it, and when others were."""

    explained_at: datetime | None
    before: datetime | None
    others: list[datetime]


def _is_today(moment: datetime | None) -> bool:
    return moment is not None and clock.day(moment) == clock.today()


def _note(actor: Actor, case_ids: list[UUID]) -> dict[UUID, _Noted]:
    values: dict[str, UUID | list[UUID] | datetime] = {
        "user": actor.person_id,
        "agency": actor.agency_id,
        "cases": case_ids,
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
        return {case_id: _Noted(*rest) for case_id, *rest in cursor.fetchall()}


def off_list(actor: Actor, case_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the cases that are on none of the reader's lists."""
    standings = _said.standings(actor, case_ids, None) if case_ids else {}
    return {one for one, how in standings.items() if not (how.at_meeting or how.on_list or how.own)}


def explain(actor: Actor, case_ids: Collection[UUID]) -> None:
    """The person is not asked again today why they open these cases, as one of that agency."""
    now, seat = clock.now(), {"user_id": actor.person_id, "agency_id": actor.agency_id}
    CaseOpening.objects.bulk_create(
        [CaseOpening(**seat, case_id=one, explained_at=now) for one in sorted(case_ids)],
        update_conflicts=True,
        unique_fields=["user", "agency", "case_id"],
        update_fields=["explained_at"],
    )


def begin_anew(actor: Actor) -> None:
    """What the person opened so far counts no more."""
    CaseOpening.objects.filter(user=actor.person_id).update(opened_at=None)
