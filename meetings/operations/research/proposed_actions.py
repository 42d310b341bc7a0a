"""Actions that an agency proposes to the meeting, and the meeting's decisions on them."""

from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Action, ActionProposal, Case, Meeting
from meetings.operations.actions import record_action
from meetings.operations.research.answers import enter
from meetings.queries.actions import known_of
from meetings.queries.hearing.recorded import check_declared
from meetings.rules import research as rules
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.events import Event
from sharing.models import Agency
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused


def propose_action(
    *, actor: Actor, request_id: UUID, what: str, for_whom: str, by_agency: UUID
) -> ActionProposal:
    """The agency proposes this action; coordinator and chair see it in the meeting."""
    work, request = enter(actor=actor, request_id=request_id, event=may.ACTION_PROPOSED)
    rules.check_can_write(request.answer)
    if not Agency.objects.filter(pk=by_agency, area=actor.area_id).exists():
        raise RuleBroken(_("Choose an agency of this area."), field="by_agency")
    proposal = ActionProposal.objects.create(
        scope_id=request.scope_id,
        agency=request.agency,
        by_agency_id=by_agency,
        what=what.strip(),
        for_whom=for_whom,
        proposed_by_id=actor.person_id,
        proposed_at=clock.now(),
    )
    work.items.add(proposal.pk)
    return proposal


def record_proposed(
    *,
    actor: Actor,
    case_id: UUID,
    proposal_id: UUID,
    what: str = "",
    after_all: bool = False,
    read_back: str | None = None,
) -> Action:
    """The proposed action, or `what` instead of its text, is an action of the plan, with the usual
    due date and owned by the person who came for its agency. The proposal stays as it was. One that
    was put aside is recorded `after_all`."""
    work = perform(actor, may.RECORD_ACTION, case_id)
    proposal = _undecided(case_id, proposal_id, may.RECORD_ACTION.event, or_aside=after_all)
    case = Case.objects.select_related("meeting__area", "meeting__protocol").get(pk=case_id)
    known = known_of(case)
    agency = known.agency(proposal.by_agency_id)
    action = record_action(
        actor=actor,
        case_id=case_id,
        agency_id=proposal.by_agency_id,
        what=what.strip() or proposal.what,
        for_whom=proposal.for_whom,
        owner=agency.who if agency else "",
        due_on=known.due_on,
        read_back=read_back,
    )
    proposal.recorded, proposal.put_aside_by, proposal.put_aside_at = action, None, None
    proposal.save()
    work.items.add(proposal.pk)
    return action


def put_aside_proposed(*, actor: Actor, case_id: UUID, proposal_id: UUID) -> Meeting:
    """The proposed action no longer waits beside the plan of this meeting. The proposal is kept,
    and can still be recorded."""
    event = may.ACTION_PUT_ASIDE
    work = perform(actor, may.RECORD_ACTION, case_id, event=event)
    case = Case.objects.select_related("meeting").get(pk=case_id)
    meeting = check_declared(actor, case, event)
    proposal = _undecided(case_id, proposal_id, event)
    proposal.put_aside_by_id, proposal.put_aside_at = actor.person_id, clock.now()
    proposal.save()
    work.items.add(proposal.pk)
    return meeting


def _undecided(
    case_id: UUID, proposal_id: UUID, event: Event, *, or_aside: bool = False
) -> ActionProposal:
    """Return the proposed action, locked, if nobody has decided on it yet, or only put it aside."""
    found = ActionProposal.objects.filter(scope_id=case_id, pk=proposal_id)
    proposal = found.select_for_update(of=("self",)).first()
    if proposal is None:
        raise Refused(Reason.NOTHING_THERE, event, case_id)
    if proposal.recorded_id:
        raise RuleBroken(_("This was recorded as an action already."))
    if proposal.put_aside_at and not or_aside:
        raise RuleBroken(_("This was put aside already."))
    return proposal
