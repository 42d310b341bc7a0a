"""What the audit trail says, read as its owner."""

from sharing.models import AuditEvent
from tests.conftest import as_owner


def newest_event():
    """Return the event that was written last."""
    with as_owner():
        return AuditEvent.objects.latest("recorded_at")


def events():
    """Return all events, oldest first."""
    with as_owner():
        return list(AuditEvent.objects.order_by("recorded_at"))


def codes():
    return [event.code for event in events()]


def newest_codes(number):
    """Return the codes of the last events, oldest first."""
    return codes()[-number:]


def count_events():
    with as_owner():
        return AuditEvent.objects.count()
