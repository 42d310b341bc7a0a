"""The canonical line of an event: what is hashed, exported and verified. A line is computed from
the columns alone and never kept, so that a changed column shows."""

import json
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress

_IDENTIFIER = '"{0}"', "e.{0}::text"
_NUMBER = "{0}", "e.{0}::text"
# Microseconds since 1970, UTC. Each function and operator names its schema, so that nothing made in
# `public` for exactly these types takes its place.
_TIME = "{0}", "(extract(epoch FROM e.{0}) OPERATOR(pg_catalog.*) 1000000)::bigint::text"
# By the portal's clock. An event with an infinite time must not keep others from their seal.
_SAID = (
    "{0}",
    (
        "CASE WHEN pg_catalog.isfinite(e.{0})"
        " THEN pg_catalog.trunc(extract(epoch FROM e.{0}) OPERATOR(pg_catalog.*) 1000000)::text"
        " ELSE pg_catalog.concat('\"', e.{0}, '\"') END"
    ),
)
_HEX = '"{0}"', "pg_catalog.encode(e.{0}, 'hex')"
_LIST = "{0}", "pg_catalog.array_to_json(e.{0})::text"  # as Python's, without spaces
_TEXT = "{0}", "e.{0}"  # quoted below

# Sorted by name. The underscore sorts before every letter, so that a reader meets the version
# first. (The column is called line_version.)
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
    "occurred_at": _SAID,
    "outcome": _TEXT,
    "people": _LIST,
    "reason": _TEXT,
    "recipient_id": _IDENTIFIER,
    "recorded_at": _TIME,
    "request_id": _IDENTIFIER,
    "role": _TEXT,
    "second_factor_age": _NUMBER,
    "user_id": _IDENTIFIER,
    "wrote": _HEX,  # since version 2
}
NAMES = tuple(_COLUMNS)
# What to select from `audit_event e` for `line`, in its order.
COLUMNS = ", ".join(read.format(name) for name, (_, read) in _COLUMNS.items())

# Whether the year of the leaf `seal_leaf l` has ended, and which year that is. A year that is too
# young, or that still has a partition, never counts as ended.
KEPT_AT_LEAST = 6  # whole years
YEAR = "extract(year FROM l.recorded_at AT TIME ZONE 'UTC')::integer"
ENDED_YEARS = f"""(
    SELECT d.of_year FROM seal_ended d
    WHERE d.of_year + {KEPT_AT_LEAST} < extract(year FROM clock_timestamp() AT TIME ZONE 'UTC')
      AND NOT EXISTS (
        SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'audit_event'::regclass AND c.relname = 'audit_event_' || d.of_year
    )
)"""
IS_ENDED = f"{YEAR} IN {ENDED_YEARS}"

# There are few codes, roles and reasons.
_quoted = lru_cache(maxsize=1_000)(json.JSONEncoder(ensure_ascii=False).encode)
_QUOTE = [NAMES.index(name) for name, kind in _COLUMNS.items() if kind is _TEXT]
# Each value as it stands in a line, with its name.
_WRITTEN = [f'"{name}":{written.replace("{0}", "%s")}' for name, (written, _) in _COLUMNS.items()]


@lru_cache(maxsize=1_000)
def _template(there: tuple[bool, ...]) -> str:
    """Return the line of an event that has values in these columns, with a gap for each value."""
    return "{" + ",".join(compress(_WRITTEN, there)) + "}"


def line(values: Sequence[str | None]) -> bytes:
    """Return the canonical line of an event, given its `COLUMNS`. The line is put together by hand,
    which is faster than an encoder.

    Version 2 adds one name, which no event of version 1 has. A version that differs in more gets
    its own function, chosen by `_version`; old lines keep this one."""
    parts = list(values)
    for place in _QUOTE:
        parts[place] = _quoted(parts[place])
    # A value that exists is never empty as it is written, so only missing ones fall out.
    return (_template(tuple(map(bool, parts))) % tuple(filter(None, parts))).encode()
