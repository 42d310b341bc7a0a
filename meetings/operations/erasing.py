"""Erases drafts whose days are over. The database does it, for the retention role alone, and writes
the event (`meetings/sql/left_drafts.sql`)."""

from django.db import connection

from sharing.access import expect
from sharing.actor import Actor
from sharing.operations.retention import Ending
from sharing.permissions import ERASE_DETAILS


def erase_drafts(*, actor: Actor, most: int) -> int:
    """The content of the oldest drafts that were thrown away is erased, with its history. Returns
    how many drafts that were."""
    return _call("SELECT erase_drafts(%s)", actor, most)


def erase_return_drafts(*, actor: Actor, most: int) -> int:
    """Returns that agencies never submitted are erased if their meeting is long over. Returns how
    many drafts that were."""
    return _call("SELECT erase_return_drafts(%s)", actor, most)


def _call(statement: str, actor: Actor, most: int) -> int:
    expect(actor, ERASE_DETAILS)
    with connection.cursor() as cursor:
        cursor.execute(statement, [most])
        erased: int = cursor.fetchone()[0]
    return erased


ENDINGS = [
    Ending("drafts of referrals", erase_drafts),
    Ending("drafts of returns", erase_return_drafts),
]
