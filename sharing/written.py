"""What a unit of work writes into the past of rows, as its event says it: of each row a keyed hash
of its values. The hash of the list is in the line that is sealed, so that whoever changes, removes
or puts in such a row past the portal is found (`sharing/comparison.py`).

The hash is made of what the portal sends, before the database has it. The fields that it was made
of are named in the list: a column that is added later makes no old row look altered. Of what an
erasure leaves of the row there is a hash of its own, which stays when that of all is erased."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Field, JSONField, Model, TextField

from sharing import encryption

PURPOSE = "written row"
PURPOSE_OF_LEFT = "what is left of a written row"
# What identifies, counts or dates a row is never erased.
_STAYS = re.compile("^history_|_id$|^id$|^version$")
# What the database makes itself of a version of a scope; its key are the scope and the version.
OF_SCOPE = "sharing_scopeversion"
MADE_BY_DATABASE = {"id", "recorded_at"}


@dataclass(frozen=True)
class Written:
    """One row of the past, as the list of its event has it."""

    table: str
    key: str  # by which the row is found in its table
    of: str  # whose past it is
    fields: Sequence[str]
    digest: str  # hexadecimal
    left: Sequence[str] = ()  # those of the fields that an erasure leaves as they are
    digest_of_left: str = ""


def written(past: Model) -> Written:
    """Return how a row of the past, just written or just read, stands in a list."""
    fields, gone = fields_of(type(past)), _erased_of(type(past))
    left = [name for name in fields if name not in gone]
    key, of = key_of(past)
    table, values = past._meta.db_table, values_of(past, fields)
    digest = _digest(table, values, PURPOSE)
    of_left = _digest(table, {name: values[name] for name in left}, PURPOSE_OF_LEFT)
    return Written(table, key, of, fields, digest, left, of_left)


def fields_of(model: type[Model]) -> Sequence[str]:
    """Return the fields of which a row is proved, as their columns are called."""
    return _fields_of(model)


# Each row that is written asks these; they follow from the model.
@cache
def _fields_of(model: type[Model]) -> tuple[str, ...]:
    names = [field.attname for field in model._meta.concrete_fields]
    if model._meta.db_table == OF_SCOPE:
        names = [name for name in names if name not in MADE_BY_DATABASE]
    return tuple(sorted(names))


@cache
def _erased_of(model: type[Model]) -> frozenset[str]:
    return frozenset(one.attname for one in erasable(model))


def key_of(past: Any) -> tuple[str, str]:
    """Return by which key the row is found, and whose past it is."""
    if past._meta.db_table == OF_SCOPE:
        return f"{past.scope_id}/{past.version}", str(past.scope_id)
    return str(past.pk), str(getattr(past, past.instance_type._meta.pk.attname))


def erasable(model: type[Model]) -> list[Field]:
    """Return which columns of a past are erased: each text and list, and each other that may be
    empty."""
    if model._meta.db_table == OF_SCOPE:
        return []
    return [
        one
        for one in model._meta.concrete_fields
        if not _STAYS.search(one.attname)
        and (one.null or isinstance(one, CharField | TextField | ArrayField | JSONField))
    ]


def digest_of(past: Model, fields: Iterable[str]) -> str:
    """Return the keyed hash of these fields; nobody can guess values for it without the key."""
    return _digest(past._meta.db_table, values_of(past, fields), PURPOSE)


def digest_of_left(past: Model, fields: Iterable[str]) -> str:
    """Return the keyed hash of what an erasure leaves, which is none of a whole row."""
    return _digest(past._meta.db_table, values_of(past, fields), PURPOSE_OF_LEFT)


def _digest(table: str, values: Mapping[str, Any], purpose: str) -> str:
    text = json.dumps([table, values], **_CANONICAL)
    return encryption.keyed_hash(purpose, text).hex()


def values_of(row: Model, fields: Iterable[str]) -> dict[str, Any]:
    """Return these values in a form that is the same before they are written and once they are
    read again."""
    named = {field.attname: field for field in row._meta.concrete_fields}
    return {name: _plain(named[name], getattr(row, name)) for name in fields}


def list_of(wrote: Iterable[Written]) -> str:
    """Return the list of an event, the same text for the same rows in any order."""
    tables: dict[str, Any] = {}
    for one in wrote:
        named = {"fields": list(one.fields), "left": list(one.left), "rows": {}}
        table = tables.setdefault(one.table, named)
        table["rows"][one.key] = [one.of, one.digest, one.digest_of_left]
    return json.dumps(tables, **_CANONICAL)


def read_list(text: str, *, was_erased: bool = False) -> dict[tuple[str, str], Written] | None:
    """Return the rows of a list by table and key; None if it is no list. Lists from before 23
    November 2026 do not say what an erasure leaves, so they are read unless one `was_erased`."""
    try:
        return {
            (table, key): _read(table, key, told, row, was_erased=was_erased)
            for table, told in json.loads(text).items()
            for key, row in told["rows"].items()
        }
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _read(table: str, key: str, told: Any, row: Any, *, was_erased: bool) -> Written:
    """Return a row of a list. Raises one of several errors if `list_of` writes none so: whoever
    owns the database may have put anything there, and the comparison has to go on."""
    of, digest, *rest = row
    left = told["left"] if was_erased else told.get("left", [])
    of_left = rest[0] if was_erased else "".join(rest)
    UUID(key.partition("/")[0] if table == OF_SCOPE else key), UUID(of)
    lists, texts = [told["fields"], left], [*told["fields"], *left, digest, of_left]
    if not all(isinstance(one, list) for one in lists):
        raise TypeError
    if not all(isinstance(one, str) for one in texts):
        raise TypeError
    return Written(table, key, of, told["fields"], digest, left, of_left)


_CANONICAL: dict[str, Any] = {
    "sort_keys": True,
    "ensure_ascii": False,
    "separators": (",", ":"),
}


def _plain(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, ArrayField):
        return [_plain(field.base_field, one) for one in value]
    if isinstance(field, JSONField):
        return json.loads(json.dumps(value, cls=field.encoder))
    value = field.to_python(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
