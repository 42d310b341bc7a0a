"""Transfers between areas. For now they are made by hand: the papers go by the areas' own secure
way, and the portal records that they went and why."""

from datetime import date
from uuid import UUID

from meetings import permissions as may
from meetings import stages
from meetings.models import Case, Exit, Stage
from meetings.operations.as_read import lock_as_read
from meetings.operations.closure import leave, record
from meetings.rules.closure import check_exit
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor


def transfer_out(
    *,
    actor: Actor,
    case_id: UUID,
    area_name: str,
    reason: str,
    happened_on: date | None = None,
    version: int | None = None,
) -> Case:
    """The case went to another area; which one, when and why is kept."""
    work = perform(actor, may.TRANSFER_CASE, case_id)
    case = lock_as_read(case_id, version)
    kind = Exit.Kind.TRANSFERRED_OUT
    return leave(
        work, case, Stage.TRANSFERRED, kind, reason, happened_on, area_name=area_name.strip()
    )


def note_transfer_in(
    *,
    actor: Actor,
    case_id: UUID,
    area_name: str,
    reason: str,
    happened_on: date | None = None,
    version: int | None = None,
) -> Case:
    """The case records from which area it came; its stage stays."""
    work = perform(actor, may.TRANSFER_CASE, case_id, event=may.TRANSFERRED_IN)
    case = lock_as_read(case_id, version)
    day = check_exit(reason=reason, happened_on=happened_on, today=clock.today())
    stages.check_in_flow(case)
    case.came_from, case.version = area_name.strip(), case.version + 1
    case.save()
    record(work, case_id, Exit.Kind.TRANSFERRED_IN, reason, day, area_name=case.came_from)
    return case
