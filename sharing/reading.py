"""Whether somebody who may read a case is asked why, or who they are, before they do.

Why, where the case is on none of their lists: once a day for each case. Who they are, where they
open many cases quickly; the area sets how many, as for the watch. A meeting asks nothing: not of
its cases, and nobody whom it keeps busy is slowed. `sharing` knows no list and no meeting, so
whoever does says so here once, at start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

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
    # Whether they attend a meeting at this moment.
    in_meeting: bool = False


@dataclass
class _Said:
    standing: Callable[[Actor, UUID], Standing] = lambda actor, case_id: Standing(at_meeting=True)


_said = _Said()


def say(standing: Callable[[Actor, UUID], Standing]) -> None:
    """Cases stand so to their readers from now on."""
    _said.standing = standing


# One statement: the opening is noted, and what was there before comes back. Where the case does not
# open after all the unit is rolled back, and this with it.
_NOTE = """
INSERT INTO sharing_caseopening AS this (id, user_id, case_id, opened_at)
VALUES (%(id)s, %(user)s, %(case)s, %(now)s)
ON CONFLICT (user_id, case_id) DO UPDATE SET opened_at = excluded.opened_at
RETURNING this.explained_at,
    (SELECT old.opened_at FROM sharing_caseopening old
     WHERE old.user_id = %(user)s AND old.case_id = %(case)s),
    ARRAY(SELECT other.opened_at FROM sharing_caseopening other
          WHERE other.user_id = %(user)s AND other.case_id <> %(case)s
            AND other.opened_at IS NOT NULL)
"""


def hindrance(actor: Actor, case_id: UUID) -> Reason | None:
    """Return what is asked of the reader first, or nothing; then the opening is noted."""
    standing = _said.standing(actor, case_id)
    if standing.at_meeting:
        return None
    explained_at, before, others = _note(actor, case_id)
    # Opened earlier today, it was on a list then or a reason was given: closing a case asks nothing.
    if not standing.on_list and not (_is_today(explained_at) or _is_today(before)):
        return Reason.WITHOUT_REASON
    if standing.in_meeting or len(others) < FEWEST:
        return None
    setting = setting_of(actor.area_id, Watched.MANY_CASES)
    since = clock.now() - setting.within
    lately = sum(moment > since for moment in others)
    if lately >= max(setting.number, FEWEST) and (before is None or before <= since):
        return Reason.TOO_FAST
    return None


def _is_today(moment: datetime | None) -> bool:
    return moment is not None and clock.day(moment) == clock.today()


def _note(actor: Actor, case_id: UUID) -> tuple[datetime | None, datetime | None, list[datetime]]:
    values: dict[str, UUID | datetime] = {
        "id": uuid4(),
        "user": actor.person_id,
        "case": case_id,
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
        explained_at, before, others = cursor.fetchone()
    return explained_at, before, others


def explain(actor: Actor, case_id: UUID) -> None:
    """The person is not asked again today why they open the case."""
    CaseOpening.objects.update_or_create(
        user_id=actor.person_id, case_id=case_id, defaults={"explained_at": clock.now()}
    )


def begin_anew(actor: Actor) -> None:
    """What the person opened so far counts no more."""
    CaseOpening.objects.filter(user=actor.person_id).update(opened_at=None)
