"""The canonical line of an event: what is hashed, exported and verified. A line is computed from
the columns alone and never kept, so that a changed column shows."""

import json
from collections.abc import Sequence
from functools import lru_cache

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
# What stands before and after each value. Put together by hand: a third of an encoder's time.
_ROUND = [
    (f'{"," if place else ""}"{name}":{start}', end)
    for place, (name, (written, _)) in enumerate(_COLUMNS.items())
    for start, end in [written.split("{0}")]
]


def line(values: Sequence[str | None]) -> bytes:
    """Return the canonical line, version 1, of an event whose `COLUMNS` were read.

    A second version gets a function of its own, chosen by `_version`; old lines keep this one."""
    parts = list(values)
    for place in _QUOTE:
        parts[place] = _quoted(parts[place])
    said = [
        start + value + end
        for (start, end), value in zip(_ROUND, parts, strict=True)
        if value is not None
    ]
    return f"{{{''.join(said)}}}".encode()
