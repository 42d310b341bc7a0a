"""Break-glass: opening a case in an emergency, and its review by somebody else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from sharing import access, clock
from sharing.actor import Actor, seat_of
from sharing.case_names import hash_of_reference
from sharing.facts import facts_of
from sharing.flow import case_flow
from sharing.models import Area, EmergencyAccess
from sharing.notices import tell_of_emergency
from sharing.operations import circulation
from sharing.operations.locking import lock
from sharing.permissions import EMERGENCY_NOT_NEEDED, OPEN_IN_EMERGENCY, REVIEW_EMERGENCY
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.scoping import FOR_THE_DOOR
from sharing.work import Refused


@dataclass(frozen=True)
class Opened:
    """The case that is open now, and until when; without a time if it was open before."""

    case_id: UUID
    until: datetime | None = None


def open_in_emergency(*, actor: Actor, reference: str, why: str) -> Opened | None:
    """The case of that reference is open to the person for the hours that their area gives, and the
    reviewers are told.

    Returns None, with the same number of queries, if there is no such case, or it belongs to
    another area, is a draft, or is walled off from the person. Nothing is raised after that, so
    that the second factor's count of attempts is kept."""
    access.expect(actor, OPEN_IN_EMERGENCY)
    case_id = case_flow().case_behind(reference)
    facts = facts_of(case_id or uuid4())
    refusal = access.decide_emergency(actor, OPEN_IN_EMERGENCY, facts).reason
    open_before = refusal is None and access.sees_already(actor, facts)
    event = EMERGENCY_NOT_NEEDED if open_before else OPEN_IN_EMERGENCY.event
    work = access.perform(actor, OPEN_IN_EMERGENCY, event=event)
    work.why = why
    behind = [case_id] if case_id else []
    work.seek(event, [hash_of_reference(reference)], cases=behind, refused=refusal)
    if refusal or case_id is None:
        return None
    if open_before:
        return Opened(case_id)
    hours = Area.objects.values_list("emergency_hours", flat=True).get(pk=actor.area_id)
    now = clock.now()
    until = (now + timedelta(hours=hours)).replace(microsecond=0)
    work.cases.update(circulation.hold(work, case_id))
    circulation.admit(work, case_id, actor.seat, until)
    opened = EmergencyAccess.objects.create(
        scope_id=case_id,
        user_id=actor.person_id,
        agency_id=actor.agency_id,
        opening_event=work.event_id,
        opened_at=now,
        until=until,
    )
    tell_of_emergency.enqueue(access_id=str(opened.pk))
    return Opened(case_id, until)


def review_emergency(*, actor: Actor, access_id: UUID, outcome: str, words: str) -> None:
    """Somebody else has said whether it was right to open the case. If it was not, the case is no
    longer open to the person."""
    event = REVIEW_EMERGENCY.event
    found = EmergencyAccess.objects.unscoped(FOR_THE_DOOR).filter(pk=access_id).first()
    if found is None:
        raise Refused(Reason.NOTHING_THERE, event)
    work = access.perform(actor, REVIEW_EMERGENCY, found.scope_id)
    if found.user_id == actor.user_id:
        raise RuleBroken(_("Somebody else reviews what you opened yourself."))
    opened = lock(EmergencyAccess, access_id)
    if opened.reviewed_at is not None:
        raise RuleBroken(_("Somebody reviewed this meanwhile."))
    opened.outcome, opened.words = outcome, words.strip()
    opened.reviewed_by_id, opened.reviewed_at = actor.person_id, clock.now()
    opened.save()
    work.people.add(opened.user_id)
    if outcome != EmergencyAccess.Outcome.RIGHT:
        work.cases.update(circulation.hold(work, opened.scope_id))
        circulation.dismiss(work, opened.scope_id, seat_of(opened.user_id, opened.agency_id))
