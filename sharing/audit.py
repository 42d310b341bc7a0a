"""The only writer of the audit trail."""

import json
import os
from hashlib import sha256
from uuid import UUID

from django.db import connection

from sharing import clock, encryption
from sharing.actor import NOWHERE
from sharing.codes import Outcome
from sharing.reasons import Reason
from sharing.work import NotRecorded, Work
from sharing.written import list_of

# Of the canonical line that is sealed; a new layout gets a new number, old lines keep theirs. The
# second says what was written into the past of rows.
LINE_VERSION = 2
SALT = 16  # bytes
PURPOSE = "audit detail"  # of what lies beside, encrypted

# Where the tables are is said: nobody's schema takes what is meant for them.
_INSERT = """
WITH beside AS (
    INSERT INTO public.sharing_auditdetail (event_id, salt, ciphertext) VALUES (%s, %s, %s)
){and_written}
INSERT INTO public.audit_event (
    id, occurred_at, line_version, request_id, user_id, membership_id, agency_id, area_id, role,
    second_factor_age, code, also, outcome, reason, cases, people, items, recipient_id, commitment,
    wrote
) VALUES (
    %s, %s, %s, %s, %s, %s, %s, %s, %s,
    %s, %s, %s, %s, %s, %s::uuid[], %s::uuid[], %s::uuid[], %s, %s,
    %s
)
"""
_WITHOUT = _INSERT.format(and_written="")
_WITH_LIST = _INSERT.format(
    and_written=""", written AS (
    INSERT INTO public.audit_written (event_id, rows) VALUES (%s, %s)
)"""
)


def write(work: Work, outcome: Outcome, reason: Reason | None = None) -> None:
    """Write the one event of the unit, and beside it, encrypted, what is personal in it."""
    actor, now = work.actor, clock.now()
    # A refused attempt rolled its unit back, and its event is another than the unit's.
    salt = os.urandom(SALT)
    sought = {"sought": work.sought} if work.sought else {}
    personal = {"address": actor.network_address, "why": work.why} | sought | work.beside
    detail = json.dumps(personal, sort_keys=True, ensure_ascii=False).encode()
    sealed = encryption.encrypt(PURPOSE, detail, belongs_to=work.event_id.bytes)
    commitment = sha256(salt + detail).digest()
    listed = list_of(work.wrote) if work.wrote else ""
    kept: list[UUID | str] = [work.event_id, listed] if listed else []
    age = int((now - actor.second_factor_at).total_seconds()) if actor.second_factor_at else None
    with connection.cursor() as cursor:
        cursor.execute(
            _WITH_LIST if listed else _WITHOUT,
            [
                work.event_id, salt, sealed, *kept,
                work.event_id, now, LINE_VERSION, actor.request_id or NOWHERE,
                actor.user_id, actor.membership_id, _known(actor.agency_id), _known(actor.area_id),
                actor.job or (actor.role.value if actor.role else ""),
                age, work.code, work.also, outcome.value, reason.value if reason else "",
                sorted(work.cases), sorted(work.people), sorted(work.items),
                work.recipient_id, commitment,
                sha256(listed.encode()).digest() if listed else None,
            ],
        )  # fmt: skip
        if cursor.rowcount != 1:
            raise NotRecorded  # somebody let the database swallow it


def _known(place: UUID) -> UUID | None:
    return None if place == NOWHERE else place
