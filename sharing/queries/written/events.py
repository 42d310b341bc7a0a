"""Whether the rows that events wrote are still there."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sharing.models import ScopeVersion
from sharing.queries.written import tables
from sharing.queries.written.erased import erasures
from sharing.queries.written.findings import Finding, Looked, Wrong, ask, said_to_be_removed
from sharing.queries.written.lists import is_of, rows_of
from sharing.written import OF_SCOPE, Written

LISTS = "audit_written"
# A decision on an alert is removed, with its past, once the days of its area are over.
OF_ALERTS = "sharing_historicalalert"

_EVENTS = """
SELECT e.recorded_at, e.id, e.wrote, w.rows FROM audit_event e
LEFT JOIN audit_written w ON w.event_id = e.id
WHERE e.wrote IS NOT NULL AND (e.recorded_at, e.id) > (%s, %s::uuid)
ORDER BY e.recorded_at, e.id LIMIT %s
"""


def look_at_events(after: tuple[datetime, UUID] | None) -> Looked:
    """Look whether everything that the next events wrote is there: their lists, the rows of the
    past, and the rows that these are the past of."""
    events = ask(_EVENTS, [*(after or ("-infinity", UUID(int=0))), tables.BATCH])
    found = Looked(len(events))
    if len(events) == tables.BATCH:
        found.last = events[-1][:2]
    missing: list[tuple[UUID, Written]] = []
    named: list[tuple[UUID, Written]] = []
    erased = erasures([event_id for _at, event_id, wrote, rows in events if not is_of(rows, wrote)])
    for _at, event_id, wrote, rows in events:
        listed = rows_of(event_id, rows, wrote, erased.get(event_id))
        if listed is None:
            missing.append((event_id, Written(LISTS, str(event_id), str(event_id), (), "")))
        else:
            named += [(event_id, one) for one in listed.values()]
    missing += _not_there(named)
    removed = said_to_be_removed({one.of for _, one in missing if one.table == OF_ALERTS})
    for event_id, one in missing:
        if one.table == OF_ALERTS and one.of in removed:
            found.unproved += 1
        else:
            wrong = Wrong.LIST if one.table == LISTS else Wrong.REMOVED
            found.findings.append(Finding(wrong, one.table, one.key, one.of, event_id))
    return found


def _not_there(named: Iterable[tuple[UUID, Written]]) -> Iterator[tuple[UUID, Written]]:
    """Yield each row that an event wrote into the past if it, or the row that it is the past of, is
    missing."""
    models = {model._meta.db_table: model for model in tables.pasts()}
    for table, group in groupby(sorted(named, key=_table), key=_table):
        if table not in models:  # it was taken away by a later release
            continue
        rows = list(group)
        there = _keys_there(models[table], [one.key for _event, one in rows])
        living = _living(models[table], {one.of for _event, one in rows})
        for event_id, one in rows:
            # An erased row may be of a draft that is no longer there.
            if one.key not in there or (one.digest and one.of not in living):
                yield event_id, one


def _table(one: tuple[UUID, Written]) -> str:
    return one[1].table


def _keys_there(model: Any, keys: Sequence[str]) -> set[str]:
    if model._meta.db_table != OF_SCOPE:
        return set(map(str, model._base_manager.filter(pk__in=keys).values_list("pk", flat=True)))
    scopes = {UUID(key.partition("/")[0]) for key in keys}
    versions = ScopeVersion.objects.filter(scope__in=scopes).values_list("scope", "version")
    return {f"{scope}/{version}" for scope, version in versions}


def _living(model: Any, keys: Collection[str]) -> set[str]:
    """Return the rows of this past that still have their present row."""
    rows = tables.present_of(model)._base_manager.filter(pk__in=keys)
    return set(map(str, rows.values_list("pk", flat=True)))
