"""Whether rows of the past have the values that their events say were written."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model

from sharing.models import ScopeVersion
from sharing.queries.written.erased import erasures, is_left_empty
from sharing.queries.written.findings import Finding, Looked, Wrong, ask
from sharing.queries.written.lists import Told, lists_of
from sharing.queries.written.tables import batch, last_of
from sharing.seal.lines import IS_ENDED
from sharing.written import digest_of, fields_of, key_of

# Neither right nor wrong: written before there were lists, erased, ended with its year, or with
# fields that no longer exist.
UNPROVED = object()
# A version of a scope is written before its event, in the same transaction, which may have waited.
AT_ONCE, WAITED = timedelta(minutes=1), timedelta(hours=1)
# A row is written near its event, by the clock of either: the portal's may have been wrong for a
# while.
BEFORE, AFTER = timedelta(hours=1), timedelta(days=1)


def look_at_past(model: type[Model], after: UUID | None) -> Looked:
    """Compare the next rows of the past with what their events say of them."""
    rows = batch(model, after)
    lists = lists_of({row.event_id for row in rows})
    without = _why_unlisted([row for row in rows if row.event_id not in lists])
    found = Looked(len(rows), last=last_of(rows))
    for row in rows:
        key, of = key_of(row)
        wrong = _compare(row, lists[row.event_id]) if row.event_id in lists else without[row.pk]
        if isinstance(wrong, Wrong):
            case_id = getattr(row, "scope_id", None)
            found.findings.append(
                Finding(wrong, row._meta.db_table, key, of, row.event_id, case_id)
            )
        found.unproved += wrong is UNPROVED
    return found


def _compare(row: Any, told: Told) -> object:
    listed = told.of_row(row)
    if listed is None:
        return Wrong.INSERTED
    # Nobody signed the rest of an erased list: a missing column may never have existed.
    if not {*listed.fields, *listed.left} <= set(fields_of(type(row))):
        return Wrong.CHANGED if told.erasure else UNPROVED
    if not listed.digest:
        is_left = is_left_empty(row, told.erasure, listed) and _is_near(row, told)
        return UNPROVED if is_left else Wrong.CHANGED
    if digest_of(row, listed.fields) != listed.digest or _moved(row, told.recorded):
        return Wrong.CHANGED
    return None


def _is_near(row: Any, told: Told) -> bool:
    times = (told.recorded, told.occurred)
    return any(-BEFORE <= at - row.history_date <= AFTER for at in times)


def _moved(row: Any, recorded: datetime) -> bool:
    """Return whether a version of a scope says a time other than just before its event. The
    database makes this time, so no hash holds it."""
    if not isinstance(row, ScopeVersion):
        return False
    return not -AT_ONCE <= recorded - row.recorded_at <= WAITED


# A row without a list belongs to its event only where it was written near it: else an event of long
# ago would excuse whatever is put in under it today. That its event had a list which is gone is
# found with the events. That one is of before there were lists is believed of what was sealed
# before the first that could have one. Of one that ended with its year the leaf stays, and by a
# clock that was wrong the row may be of another year that ended.
_WITHOUT_LIST = """
SELECT r.id, CASE WHEN e.id IS NOT NULL THEN
    (e.recorded_at NEAR OR e.occurred_at NEAR) AND (
        e.wrote IS NOT NULL
        OR e.line_version = 1 AND e.role NOT IN ('sealer', 'retention') AND EXISTS (
            SELECT FROM seal_leaf l
            WHERE l.recorded_at = e.recorded_at AND l.event_id = e.id AND coalesce(l.sequence < (
                SELECT second.sequence FROM seal_leaf second
                JOIN audit_event later ON later.recorded_at = second.recorded_at
                    AND later.id = second.event_id
                WHERE later.line_version > 1 ORDER BY second.sequence LIMIT 1
            ), true)
        )
    )
ELSE
    EXISTS (
        SELECT FROM seal_leaf l
        WHERE l.event_id = r.event_id AND l.recorded_at WITHIN AND IS_ENDED
          AND (l.recorded_at NEAR OR ROW_IS_ENDED)
    )
END
FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[]) AS r (id, event_id, at)
LEFT JOIN audit_event e ON e.id = r.event_id AND e.recorded_at WITHIN
""".replace("ROW_IS_ENDED", IS_ENDED.replace("l.recorded_at", "r.at")).replace("IS_ENDED", IS_ENDED)
# Found by an index; and by reading all of the trail.
_AT = "BETWEEN r.at - interval '1 hour' AND r.at + interval '1 day'"
_NEAR = _WITHOUT_LIST.replace("WITHIN", _AT).replace("NEAR", _AT)
_ANYWHERE = _WITHOUT_LIST.replace("WITHIN", "IS NOT NULL").replace("NEAR", _AT)


def _why_unlisted(rows: Sequence[Any]) -> dict[UUID, object]:
    """Return, by key, the result for rows whose event has no list. An erasure never takes a list
    away."""
    erased = erasures({row.event_id for row in rows})
    others = [row for row in rows if row.event_id not in erased]
    near = _excused(_NEAR, others)
    anywhere = _excused(_ANYWHERE, [row for row in others if row.pk not in near])
    return {row.pk: UNPROVED if row.pk in near | anywhere else Wrong.INSERTED for row in rows}


def _excused(statement: str, rows: Sequence[Any]) -> set[UUID]:
    if not rows:
        return set()
    told = [
        (row.pk, row.event_id, getattr(row, "history_date", None) or row.recorded_at)
        for row in rows
    ]
    return {
        key for key, excused in ask(statement, [*map(list, zip(*told, strict=True))]) if excused
    }
