"""The changes that one event made in a case, field by field, from the history rows of the event."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Field, Model, Q, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sharing.access import require
from sharing.actor import Actor
from sharing.called import KEPT_BACK, MASKED, code_called, field_called, row_called
from sharing.history import Tracked
from sharing.models import Attachment, Item
from sharing.permissions import READ_CHANGES
from sharing.queries.readers import files_read_by, items_read_by
from sharing.queries.trail import NEWEST, Asked, Line, lines_of, of_case
from sharing.reasons import Reason
from sharing.watch.names import note_shown
from sharing.work import Refused, current

# These fields tell a reader nothing.
BOOKKEEPING = {"id", "version", "position", "listed", "compared_with"}
MADE = "+"


@dataclass(frozen=True)
class Altered:
    label: str | Promise
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """One row that an event made or changed."""

    what: str | Promise
    made: bool
    masked: bool
    fields: list[Altered]


@dataclass(frozen=True)
class EventChanges:
    line: Line
    changes: list[Change]


def changes_of(actor: Actor, case_id: UUID, event_id: UUID) -> EventChanges:
    """Return the old and new values that an event changed in a case, as far as the wall shows
    it."""
    require(actor, READ_CHANGES, case_id)
    found = of_case(case_id, Asked(), NEWEST, 1, event=event_id)
    if not found:
        raise Refused(Reason.NOTHING_THERE, READ_CHANGES.event, case_id)
    models = {model._meta.label: model for model in tracked()}
    changes = [
        change
        for label in _touched(actor, case_id, event_id)
        for change in _of_model(actor, models[label], case_id, event_id)
    ]
    return EventChanges(lines_of(found)[0], changes)


def tracked() -> list[type[Model]]:
    """Return the tables of a case whose old values are kept."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Tracked) and any(field.name == "scope" for field in _fields(model))
    ]


def _fields(model: type[Model]) -> list[Field]:
    return list(model._meta.concrete_fields)


def _history(actor: Actor, model: Any) -> Any:
    rows = model.history.model.objects
    return rows.filter(_is_read_by(actor, model)) if model in (Item, Attachment) else rows


def _is_read_by(actor: Actor, model: Any) -> Q:
    """Return the rows that the actor reads. A row that another agency keeps to itself, or took
    back, is not read in its past either; that it changed is left out too, because it would tell
    that it exists."""
    read = items_read_by(actor) if model is Item else files_read_by(actor)
    # Rows that the actor may not read now are not read in their past either.
    return read & Q(id__in=model.objects.filter(read).values("pk"))


def _touched(actor: Actor, case_id: UUID, event_id: UUID) -> list[str]:
    """Return the tables with a row of this event, in one query."""
    first, *others = (
        _history(actor, model)
        .filter(scope_id=case_id, event_id=event_id)
        .order_by()
        .annotate(table=Value(model._meta.label))
        .values_list("table", flat=True)
        for model in tracked()
    )
    return sorted(first.union(*others))


def _of_model(actor: Actor, model: type[Model], case_id: UUID, event_id: UUID) -> list[Change]:
    of_case = _history(actor, model).filter(scope_id=case_id)
    rows = list(of_case.filter(event_id=event_id).order_by("history_date"))
    key = model._meta.pk.attname
    before = of_case.filter(history_date__lt=rows[-1].history_date)
    older = before.filter(**{f"{key}__in": {getattr(row, key) for row in rows}})
    earlier: dict[UUID, list[Any]] = {}
    for row in older.order_by("history_date"):
        earlier.setdefault(getattr(row, key), []).append(row)
    _note_names([*rows, *(one for past in earlier.values() for one in past[-1:])])
    return [_change(model, row, earlier.get(getattr(row, key), [])) for row in rows]


def _note_names(rows: list[Any]) -> None:
    """Note the names that these rows show, so that a reader who has one of these names is noticed:
    in the fields of a person, or in the values of details, each a row of its own."""
    people = [(one.given_name, one.family_name) for one in rows if hasattr(one, "given_name")]
    values = " ".join(one.value for one in rows if hasattr(one, "detail"))
    note_shown(current(), [*people, (values, values)])


def _change(model: type[Model], row: Any, earlier: list[Any]) -> Change:
    made = row.history_type == MADE
    masked = model._meta.label in MASKED
    newest = [one for one in earlier if one.history_date < row.history_date]
    old = None if made or not newest else newest[-1]
    altered = [] if masked else [_altered(field, old, row) for field in shown_fields(model)]
    return Change(
        row_called(model),
        made,
        masked,
        [one for one in altered if one.old != one.new],
    )


def shown_fields(model: type[Model]) -> list[Field]:
    """Return the fields of a table whose old and new values tell a reader something."""
    left_out = BOOKKEEPING | KEPT_BACK
    return [
        field for field in _fields(model) if not field.is_relation and field.name not in left_out
    ]


def _altered(field: Field, old: Any, new: Any) -> Altered:
    was = _words(field, getattr(old, field.name)) if old else ""
    return Altered(field_called(field), was, _words(field, getattr(new, field.name)))


def _words(field: Field, value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, dict):
        pairs = value.items()
        return ", ".join(
            f"{code_called(field, name)}: {code_called(field, one)}" for name, one in pairs
        )
    if isinstance(value, list):
        return ", ".join(str(code_called(field, one)) for one in value if not isinstance(one, UUID))
    return str(dict(field.flatchoices).get(value, value))
