"""The result of the nightly comparison of history rows with the trail."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from sharing.access import expect, perform
from sharing.actor import Actor
from sharing.permissions import COMPARE_WRITTEN
from sharing.queries.written import Finding


def keep_comparison(
    *, actor: Actor, looked_at: int, unproved: int, wrong: int, findings: Sequence[Finding]
) -> None:
    """It is known when the last comparison was. The trail names the rows that do not fit; their
    tables are beside the event."""
    expect(actor, COMPARE_WRITTEN)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO written_check (looked_at, unproved, wrong) VALUES (%s, %s, %s)",
            [looked_at, unproved, wrong],
        )
    if not findings:
        return
    work = perform(actor, COMPARE_WRITTEN)
    work.items.update(UUID(one.of or one.row) for one in findings)
    work.cases.update(one.case_id for one in findings if one.case_id)
    work.beside["altered"] = [[one.wrong.value, one.table, one.row] for one in findings]
