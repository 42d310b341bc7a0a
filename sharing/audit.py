"""The only writer of the audit trail."""

import json
import os
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection

from sharing import clock, encryption
from sharing.actor import NOWHERE
from sharing.codes import Outcome
from sharing.reasons import Reason
from sharing.work import NotRecorded, Work
from sharing.written import list_of

# The version of the canonical line that is sealed. A new layout gets a new number, and old lines
# keep theirs. Version 2 added `wrote`: what was written into the history of rows.
LINE_VERSION = 2
SALT = 16  # bytes
PURPOSE = "audit detail"  # of the key that encrypts the personal part

# The schema is named, so that a table of the same name in another schema cannot take these rows.
_INSERT = """
WITH beside AS (
    INSERT INTO public.sharing_auditdetail (event_id, salt, ciphertext)
    VALUES (%(id)s, %(salt)s, %(sealed)s)
){and_written}
INSERT INTO public.audit_event (
    id, occurred_at, line_version, request_id, user_id, membership_id, agency_id, area_id, role,
    second_factor_age, code, also, outcome, reason, cases, people, items, recipient_id, commitment,
    wrote
) VALUES (
    %(id)s, %(occurred_at)s, %(line_version)s, %(request_id)s, %(user_id)s, %(membership_id)s,
    %(agency_id)s, %(area_id)s, %(role)s, %(second_factor_age)s, %(code)s, %(also)s, %(outcome)s,
    %(reason)s, %(cases)s::uuid[], %(people)s::uuid[], %(items)s::uuid[], %(recipient_id)s,
    %(commitment)s, %(wrote)s
)
"""
_WITHOUT = _INSERT.format(and_written="")
_WITH_LIST = _INSERT.format(
    and_written=""", written AS (
    INSERT INTO public.audit_written (event_id, rows) VALUES (%(id)s, %(listed)s)
)"""
)


def write(work: Work, outcome: Outcome, reason: Reason | None = None) -> None:
    """Write the one event of the unit and, encrypted beside it, its personal part.

    Raises `NotRecorded` if the database reports success and wrote no row."""
    actor, now = work.actor, clock.now()
    salt = os.urandom(SALT)
    sought = {"sought": work.sought} if work.sought else {}
    personal = {"address": actor.network_address, "why": work.why} | sought | work.beside
    detail = json.dumps(personal, sort_keys=True, ensure_ascii=False).encode()
    listed = list_of(work.wrote) if work.wrote else ""
    age = int((now - actor.second_factor_at).total_seconds()) if actor.second_factor_at else None
    values: dict[str, Any] = {
        "id": work.event_id,
        "salt": salt,
        "sealed": encryption.encrypt(PURPOSE, detail, belongs_to=work.event_id.bytes),
        "listed": listed,
        "occurred_at": now,
        "line_version": LINE_VERSION,
        "request_id": actor.request_id or NOWHERE,
        "user_id": actor.user_id,
        "membership_id": actor.membership_id,
        "agency_id": _known(actor.agency_id),
        "area_id": _known(actor.area_id),
        "role": actor.job or (actor.role.value if actor.role else ""),
        "second_factor_age": age,
        "code": work.code,
        "also": work.also,
        "outcome": outcome.value,
        "reason": reason.value if reason else "",
        "cases": sorted(work.cases),
        "people": sorted(work.people),
        "items": sorted(work.items),
        "recipient_id": work.recipient_id,
        "commitment": sha256(salt + detail).digest(),
        "wrote": sha256(listed.encode()).digest() if listed else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WITH_LIST if listed else _WITHOUT, values)
        if cursor.rowcount != 1:
            raise NotRecorded  # a rule or trigger swallowed the row


def _known(place: UUID) -> UUID | None:
    return None if place == NOWHERE else place
