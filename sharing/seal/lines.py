"""The canonical line of an event: what is hashed, exported and verified. A line is computed from
the columns alone and never kept, so that a changed column shows."""

import json
from collections.abc import Sequence
from typing import Any

MICROSECONDS = "(extract(epoch FROM e.{name}) * 1000000)::bigint"  # since 1970, UTC
READ_AS = {
    "agency_id": "e.agency_id::text",
    "also": "e.also::text[]",
    "area_id": "e.area_id::text",
    "cases": "e.cases::text[]",
    "code": "e.code",
    "commitment": "encode(e.commitment, 'hex')",
    "id": "e.id::text",
    "items": "e.items::text[]",
    "membership_id": "e.membership_id::text",
    "occurred_at": MICROSECONDS.format(name="occurred_at"),
    "outcome": "e.outcome",
    "people": "e.people::text[]",
    "reason": "e.reason",
    "recipient_id": "e.recipient_id::text",
    "recorded_at": MICROSECONDS.format(name="recorded_at"),
    "request_id": "e.request_id::text",
    "role": "e.role",
    "second_factor_age": "e.second_factor_age",
    "user_id": "e.user_id::text",
    # The underscore sorts before every letter: a reader knows the version before all else.
    "_version": "e.line_version",
}
# What to select from `audit_event e` for `line`, in its order.
COLUMNS = ", ".join(READ_AS.values())
NAMES = tuple(READ_AS)

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def line(values: Sequence[Any]) -> bytes:
    """Return the canonical line, version 1, of an event whose `COLUMNS` were read.

    A second version gets a function of its own, chosen by `_version`; old lines keep this one."""
    said = {name: value for name, value in zip(NAMES, values, strict=True) if value is not None}
    return _encode(said).encode()
