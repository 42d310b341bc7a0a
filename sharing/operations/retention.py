"""What ends when its time is over: personal parts of events, old values, years of the trail. The
database does it for the retention role alone, refuses where a case is on hold, and writes the event
with it (`sharing/sql/erasures.sql`): so the unit of work notes none."""

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
    """Something else that ends when its time is over: `end` ends at most so many, and returns how many
    it was."""

    what: str  # in the plural, as the console says it
    end: Callable[..., int]


# In the order in which they are called; `meetings` adds the drafts.
endings: list[Ending] = []


def erase_old_details(*, actor: Actor, before: datetime) -> int:
    """The personal parts of the oldest events from before that moment are there no more, as many
    as one event can name; return how many."""
    expect(actor, ERASE_DETAILS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT erase_details(%s, %s)", [before, MOST])
        erased: int = cursor.fetchone()[0]
    return erased


def erase_values(*, actor: Actor, event_id: UUID) -> int:
    """What this event wrote into the past of rows is there no more, nor its personal part. Return of
    how many rows it stays, as they hold it still."""
    expect(actor, ERASE_DETAILS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT erase_values(%s)", [event_id])
        stay: int = cursor.fetchone()[0]
    return stay


def end_year(*, actor: Actor, year: int) -> int:
    """The events of a sealed year are there no more; their leaves and checkpoints stay. Return
    how many there were."""
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
