"""What the audit trail says, read as its owner."""

from sharing.models import AuditEvent
from tests.conftest import as_owner


def newest_event():
    """Return the event that was written last."""
    with as_owner():
        return AuditEvent.objects.latest("recorded_at")


def newest_codes(number):
    """Return the codes of the last events, oldest first."""
    with as_owner():
        events = AuditEvent.objects.order_by("-recorded_at")[:number]
        return [event.code for event in events][::-1]


def count_events():
    with as_owner():
        return AuditEvent.objects.count()
