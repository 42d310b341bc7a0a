"""The lawful bases of one return, if its case is different."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.operations.research.answers import enter
from meetings.queries.research.basis import bases_of_case
from sharing.actor import Actor
from sharing.models import CaseBases
from sharing.operations.bases import end_for_case, keep_for_case
from sharing.queries.changed_by import maker_of
from sharing.rules import Overtaken, RuleBroken


def set_return_basis(
    *,
    actor: Actor,
    request_id: UUID,
    is_different: bool,
    bases: Collection[str] = (),
    other: str = "",
    why: str = "",
    version: int,
) -> CaseBases:
    """The return is shared on these bases if the case is different, otherwise on those that the
    agency has set for all cases. `version` is 0 if the case never was different."""
    work, request = enter(actor=actor, request_id=request_id, event=may.RETURN_BASIS_SET)
    row = bases_of_case(request)
    if row is None:
        row = CaseBases(
            scope_id=request.scope_id, agency=request.agency, request_id=request.pk, version=0
        )
    elif row.version != version:
        theirs = {"bases": row.bases, "other": row.other, "why": row.why}
        theirs["is_different"] = "no" if row.ended_at else "yes"
        raise Overtaken(theirs, row.version, maker_of(row))
    if is_different:
        return keep_for_case(work, row, bases=bases, other=other, why=why)
    if row.version == 0 or row.ended_at:
        raise RuleBroken(_("The bases that your agency has set hold for this case already."))
    return end_for_case(work, row)
