"""Drafts end when their days are over: erased by the database, for the retention role alone, with the
event that says so (`meetings/sql/left_drafts.sql`)."""

from django.db import connection

from sharing.access import expect
from sharing.actor import Actor
from sharing.operations.retention import Ending
from sharing.permissions import ERASE_DETAILS


def erase_drafts(*, actor: Actor, most: int) -> int:
    """What the oldest drafts held that were thrown away is there no more, nor what it was before;
    return of how many."""
    return _call("SELECT erase_drafts(%s)", actor, most)


def erase_return_drafts(*, actor: Actor, most: int) -> int:
    """What agencies wrote into returns and did not submit is there no more, where the meeting is long
    over; return how many drafts that were."""
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
