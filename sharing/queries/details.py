"""The personal parts beside an event, encrypted: the reason that was given, the address of the
machine. Erased details are not there; the event stays without them."""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sharing import encryption
from sharing.audit import PURPOSE
from sharing.models import AuditDetail


def said_beside(event_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the personal parts of each of these events. The caller has let the reader through the
    door for them, because the rows have no wall of their own."""
    rows = AuditDetail.objects.filter(pk__in=list(event_ids))
    return {row.pk: _opened(row) for row in rows}


def _opened(row: AuditDetail) -> dict[str, Any]:
    plain = encryption.decrypt(PURPOSE, bytes(row.ciphertext), belongs_to=row.pk.bytes)
    found: dict[str, Any] = json.loads(plain)
    return found
