"""What lies beside an event, encrypted, because it is personal: the reason that was given, the
address of the machine. Erased details are not there, and the event stands without them."""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sharing import encryption
from sharing.audit import PURPOSE
from sharing.models import AuditDetail


def said_beside(event_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return what lies beside each of these events. Whoever asks must have let the reader
    through the door for them: the rows have no wall of their own."""
    rows = AuditDetail.objects.filter(pk__in=list(event_ids))
    return {row.pk: _opened(row) for row in rows}


def _opened(row: AuditDetail) -> dict[str, Any]:
    plain = encryption.decrypt(PURPOSE, bytes(row.ciphertext), belongs_to=row.pk.bytes)
    found: dict[str, Any] = json.loads(plain)
    return found
