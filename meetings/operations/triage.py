"""What becomes of a referral: accepted, returned, declined by two people, or joined to a case."""

from collections.abc import Collection
from itertools import permutations
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import notices, stages
from meetings import permissions as may
from meetings.models import Case, Ground, RepeatFound, Stage, TriageDecision
from meetings.operations.added_people import ask_about_added, before_people_change
from meetings.operations.joined import take_over_advocate, take_over_outcome
from meetings.queries.joined import accounts_of
from meetings.queries.triage import decided_meanwhile, judge_cases, seen_no_more
from meetings.rules import triage as rules
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.history import make_all
from sharing.joined_cases import with_joined
from sharing.models import Conflict, Party, PartyRole
from sharing.operations import circulation
from sharing.operations.locking import lock
from sharing.queries.changed_by import maker_of
from sharing.rules import Overtaken, RuleBroken
from sharing.work import Work


def accept_referral(
    *, actor: Actor, case_id: UUID, reason: str = "", version: int | None = None
) -> TriageDecision:
    """The case will be heard, and the grounds for that are kept. If no ground is met or asked for,
    the reason is the professional judgement on which it will be heard."""
    perform(actor, may.ACCEPT_REFERRAL, case_id)
    case = _undecided(lock(Case, case_id), version)
    stages.move(case, Stage.ACCEPTED, reason=reason)
    return _decide(actor, case, TriageDecision.Kind.ACCEPT, reason=reason)


def return_referral(
    *, actor: Actor, case_id: UUID, reason: str, version: int | None = None
) -> TriageDecision:
    """The referrer is asked to complete the referral, and told what is missing."""
    perform(actor, may.RETURN_REFERRAL, case_id)
    case = _undecided(lock(Case, case_id), version)
    rules.check_said(reason, _("Say what is missing"))
    stages.move(case, Stage.RETURNED, reason=reason)
    return _decide(actor, case, TriageDecision.Kind.RETURN, reason=reason)


def propose_decline(
    *, actor: Actor, case_id: UUID, reason: str, instead: str, version: int | None = None
) -> TriageDecision:
    """The case waits for a second person to decide whether it is declined."""
    perform(actor, may.DECLINE_REFERRAL, case_id)
    case = _undecided(lock(Case, case_id), version)
    rules.check_said(reason, _("Give the reason"))
    rules.check_said(instead, _("Say where the referral goes instead"), field="instead")
    stages.move(case, Stage.DECLINING, reason=reason)
    return _decide(actor, case, TriageDecision.Kind.DECLINE, reason=reason, instead=instead)


def confirm_decline(*, actor: Actor, case_id: UUID, version: int | None = None) -> TriageDecision:
    """Two people have declined the referral."""
    perform(actor, may.SECOND_DECISION, case_id)
    case = _undecided(lock(Case, case_id), version)
    decision = _second_decision(actor, case, agrees=True)
    stages.move(case, Stage.DECLINED)
    _tell(case)
    return decision


def reverse_decline(
    *, actor: Actor, case_id: UUID, reason: str, version: int | None = None
) -> TriageDecision:
    """The referral is at triage again, because the second person does not agree."""
    perform(actor, may.SECOND_DECISION, case_id, event=may.DECLINE_REVERSED)
    case = _undecided(lock(Case, case_id), version)
    rules.check_said(reason, _("Give the reason"))
    decision = _second_decision(actor, case, agrees=False, reason=reason)
    stages.move(case, Stage.TRIAGE, reason=reason)
    return decision


