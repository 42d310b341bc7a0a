"""What became of a case while somebody had a form about it open."""

from collections.abc import Collection
from uuid import UUID

from meetings import permissions as may
from meetings.models import Case, CaseStage, Stage
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.flow import Became
from sharing.queries.changed_by import changed_by


def became_of(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, Became]:
    """Return, for those cases that the actor may read, their stage now, with who moved them there
    and when."""
    cases = Case.objects.filter(visible_to(actor, may.VIEW_CASE, "scope__"), pk__in=case_ids)
    references = dict(cases.values_list("pk", "reference"))
    moves = CaseStage.objects.filter(scope_id__in=references).order_by("scope_id", "-moved_at")
    return {
        one.scope_id: Became(
            references[one.scope_id],
            str(Stage(one.to_stage).label),
            changed_by(one.moved_by_id, one.moved_at),
        )
        for one in moves.distinct("scope_id")
    }
