"""One case in the meeting: begun, recorded, read back and agreed."""

from datetime import date
from uuid import UUID

from meetings import permissions as may
from meetings import stages
from meetings.models import Case, Hearing, OutcomePlan, Referral, Stage
from meetings.operations.hearing.meeting import opening_stands
from meetings.queries.actions import plan_of, words_of_gaps
from meetings.queries.hearing.read_back import read_back_now
from meetings.queries.hearing.recorded import (
    check_being_heard,
    check_declared,
    hearing_of,
    why_not_reopened,
    why_untold,
)
from meetings.queries.proposals import proposed_actions
from meetings.queries.referral.advocacy import outcome_version
from meetings.rules.outcome import Outcome, check_none_typed, check_outcome, says_anew
from meetings.rules.plan import check_decided
from meetings.rules.read_back import ReadBack, changes
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.events import Event
from sharing.operations.locking import lock
from sharing.queries.changed_by import maker_of
from sharing.rules import Overtaken, RuleBroken, Together
from sharing.work import current

RECORDED = ("presented_by", "summary", "spoken", "risks", "protective", "decisions")


def _in_the_room(actor: Actor, case_id: UUID, event: Event) -> Case:
    """Return the locked case to somebody who has agreed to keep its meeting confidential."""
    perform(actor, may.RECORD_HEARING, case_id, event=event)
    case = lock(Case, case_id)
    check_declared(actor, case, event)
    return case


def _being_heard(
    actor: Actor, case_id: UUID, event: Event, version: int | None = None
) -> tuple[Case, Hearing]:
    """Return the locked case and what is recorded of it, as long as more can be."""
    perform(actor, may.RECORD_HEARING, case_id, event=event)
    case = lock(Case, case_id)
    check_being_heard(case)
    check_declared(actor, case, event)
    found = Hearing.objects.get(scope_id=case_id, meeting=case.meeting_id)
    return case, lock(Hearing, found.pk, version=version, fields=RECORDED)


def begin_hearing(*, actor: Actor, case_id: UUID) -> Hearing:
    """The meeting hears the case from now on. The referrer presents it, unless somebody else
    does."""
    perform(actor, may.RECORD_HEARING, case_id, event=may.HEARING_BEGUN)
    # Its meeting is locked before the case, so that two people at one list do not wait for ever.
    meeting_id = Case.objects.values_list("meeting", flat=True).get(pk=case_id)
    if meeting_id:
        opening_stands(meeting_id)
    case = _in_the_room(actor, case_id, may.HEARING_BEGUN)
    stages.move(case, Stage.HEARING)
    hearing = hearing_of(case) or Hearing(
        scope_id=case_id,
        meeting=case.meeting,
        presented_by=_referrer(case_id),
        untold_reason=why_untold(case),
    )
    hearing.started_at = hearing.started_at or clock.now()
    hearing.save()
    return hearing


def _referrer(case_id: UUID) -> str:
    referral = Referral.objects.select_related("agency", "author").filter(scope=case_id)[:1].get()
    return f"{referral.worker_name or referral.author.name}, {referral.agency.name}"


def record_hearing(
    *,
    actor: Actor,
    case_id: UUID,
    version: int | None,
    presented_by: str,
    summary: str,
    spoken: str,
    risks: str,
    protective: str,
    decisions: str,
) -> Hearing:
    """The record keeps what the meeting heard of the case, and how it judged and decided."""
    _case, hearing = _being_heard(actor, case_id, may.RECORD_HEARING.event, version)
    hearing.presented_by, hearing.summary, hearing.spoken = presented_by, summary, spoken
    hearing.risks, hearing.protective, hearing.decisions = risks, protective, decisions
    hearing.version += 1
    hearing.save()
    return hearing


def end_hearing(
    *,
    actor: Actor,
    case_id: UUID,
    gap_reason: str = "",
    who: str = "",
    way: str = "",
    by: date | None = None,
    untold_reason: str | None = None,
    version: int | None = None,
    shown: ReadBack | None = None,
) -> Hearing:
    """The plan was read back and agreed, and each action that agencies propose was recorded or put
    aside. If the plan leaves somebody out, the reason is kept. It is settled who tells the victim
    the outcome, how and by when, or why nobody safely can; if the meeting says nothing about that,
    the earlier plan stays. `version` is that of the plan for telling the victim, as it was read
    back, and `shown` all that was. If anything of that changed since, nothing is agreed."""
    case, hearing = _being_heard(actor, case_id, may.CASE_HEARD)
    if case.stage == Stage.HEARD:
        theirs = {"gap_reason": hearing.plan_gap_reason, "untold_reason": hearing.untold_reason}
        raise Overtaken(theirs, hearing.version, maker_of(hearing))
    plan = plan_of(case)
    said: Outcome = {"who": who.strip(), "way": way.strip(), "by": by}
    untold = hearing.untold_reason if untold_reason is None else untold_reason.strip()
    anew, together = says_anew(untold, hearing.untold_reason), Together()
    with together.one():
        if shown is not None:
            changes(shown, read_back_now(case, hearing, plan)).check()
    with together.one():
        check_decided(len(proposed_actions(case_id)))
    with together.one():
        if plan.gaps and not gap_reason.strip():
            raise RuleBroken(words_of_gaps(plan), field="gap_reason")
    with together.one():
        if plan.who_tells:
            unread = version not in (None, outcome_version(plan.who_tells))
            check_none_typed(said, untold if anew and unread else "", plan.who_tells)
        else:
            check_outcome(said, untold, today=clock.today())
    together.check()
    if plan.who_tells and not anew and hearing.ended_at is None:
        untold = ""  # only the meeting before said it, and a way has been found since
    stages.move(case, Stage.HEARD)
    if by:
        tells = plan.outcome or OutcomePlan(scope_id=case_id)
        tells.who, tells.way, tells.by = said["who"], said["way"], by
        tells.author_id, tells.overruled = actor.person_id, False
        tells.save()
        current().note(may.OUTCOME_PLANNED, items=[tells.pk])
    elif anew or plan.who_tells is None:
        _overrule(plan.outcome)
    hearing.plan_gap_reason = gap_reason.strip() if plan.gaps else ""
    hearing.plan_gaps = sorted(plan.left_out)
    hearing.untold_reason = untold
    hearing.ended_at = hearing.ended_at or clock.now()
    hearing.version += 1
    hearing.save()
    return hearing


def _overrule(plan: OutcomePlan | None) -> None:
    """Nobody carries out the earlier plan, because the meeting said why nobody safely can."""
    if plan is not None and plan.told_on is None and not plan.overruled:
        plan.overruled = True
        plan.save()
        current().items.add(plan.pk)


def reopen_hearing(*, actor: Actor, case_id: UUID) -> Hearing:
    """The meeting has gone back to a case that it had heard."""
    case = _in_the_room(actor, case_id, may.HEARING_REOPENED)
    if words := why_not_reopened(case):
        raise RuleBroken(words)
    stages.move(case, Stage.HEARING)
    return Hearing.objects.get(scope_id=case_id, meeting=case.meeting_id)
