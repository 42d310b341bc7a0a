"""What became of a plan after it was read back and agreed, for the chair who agrees the minutes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.models import Action, ActionState, CaseStage, Stage

# What an action of the plan says; what its agency does with it later is no change of the plan.
SAID = ("agency_id", "what", "for_whom", "party_id", "owner", "due_on")


def changed_since_read_back(case_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Return, for cases that were opened before and whose plan was read back, each action that was
    added, corrected or struck out since, in words."""
    # By the times of the past on both sides, because the clock of an example runs differently.
    ended: dict[UUID, datetime] = {}
    moves = CaseStage.history.filter(scope_id__in=list(case_ids), to_stage=Stage.HEARD)
    for case_id, at in moves.order_by("history_date").values_list("scope_id", "history_date"):
        ended[case_id] = at
    past = Action.history.filter(scope_id__in=list(ended), before_meeting=False)
    before: dict[UUID, tuple[Any, ...]] = {}
    now: dict[UUID, tuple[UUID, str, tuple[Any, ...]]] = {}
    rows = past.order_by("history_date").values_list(
        "scope_id", "id", "history_date", "state", *SAID
    )
    for case_id, action_id, at, state, *said in rows:
        stands = (state == ActionState.STRUCK, *said)
        if at <= ended[case_id]:
            before[action_id] = stands
        now[action_id] = (case_id, said[SAID.index("what")], stands)
    found: dict[UUID, list[str]] = {}
    for action_id, (case_id, what, stands) in now.items():
        if before.get(action_id) != stands:
            found.setdefault(case_id, []).append(_words(what, before.get(action_id), stands[0]))
    return found


def _words(what: str, before: tuple[Any, ...] | None, struck: bool) -> str:
    if struck:
        return _("Struck out: %(action)s") % {"action": what}
    if before is None:
        return _("Added: %(action)s") % {"action": what}
    return _("Corrected: %(action)s") % {"action": what}
