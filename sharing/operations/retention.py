"""What ends when its time is over: personal parts of events, old values, years of the trail. The
database does it for the retention role alone, and refuses where a case is on hold."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import connection

from sharing.access import expect, perform
from sharing.actor import Actor
from sharing.permissions import END_YEARS, ERASE_DETAILS
from sharing.seal import merkle

MOST = 1_000  # events that one event names


def erase_old_details(*, actor: Actor, before: datetime) -> int:
    """The personal parts of the oldest events from before that moment are there no more, as many
    as one event can name; return how many."""
    expect(actor, ERASE_DETAILS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT array(SELECT details_due(%s, %s))", [before, MOST])
        (due,) = cursor.fetchone()
        if due:
            cursor.execute("SELECT erase_details(%s::uuid[])", [due])
    if due:
        perform(actor, ERASE_DETAILS).items.update(due)
    return len(due)


def erase_values(*, actor: Actor, event_id: UUID) -> None:
    """What this event wrote into the past of rows is there no more, nor its personal part. What
    the rows hold now stays."""
    work = perform(actor, ERASE_DETAILS)
    work.items.add(event_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT erase_values(%s)", [event_id])
        work.cases.update(cursor.fetchone()[0])


def end_year(*, actor: Actor, year: int) -> int:
    """The events of a sealed year are there no more; their leaves and checkpoints stay. Return
    how many there were."""
    work = perform(actor, END_YEARS)
    tree = merkle.Tree()
    with connection.chunked_cursor() as leaves:
        leaves.execute("SELECT * FROM leaves_of_year(%s)", [year])
        for (leaf,) in leaves:
            tree.append(bytes(leaf))
            tree.completed.clear()
    work.items.add(name_of_year(year, tree.root()))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT end_audit_year(%s, %s, %s, %s)",
            [year, tree.size, tree.root(), work.event_id],
        )
    return tree.size


def name_of_year(year: int, root: bytes) -> UUID:
    """Return how an event names an ended year and its leaves; verifiers compute it too."""
    return UUID(bytes=sha256(b"%d\n" % year + root).digest()[:16])
