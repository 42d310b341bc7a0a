"""How a case ends: its actions are complete, it is withdrawn or belongs elsewhere, or someone
died. Each end but the first keeps its reason."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from meetings import permissions as may
from meetings import stages
from meetings.models import Case, Exit, Stage
from meetings.notices import tell_of_death
from meetings.rules.closure import check_exit, leaves_the_list
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.models import Party
from sharing.operations import circulation
from sharing.operations.locking import lock
from sharing.reasons import Reason
from sharing.work import Refused, Work


def complete_case(*, actor: Actor, case_id: UUID) -> Case:
    """The case is closed, as each of its actions has ended."""
    perform(actor, may.COMPLETE_CASE, case_id)
    case = lock(Case, case_id)
    stages.move(case, Stage.COMPLETE)
    return case


def withdraw_case(
    *, actor: Actor, case_id: UUID, reason: str, happened_on: date | None = None
) -> Case:
    """The case goes to no meeting, and why is kept."""
    work = perform(actor, may.WITHDRAW_CASE, case_id)
    return leave(work, case_id, Stage.WITHDRAWN, Exit.Kind.WITHDRAWN, reason, happened_on)


def send_to_right_area(
    *, actor: Actor, case_id: UUID, area_name: str, reason: str, happened_on: date | None = None
) -> Case:
    """The case goes to no meeting here; which area it was sent to, by hand, is kept."""
    work = perform(actor, may.WITHDRAW_CASE, case_id, event=may.SENT_TO_RIGHT_AREA)
    kind = Exit.Kind.WRONG_AREA
    return leave(
        work, case_id, Stage.WRONG_AREA, kind, reason, happened_on, area_name=area_name.strip()
    )


def record_death(
    *, actor: Actor, case_id: UUID, parties: Iterable[UUID], reason: str, happened_on: date
) -> Case:
    """The case is on hold and can no longer be changed; who died and when is kept."""
    work = perform(actor, may.RECORD_DEATH, case_id)
    died = set(parties)
    known = Party.objects.filter(scope_id=case_id, pk__in=died, ended_on__isnull=True).count()
    if not died or known != len(died):
        raise Refused(Reason.NOTHING_THERE, may.RECORD_DEATH.event, case_id)
    work.people.update(died)
    case = leave(
        work, case_id, Stage.DIED, Exit.Kind.DIED, reason, happened_on, parties=sorted(died)
    )
    tell_of_death(case_id, work.actor.area_id)
    # Last: from here on every change is refused.
    circulation.freeze(work, case_id)
    return case


def leave(
    work: Work,
    case_id: UUID,
    to: Stage,
    kind: Exit.Kind,
    reason: str,
    happened_on: date | None,
    **more: object,
) -> Case:
    """The case is at that end, off the list of a meeting that has not heard it, and how it left
    is kept. For operations that passed their gate."""
    day = check_exit(reason=reason, happened_on=happened_on, today=clock.today())
    case = lock(Case, case_id)
    if leaves_the_list(case.stage, to):
        case.meeting = case.position = None
    stages.move(case, to, reason=reason.strip())
    record(work, case_id, kind, reason, day, **more)
    return case


def record(
    work: Work, case_id: UUID, kind: Exit.Kind, reason: str, day: date, **more: object
) -> None:
    """How the case left, or came, is kept."""
    Exit.objects.create(
        scope_id=case_id,
        kind=kind,
        reason=reason.strip(),
        happened_on=day,
        recorded_by_id=work.actor.person_id,
        recorded_at=clock.now(),
        **more,
    )
