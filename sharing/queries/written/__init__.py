"""Whether the past of rows, and their present values, are what the events say was written. The job
that compares them each night (`sharing/comparison.py`) reads them in batches."""

from sharing.queries.written.events import look_at_events
from sharing.queries.written.findings import Finding, Looked, Wrong
from sharing.queries.written.past import look_at_past
from sharing.queries.written.present import look_at_present
from sharing.queries.written.tables import holding, pasts, presents

__all__ = [
    "Finding",
    "Looked",
    "Wrong",
    "holding",
    "look_at_events",
    "look_at_past",
    "look_at_present",
    "pasts",
    "presents",
]
