"""The canonical line of an event: what is hashed, exported and verified. A line is computed from
the columns alone and never kept, so that a changed column shows."""

import json
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress

_IDENTIFIER = '"{0}"', "e.{0}::text"
_NUMBER = "{0}", "e.{0}::text"
_TIME = "{0}", "(extract(epoch FROM e.{0}) * 1000000)::bigint::text"  # microseconds since 1970, UTC
_HEX = '"{0}"', "encode(e.{0}, 'hex')"
_LIST = "{0}", "array_to_json(e.{0})::text"  # PostgreSQL's is as Python's, without spaces
_TEXT = "{0}", "e.{0}"  # quoted below

# Sorted by name. The underscore sorts before every letter: a reader knows the version before all
# else. (The column is called line_version.)
_COLUMNS = {
    "_version": ("{0}", "e.line_version::text"),
    "agency_id": _IDENTIFIER,
    "also": _LIST,
    "area_id": _IDENTIFIER,
    "areas": _LIST,
    "cases": _LIST,
    "code": _TEXT,
    "commitment": _HEX,
    "id": _IDENTIFIER,
    "items": _LIST,
    "membership_id": _IDENTIFIER,
    "occurred_at": _TIME,
    "outcome": _TEXT,
    "people": _LIST,
    "reason": _TEXT,
    "recipient_id": _IDENTIFIER,
    "recorded_at": _TIME,
    "request_id": _IDENTIFIER,
    "role": _TEXT,
    "second_factor_age": _NUMBER,
    "user_id": _IDENTIFIER,
}
NAMES = tuple(_COLUMNS)
# What to select from `audit_event e` for `line`, in its order.
COLUMNS = ", ".join(read.format(name) for name, (_, read) in _COLUMNS.items())

# Whether the year of the leaf `seal_leaf l` ended, and which year that is.
YEAR = "extract(year FROM l.recorded_at AT TIME ZONE 'UTC')::integer"
IS_ENDED = f"EXISTS (SELECT FROM seal_ended d WHERE d.of_year = {YEAR})"

# Codes, roles and reasons are few.
_quoted = lru_cache(maxsize=1_000)(json.JSONEncoder(ensure_ascii=False).encode)
_QUOTE = [NAMES.index(name) for name, kind in _COLUMNS.items() if kind is _TEXT]
# Each value as it stands in a line, with its name.
_WRITTEN = [f'"{name}":{written.replace("{0}", "%s")}' for name, (written, _) in _COLUMNS.items()]


@lru_cache(maxsize=1_000)
def _template(there: tuple[bool, ...]) -> str:
    """Return the line of events that have these columns, with a gap for each value."""
    return "{" + ",".join(compress(_WRITTEN, there)) + "}"


def line(values: Sequence[str | None]) -> bytes:
    """Return the canonical line, version 1, of an event whose `COLUMNS` were read. Put together
    by hand, which takes less time than an encoder.

    A second version gets a function of its own, chosen by `_version`; old lines keep this one."""
    parts = list(values)
    for place in _QUOTE:
        parts[place] = _quoted(parts[place])
    # No value is empty as it is written: of what is not there, nothing is.
    return (_template(tuple(map(bool, parts))) % tuple(filter(None, parts))).encode()
