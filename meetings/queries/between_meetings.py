"""Moves of cases from the list of one meeting to that of another."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from meetings.models import Case, CaseStage, Stage

# The first and the last row of the past of a case that the event of a move wrote.
BEFORE, AFTER = "history_date", "-history_date"


@dataclass(frozen=True)
class Move:
    """The identifiers of the two meetings, when each begins, and why the case was moved."""

    left: UUID
    to: UUID
    left_at: datetime
    to_at: datetime
    moved_at: datetime
    reason: str


def moves_between(case_ids: Collection[UUID]) -> dict[UUID, list[Move]]:
    """Return the moves of each of these cases, oldest first. None says who moved the case: where a
    conflict of interest hides it from whoever calls off its meeting, a job moves it."""
    rows = (
        CaseStage.history.filter(scope_id__in=case_ids, history_type="+", to_stage=Stage.LISTED)
        .exclude(reason="")
        .annotate(
            left=_of_event(BEFORE, "meeting_id"),
            to=_of_event(AFTER, "meeting_id"),
            left_at=_of_event(BEFORE, "meeting__starts_at"),
            to_at=_of_event(AFTER, "meeting__starts_at"),
        )
        .order_by("moved_at")
        .values_list("scope_id", "left", "to", "left_at", "to_at", "moved_at", "reason")
    )
    found: dict[UUID, list[Move]] = {one: [] for one in case_ids}
    for case_id, left, to, *rest in rows:
        if left != to:  # as where a death is taken back
            found[case_id].append(Move(left, to, *rest))
    return found


def _of_event(order: str, name: str) -> Subquery:
    past = Case.history.filter(scope_id=OuterRef("scope_id"), event_id=OuterRef("event_id"))
    return Subquery(past.order_by(order).values(name)[:1])