def join_cases(
    *,
    actor: Actor,
    case_id: UUID,
    into_id: UUID,
    version: int | None = None,
    knows: Collection[str] = (),
) -> Case:
    """The referral is heard with the other case. Both referrers follow it, everybody who reads that
    case reads the referral too, and a conflict of interest in one holds in both. The actor `knows`
    of each membership under which somebody loses sight of a case by that."""
    work = perform(actor, may.JOIN_CASES, case_id)
    perform(actor, may.JOIN_CASES, into_id)
    # In one order, so that two people who join two cases both ways do not wait for each other.
    locked = {one: lock(Case, one) for one in sorted({case_id, into_id})}
    case, into = _undecided(locked[case_id], version), locked[into_id]
    rules.check_join(case, into, _victims(case_id), _victims(into_id))
    lose_sight = seen_no_more(actor, case_id, into_id)
    rules.check_known({str(one.membership_id) for one in lose_sight}, knows)
    asked = before_people_change(work, into)
    # Cases that were joined to it before are heard with the other one too, so that a joined
    # referral always names the case that goes on.
    for one in sorted(with_joined(case_id) - {case_id}):
        earlier = lock(Case, one)
        earlier.joined_to = into
        earlier.save()
    case.joined_to = into
    stages.move(case, Stage.JOINED)
    take_over_outcome(work, case, into)
    take_over_advocate(work, case, into)
    decision = _decide(actor, case, TriageDecision.Kind.JOIN)
    work.items.add(decision.pk)
    ask_about_added(work, asked)
    _share_circulation(work, case_id)
    return into


def _undecided(case: Case, version: int | None) -> Case:
    """Return the locked case. Raises `Overtaken` with what somebody else has decided meanwhile."""
    if version is not None and version != case.version:
        raise Overtaken(decided_meanwhile(case), case.version, maker_of(case))
    return case


def _decide(
    actor: Actor, case: Case, kind: TriageDecision.Kind, *, reason: str = "", instead: str = ""
) -> TriageDecision:
    judged = judge_cases(actor, [case])[case.pk]
    met = judged.met
    if kind == TriageDecision.Kind.ACCEPT:
        met = rules.grounds_to_hear(met, judged.asked, reason, needs_reason=judged.needs_reason)
    if kind != TriageDecision.Kind.DECLINE:  # declining takes a second person first
        _tell(case)
    decision = TriageDecision.objects.create(
        scope_id=case.pk,
        kind=kind,
        protocol_id=case.protocol_id,
        ticks=judged.counted.ticks,
        not_known=len(judged.counted.not_known),
        grounds_met=[ground.value for ground in rules.grounds_for_all(kind, met)],
        reason=reason.strip(),
        instead=instead.strip(),
        decided_by_id=actor.person_id,
        decided_at=clock.now(),
    )
    alone = kind == TriageDecision.Kind.ACCEPT and list(met) == [Ground.REPEAT]
    make_all(
        [
            RepeatFound(
                scope_id=case.pk,
                decision=decision,
                mark=rules.mark_of_repeat(case.pk, earlier_id),
                alone=alone,
            )
            for earlier_id in judged.repeat_of
        ]
    )
    return decision


def _tell(case: Case) -> None:
    """Tell the agency of each referral that is decided on, by mail, that there is a decision; the
    mail does not say which."""
    for account in accounts_of([case.pk])[case.pk]:
        notices.tell_of_decision(account.pk, account.referral.agency_id)


def _second_decision(actor: Actor, case: Case, *, agrees: bool, reason: str = "") -> TriageDecision:
    proposals = TriageDecision.objects.filter(
        scope_id=case.pk, kind=TriageDecision.Kind.DECLINE, second_at__isnull=True
    )
    proposal = proposals.first()
    if proposal is None or case.stage != Stage.DECLINING:
        raise RuleBroken(_("Nobody has proposed to decline this referral, or it is decided."))
    rules.check_second(proposal, actor.user_id)
    proposal.second_by_id, proposal.second_at = actor.user_id, clock.now()
    proposal.second_agrees, proposal.second_reason = agrees, reason.strip()
    proposal.save()
    return proposal


def _victims(case_id: UUID) -> list[Party]:
    return list(
        Party.objects.filter(scope_id=case_id, role=PartyRole.VICTIM, ended_on__isnull=True)
    )


def _share_circulation(work: Work, case_id: UUID) -> None:
    joined = circulation.hold(work, case_id)
    for here, there in permutations(joined, 2):
        _copy_conflicts(here, there)
    work.cases.update(joined)
    circulation.share(work, case_id)


def _copy_conflicts(here: UUID, there: UUID) -> None:
    standing = Conflict.objects.filter(ended_on__isnull=True)
    known = set(standing.filter(scope_id=there).values_list("user_id", flat=True))
    for conflict in standing.filter(scope_id=here).exclude(user_id__in=known):
        Conflict.objects.create(
            scope_id=there,
            user_id=conflict.user_id,
            kind=conflict.kind,
            reason=conflict.reason,
            started_on=clock.today(),
        )
