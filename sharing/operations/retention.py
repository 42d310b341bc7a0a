"""Ends personal parts of events, old values and years of the trail whose time is over. The database
does it for the retention role alone, refuses for a case on hold, and writes the event itself
(`sharing/sql/erasures.sql`), so the unit of work notes none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from sharing.access import expect
from sharing.actor import Actor
from sharing.permissions import END_YEARS, ERASE_DETAILS
from sharing.seal import merkle

MOST = 1_000  # events that one event names


@dataclass(frozen=True)
class Ending:
    """A further kind of data that ends when its time is over. `end` ends at most `most` of it, and
    returns how many that were."""

    what: str  # in the plural, as the console says it
    end: Callable[..., int]


# In the order in which they are called; `meetings` adds the drafts.
endings: list[Ending] = []


def erase_old_details(*, actor: Actor, before: datetime) -> int:
    """The personal parts of the oldest events before that moment are erased, as many as one event
    can name. Returns how many."""
    expect(actor, ERASE_DETAILS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT erase_details(%s, %s)", [before, MOST])
        erased: int = cursor.fetchone()[0]
    return erased


def erase_values(*, actor: Actor, event_id: UUID) -> int:
    """The history values that this event wrote are erased, with its personal part. Returns how many
    rows keep theirs, because they still hold the same values now."""
    expect(actor, ERASE_DETAILS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT erase_values(%s)", [event_id])
        stay: int = cursor.fetchone()[0]
    return stay


def end_year(*, actor: Actor, year: int) -> int:
    """The events of a sealed year are deleted; their leaves and checkpoints stay. Returns how many
    there were."""
    expect(actor, END_YEARS)
    tree = merkle.Tree()
    with connection.chunked_cursor() as leaves:
        leaves.execute("SELECT * FROM leaves_of_year(%s)", [year])
        for (leaf,) in leaves:
            tree.append(bytes(leaf))
            tree.completed.clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT end_audit_year(%s, %s, %s)", [year, tree.size, tree.root()])
    return tree.size
