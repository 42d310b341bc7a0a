"""Whether rows hold the values last written to them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model

from sharing.models import Scope, ScopeVersion, User
from sharing.queries.written.erased import erasures, is_empty
from sharing.queries.written.findings import OF_LIST, Finding, Looked, Wrong, ask
from sharing.queries.written.lists import lists_of
from sharing.queries.written.tables import batch, last_of
from sharing.written import fields_of, values_of

_RECORDED = """
SELECT w.event_id, e.recorded_at FROM audit_written w JOIN audit_event e ON OF_LIST
WHERE w.event_id = ANY (%s::uuid[])
""".replace("OF_LIST", OF_LIST)


Pairs = list[tuple[Any, Any]]  # rows, each with a row of its past, if it has any


def look_at_present(model: type[Model], after: UUID | None) -> Looked:
    """Compare the next rows with the values last written to them. Nothing excuses a row, because
    its present values are never erased from its past."""
    rows = batch(model, after)
    found = Looked(len(rows), last=last_of(rows))
    held, wrong = _compared(_with_newest(rows))
    if wrong:
        # Somebody may have changed it between the two readings; an altered row stays altered.
        again = model._base_manager.filter(pk__in=[row.pk for row, _past in wrong])
        now, wrong = _compared(_with_newest(again))
        # The portal's clock may have been wrong for a while.
        recorded = _last_recorded([row for row, _past in wrong])
        by_then, wrong = _compared((row, recorded.get(row.pk, past)) for row, past in wrong)
        held += now + by_then
    erased = _erased([past for _row, past in held])
    for row, past in wrong + [(row, past) for row, past in held if past.pk in erased]:
        # An account that was made before it had a past gives nobody a right: memberships do.
        if past is None and model is User:
            found.unproved += 1
        else:
            found.findings.append(_finding(row, past))
    return found


def _compared(pairs: Iterable[tuple[Any, Any]]) -> tuple[Pairs, Pairs]:
    """Return the rows that have the values of their past, and the others."""
    both: tuple[Pairs, Pairs] = [], []
    for row, past in pairs:
        both[not _fits(row, past)].append((row, past))
    return both


def _erased(pasts: Sequence[Any]) -> set[UUID]:
    """Return those of these past rows that were erased. If one had no text, its row may still hold
    all its values."""
    blank = [past for past in pasts if is_empty(past, fields_of(type(past)))]
    erased = erasures({past.event_id for past in blank})
    lists = lists_of(erased)
    listed = {
        past.pk: lists[past.event_id].of_row(past) for past in blank if past.event_id in lists
    }
    return {
        past.pk
        for past in blank
        if past.event_id in erased and not ((one := listed.get(past.pk)) and one.digest)
    }


def _finding(row: Any, past: Any) -> Finding:
    key = str(row.pk)
    return Finding(
        Wrong.DIFFERS if past else Wrong.INSERTED,
        row._meta.db_table,
        key,
        key,
        past.event_id if past else None,
        row.pk if isinstance(row, Scope) else getattr(row, "scope_id", None),
    )


def _with_newest(rows: Iterable[Any]) -> Pairs:
    """Return rows, each with its newest past if it has any."""
    rows = list(rows)
    newest = _newest_past(rows)
    return [(row, newest.get(row.pk)) for row in rows]


def _fits(row: Any, past: Any) -> bool:
    if past is None:
        return False
    fields = set(fields_of(type(past))) & set(fields_of(type(row)))
    return values_of(row, fields) == values_of(past, fields)


def _newest_past(rows: Sequence[Any]) -> dict[UUID, Any]:
    if not rows:
        return {}
    model, keys = type(rows[0]), [row.pk for row in rows]
    if model is Scope:
        versions = ScopeVersion.objects.filter(scope__in=keys)
        newest = versions.order_by("scope", "-version").distinct("scope")
        return {one.scope_id: one for one in newest}
    key = model._meta.pk.attname
    past = model.history.model.objects.filter(**{f"{key}__in": keys})
    return {getattr(one, key): one for one in past.order_by(key, "-history_date").distinct(key)}


def _last_recorded(rows: Sequence[Any]) -> dict[UUID, Any]:
    """Return the newest past of each of these rows by the recording time of its event, which is
    sealed and from the database's clock; if its list is gone, by its own time."""
    if not rows or isinstance(rows[0], Scope):
        return {}
    model = type(rows[0])
    key = model._meta.pk.attname
    past = model.history.model.objects.filter(**{f"{key}__in": [row.pk for row in rows]})
    recorded = dict(ask(_RECORDED, [list({one.event_id for one in past})]))
    in_order = sorted(past, key=lambda one: recorded.get(one.event_id, one.history_date))
    return {getattr(one, key): one for one in in_order}
