"""How a case ends: its actions are complete, it is withdrawn, it belongs elsewhere, or someone
died. Each end but the first keeps its reason. Two people can take back a death that was recorded in
error."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings import stages
from meetings.models import Case, Exit, Hearing, Referral, Stage, TakingBack
from meetings.notices import tell_of_death, tell_of_death_taken_back, tell_of_leaving
from meetings.operations.as_read import lock_as_read
from meetings.queries.closure import death_of, goes_on, open_proposal
from meetings.queries.joined import heard_with
from meetings.rules.closure import check_death, check_exit, check_second, leaves_the_list
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.models import Party
from sharing.operations import circulation
from sharing.operations.locking import lock
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.work import Refused, Work


def complete_case(*, actor: Actor, case_id: UUID, version: int | None = None) -> Case:
    """The case is closed, because each of its actions has ended.

    Each end of a case raises `Overtaken` if somebody else has moved it since that version was
    read."""
    perform(actor, may.COMPLETE_CASE, case_id)
    case = lock_as_read(case_id, version)
    stages.move(case, Stage.COMPLETE)
    return case


def withdraw_case(
    *,
    actor: Actor,
    case_id: UUID,
    reason: str,
    happened_on: date | None = None,
    version: int | None = None,
) -> Case:
    """The case goes to no meeting, and the reason is kept."""
    work = perform(actor, may.WITHDRAW_CASE, case_id)
    case = lock_as_read(case_id, version)
    return leave(work, case, Stage.WITHDRAWN, Exit.Kind.WITHDRAWN, reason, happened_on)


def send_to_right_area(
    *,
    actor: Actor,
    case_id: UUID,
    area_name: str,
    reason: str,
    happened_on: date | None = None,
    version: int | None = None,
) -> Case:
    """The case goes to no meeting here. The area to which somebody sends it by hand is kept."""
    work = perform(actor, may.WITHDRAW_CASE, case_id, event=may.SENT_TO_RIGHT_AREA)
    case = lock_as_read(case_id, version)
    kind = Exit.Kind.WRONG_AREA
    return leave(
        work, case, Stage.WRONG_AREA, kind, reason, happened_on, area_name=area_name.strip()
    )


def record_death(
    *,
    actor: Actor,
    case_id: UUID,
    parties: Iterable[UUID],
    reason: str,
    happened_on: date,
    sure: bool = False,
    incident_on: date | None = None,
    version: int | None = None,
) -> Case:
    """The case is on hold and can no longer be changed, nor can those joined to it; who died and
    when is kept, also of people whom only a joined referral names. `incident_on`,
    if given, corrects the day of the incident in the referral. `sure` confirms that a victim died
    before the incident."""
    work = perform(actor, may.RECORD_DEATH, case_id)
    died = set(parties)
    together = heard_with([case_id]).values("pk")
    known = list(Party.objects.filter(scope_id__in=together, pk__in=died, ended_on__isnull=True))
    if not died or len(known) != len(died):
        raise Refused(Reason.NOTHING_THERE, may.RECORD_DEATH.event, case_id)
    case = lock_as_read(case_id, version)
    referral = Referral.objects.select_for_update(of=("self",)).get(scope_id=case_id)
    if incident_on is not None and incident_on != referral.incident_on:
        if incident_on > clock.today():
            raise RuleBroken(_("The incident must be today or earlier."), field="incident_on")
        referral.incident_on, referral.version = incident_on, referral.version + 1
        referral.save()
        work.note(may.INCIDENT_CORRECTED)
    check_death(happened_on, known, incident_on=referral.incident_on, sure=sure)
    work.people.update(died)
    work.cases.update(one.scope_id for one in known)
    leave(work, case, Stage.DIED, Exit.Kind.DIED, reason, happened_on, parties=sorted(died))
    tell_of_death(case_id, work.actor.area_id)
    # Last: from here on every change is refused.
    circulation.freeze(work, case_id)
    return case


def propose_taking_back(*, actor: Actor, case_id: UUID, reason: str) -> TakingBack:
    """The case waits for a second person to decide whether the death was recorded in error."""
    work = perform(actor, may.TAKE_BACK_DEATH, case_id)
    death = death_of(lock(Case, case_id))
    if not reason.strip():
        raise RuleBroken(_("Enter the reason"), field="reason")
    if open_proposal(death):
        raise RuleBroken(_("Somebody said so already. A second person decides on it."))
    proposal = TakingBack.objects.create(
        scope_id=case_id,
        death=death,
        reason=reason.strip(),
        proposed_by_id=work.actor.person_id,
        proposed_at=clock.now(),
    )
    work.people.update(death.parties)
    return proposal


def take_death_back(*, actor: Actor, case_id: UUID) -> Case:
    """Two people agree that nobody in the case died. The case goes on where it stood, or waits for
    another meeting if its own is over without it. The hold for this death is lifted from it and
    from the cases joined to it."""
    work = perform(actor, may.TAKE_BACK_DEATH, case_id, event=may.DEATH_TAKEN_BACK)
    case = lock(Case, case_id)
    proposal = _decided(work, case, agrees=True)
    to, why = goes_on(case), proposal.reason
    off_the_list = to is Stage.ACCEPTED
    stages.move(case, to, reason=why, way="take_back_death", off_the_list=off_the_list)
    for hearing in Hearing.objects.filter(scope_id=case_id, kept__isnull=False):
        hearing.kept = None
        hearing.save()
    tell_of_death_taken_back(case_id, work.actor.area_id)
    circulation.unfreeze(work, case_id)
    return case


def let_death_stand(*, actor: Actor, case_id: UUID, reason: str) -> TakingBack:
    """The case stays on hold, because the second person does not agree."""
    work = perform(actor, may.TAKE_BACK_DEATH, case_id, event=may.DEATH_STANDS)
    if not reason.strip():
        raise RuleBroken(_("Enter the reason"), field="reason")
    return _decided(work, lock(Case, case_id), agrees=False, reason=reason)


def _decided(work: Work, case: Case, *, agrees: bool, reason: str = "") -> TakingBack:
    death = death_of(case)
    proposal = open_proposal(death)
    if proposal is None:
        raise RuleBroken(_("Nobody said that this death was recorded in error, or it is decided."))
    check_second(proposal, work.actor.user_id)
    proposal.second_by_id, proposal.second_at = work.actor.person_id, clock.now()
    proposal.second_agrees, proposal.second_reason = agrees, reason.strip()
    proposal.save()
    work.people.update(death.parties)
    return proposal


def leave(
    work: Work,
    case: Case,
    to: Stage,
    kind: Exit.Kind,
    reason: str,
    happened_on: date | None,
    **more: object,
) -> Case:
    """The locked case has ended in this way and is off the list of a meeting that has not heard it;
    how it left is kept. For operations that have passed the door."""
    day = check_exit(reason=reason, happened_on=happened_on, today=clock.today())
    leaves = leaves_the_list(case.stage, to)
    stages.move(case, to, reason=reason.strip(), off_the_list=leaves)
    record(work, case.pk, kind, reason, day, **more)
    tell_of_leaving(case.pk)
    return case


def record(
    work: Work, case_id: UUID, kind: Exit.Kind, reason: str, day: date, **more: object
) -> None:
    """A row keeps how the case left, or came."""
    Exit.objects.create(
        scope_id=case_id,
        kind=kind,
        reason=reason.strip(),
        happened_on=day,
        recorded_by_id=work.actor.person_id,
        recorded_at=clock.now(),
        **more,
    )
