"""Cases that left the way from referral to their last action, by the operation that took them."""

from collections.abc import Callable
from datetime import timedelta

from meetings.models import Case, Meeting, Stage
from meetings.operations import closure, transfer, triage
from meetings.operations.referral import discard_draft, stop_referral
from sharing import clock
from sharing.models import Party
from sharing.unit import unit_of_work
from tests import story
from tests.doing import change, do, one
from tests.memory import told_once
from tests.personas import Cast

WHY = "Told by the police."


def _stopped(cast: Cast) -> Case:
    case = story.case_at(cast, Stage.DRAFT)
    do(cast, "wren", stop_referral, case_id=case.pk)
    return case


def _discarded(cast: Cast) -> Case:
    case = story.case_at(cast, Stage.DRAFT)
    do(cast, "wren", discard_draft, case_id=case.pk)
    return case


def _returned(cast: Cast) -> Case:
    case = story.case_at(cast, Stage.TRIAGE)
    do(cast, "carys", triage.return_referral, case_id=case.pk, reason=WHY)
    return case


def _declining(cast: Cast) -> Case:
    case = story.case_at(cast, Stage.TRIAGE)
    do(cast, "carys", triage.propose_decline, case_id=case.pk, reason=WHY, instead="The IDVA.")
    return case


def _declined(cast: Cast) -> Case:
    case = _declining(cast)
    do(cast, "chidi", triage.confirm_decline, case_id=case.pk)
    return case


def _joined(cast: Cast) -> Case:
    into, case = story.case_at(cast, Stage.ACCEPTED), story.case_at(cast, Stage.TRIAGE)
    change(cast, case, Case, submitted_at=clock.now() + timedelta(seconds=5))
    do(cast, "carys", triage.join_cases, case_id=case.pk, into_id=into.pk)
    return case


def _withdrawn(cast: Cast) -> Case:
    case = story.case_at(cast, Stage.RESEARCH)
    do(cast, "carys", closure.withdraw_case, case_id=case.pk, reason=WHY)
    return case


def _wrong_area(cast: Cast) -> Case:
    case = story.case_at(cast, Stage.TRIAGE)
    do(cast, "carys", closure.send_to_right_area, case_id=case.pk, area_name="Dene", reason=WHY)
    return case


def _transferred(cast: Cast) -> Case:
    case = story.case_at(cast, Stage.ACTIONS)
    do(cast, "carys", transfer.transfer_out, case_id=case.pk, area_name="Dene", reason=WHY)
    return case


def _died(cast: Cast) -> Case:
    case = story.case_at(cast, Stage.RESEARCH)
    victim = one(cast, "carys", Party, case, role="victim").pk
    values = {"reason": WHY, "happened_on": clock.today()}
    do(cast, "carys", closure.record_death, case_id=case.pk, parties=[victim], **values)
    return case


ASIDE: dict[Stage, Callable[[Cast], Case]] = {
    Stage.STOPPED: _stopped,
    Stage.DISCARDED: _discarded,
    Stage.RETURNED: _returned,
    Stage.DECLINING: _declining,
    Stage.DECLINED: _declined,
    Stage.JOINED: _joined,
    Stage.WITHDRAWN: _withdrawn,
    Stage.WRONG_AREA: _wrong_area,
    Stage.TRANSFERRED: _transferred,
    Stage.DIED: _died,
}


@told_once
def case_aside(cast: Cast, stage: Stage) -> Case:
    """Lay down a case at a stage from which it is not heard, or not heard yet. Of one that was
    thrown away nobody is left to say how it stands: it comes as it was."""
    case = ASIDE[stage](cast)
    if stage is not Stage.DISCARDED:
        with unit_of_work(cast.actor("wren")):
            case.refresh_from_db()
    return case


def case_anywhere(cast: Cast, stage: Stage, *, meeting: Meeting | None = None) -> Case:
    """Lay down a case at any stage; at one where it is heard, on that meeting."""
    if stage in ASIDE:
        return case_aside(cast, stage)
    return story.case_at(cast, stage, meeting=meeting)
