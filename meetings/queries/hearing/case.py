"""One case in the meeting: the facts that the room needs, and what is recorded."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.utils.functional import Promise

from meetings import permissions as may
from meetings import stages
from meetings.guards import ActionsOf
from meetings.models import (
    ActionProposal,
    Case,
    Hearing,
    Meeting,
    MeetingState,
    Presence,
    Stage,
)
from meetings.queries.actions import Plan, known_of, plan_of
from meetings.queries.between_meetings import moves_between
from meetings.queries.case_bar import CaseBar, case_bar, note_developments
from meetings.queries.hearing.information import Information, information_of
from meetings.queries.hearing.meeting import (
    Place,
    running_order,
)
from meetings.queries.hearing.presence import PresenceRow, in_the_room, presence_rows
from meetings.queries.hearing.recorded import (
    RECORDED_IN,
    case_at_meeting,
    check_declared,
    hearing_of,
    why_not_reopened,
)
from meetings.queries.proposals import actions_put_aside, proposed_actions
from meetings.queries.unseen import unseen_by
from meetings.rules.action_line import Known
from meetings.rules.phases import OUT_OF_FLOW, WAITS
from sharing import access, clock
from sharing.actor import Actor
from sharing.models import Agency, Party
from sharing.permissions import Permission
from sharing.queries.conflicts import people_who_stepped_out
from sharing.queries.to_speak import agencies_to_speak
from sharing.reasons import Reason
from sharing.work import Refused, current


@dataclass(frozen=True)
class Timer:
    """The time of one case, as words and figures."""

    now: str
    spent: int
    whole: int
    left: int  # whole minutes; negative when the time is over

    @property
    def state(self) -> str:
        if self.left < 0:
            return "over"
        return "near" if self.left == 0 else ""

    @property
    def over(self) -> int:
        return -self.left


@dataclass(frozen=True)
class HearingPage:
    """One case in the meeting, for this reader."""

    case: Case
    bar: CaseBar
    meeting: Meeting
    keeps: bool
    order: list[Place]
    presence: list[PresenceRow]
    stepped_out: int
    hearing: Hearing | None
    information: Information
    # Agencies that will say something aloud, for keepers of the meeting while it runs.
    to_speak: list[Agency]
    plan: Plan
    # Agencies with an action in which nobody may see the case, for people who record actions.
    unseen: list[Agency]
    proposed: list[ActionProposal]  # by agencies, for people who record actions
    put_aside: list[ActionProposal]  # of these, for the same people
    timer: Timer | None
    now: datetime
    offers: list[stages.Offer]

    @property
    def stamp(self) -> str:
        return plan_stamp(self.case, self.plan)

    @property
    def can_begin(self) -> bool:
        return self.case.stage == Stage.RESEARCH and self.running and not self.never_heard

    @property
    def never_heard(self) -> bool:
        """Return whether the case waits and cannot be heard, because the victim is a child."""
        return self.case.stage in WAITS and bool(self.bar.contact.under_age)

    @property
    def why_not_reopened(self) -> str | Promise:
        """Return why a keeper of the meeting cannot go back to the case now; empty if they can."""
        ways = {one.transition.name: one.why_not for one in self.offers}
        return why_not_reopened(self.case) or ways["reopen_hearing"]

    @property
    def running(self) -> bool:
        return self.meeting.state == MeetingState.RUNNING

    @property
    def heard(self) -> bool:
        return self.case.stage == Stage.HEARD

    @property
    def open(self) -> bool:
        """Return whether what was recorded can still be changed."""
        return self.case.stage in RECORDED_IN

    @property
    def present(self) -> list[PresenceRow]:
        return in_the_room(self.presence)

    @property
    def apologies(self) -> list[PresenceRow]:
        away = (Presence.APOLOGIES, Presence.SENT)
        return [row for row in self.presence if row.presence in away]

    @property
    def number(self) -> int | None:
        """Return the number of this case in the order, for people who keep the order."""
        return next((one.number for one in self.order if one.case.pk == self.case.pk), None)

    @property
    def next_place(self) -> Place | None:
        return next_to_hear(self.order, self.case)

    @property
    def people_in_short(self) -> list[Party]:
        """Return everybody but the victim, whom the heading names."""
        victim = self.bar.victim
        return [one for one in self.bar.parties if victim is None or one.pk != victim.pk]


def hearing_page(actor: Actor, case_id: UUID, *, change: Permission | None = None) -> HearingPage:
    """Return a case in the meeting, for an actor who has agreed to keep it confidential."""
    access.require(actor, may.SEE_HEARING, case_id)
    if change is not None:
        access.expect(actor, change, case_id)
    return _page_of(actor, case_at_meeting(case_id))


def page_at_meeting(actor: Actor, meeting_id: UUID, case_id: UUID) -> HearingPage | Case:
    """Return the same at the address of that meeting. Of a case that was moved from there to
    another meeting, or ended while it was heard there, return the case alone, to an actor who may
    read it."""
    access.expect(actor, may.SEE_HEARING, case_id)
    case = case_at_meeting(case_id)
    if case.meeting_id == meeting_id:
        access.require(actor, may.SEE_HEARING, case_id)
        return _page_of(actor, case)
    if meeting_id not in _left(case) or not access.may(actor, may.VIEW_CASE, case_id).allowed:
        raise Refused(Reason.NOTHING_THERE, may.SEE_HEARING.event, case_id)
    access.require(actor, may.VIEW_CASE, case_id)
    return case


def _left(case: Case) -> set[UUID]:
    """Return the meetings from which a case was moved or, if it ended, those that had begun to hear
    it."""
    if case.stage in OUT_OF_FLOW:
        begun = Hearing.objects.filter(scope_id=case.pk)
        return set(begun.values_list("meeting_id", flat=True))
    return {one.left for one in moves_between([case.pk])[case.pk]} if case.meeting_id else set()


def _page_of(actor: Actor, case: Case) -> HearingPage:
    meeting = check_declared(actor, case, may.SEE_HEARING.event)
    keeps = actor.role in may.KEEPERS
    records = keeps and case.stage in RECORDED_IN
    hearing = hearing_of(case)
    begun = hearing.started_at if hearing else None
    order = running_order(actor, meeting)
    access.show(actor, may.SEE_HEARING, [place.case.pk for place in order])
    bar = case_bar(case)
    note_developments(bar)
    plan = plan_of(case)
    return HearingPage(
        case=case,
        bar=bar,
        meeting=meeting,
        keeps=keeps,
        order=order,
        presence=presence_rows(meeting),
        stepped_out=people_who_stepped_out([case.pk]).get(case.pk, 0) if keeps else 0,
        hearing=hearing,
        information=information_of(case),
        to_speak=_to_speak(actor, case, meeting) if keeps else [],
        plan=plan,
        unseen=_unseen(case, plan) if keeps else [],
        proposed=proposed_actions(case.pk) if records else [],
        put_aside=actions_put_aside(case.pk) if records else [],
        timer=_timer(begun, meeting) if begun and case.stage == Stage.HEARING else None,
        now=clock.now(),
        offers=stages.offers(actor, case, ActionsOf(case)) if keeps else [],
    )


def _unseen(case: Case, plan: Plan) -> list[Agency]:
    return unseen_by(case.pk, {one.agency_id for one in plan.actions})


def _to_speak(actor: Actor, case: Case, meeting: Meeting) -> list[Agency]:
    running = meeting.state == MeetingState.RUNNING
    return agencies_to_speak(actor, case.pk) if running else []


def line_to_read(actor: Actor, case_id: UUID) -> Known:
    """Return the meanings that a line's words can have, for somebody in the room who could
    record the action now. They name the people of the case, so this is noted like the page of
    the hearing."""
    event = may.SEE_HEARING.event
    access.expect(actor, may.RECORD_ACTION, case_id)
    access.require(actor, may.SEE_HEARING, case_id)
    case = case_at_meeting(case_id)
    check_declared(actor, case, event)
    if case.stage not in RECORDED_IN:
        raise Refused(Reason.NOTHING_THERE, event, case_id)
    return known_of(case)


def _timer(started_at: datetime, meeting: Meeting) -> Timer:
    spent = max(0, int((clock.now() - started_at).total_seconds()))
    whole = meeting.protocol.minutes_per_case * 60
    minutes, seconds = divmod(spent, 60)
    return Timer(f"{minutes:02}:{seconds:02}", min(spent, whole), whole, (whole - spent) // 60)


def plan_stamp(case: Case, plan: Plan) -> str:
    """Return a mark that changes with the plan, for a page that asks whether it did."""
    rows = [f"{one.pk}:{one.version}" for one in (*plan.actions, *plan.earlier)]
    said = "|".join([case.stage, *sorted(rows)])
    return sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class PlanNow:
    """The plan of a case for an open page, and the order of the meeting once it was heard."""

    case: Case
    meeting: Meeting
    plan: Plan
    order: list[Place]
    keeps: bool
    unseen: list[Agency]

    @property
    def running(self) -> bool:
        return self.meeting.state == MeetingState.RUNNING

    @property
    def next_place(self) -> Place | None:
        return next_to_hear(self.order, self.case)


def next_to_hear(order: list[Place], case: Case) -> Place | None:
    """Return the next case that waits."""
    waiting = [one for one in order if one.case.stage == Stage.RESEARCH]
    return next((one for one in waiting if one.case.pk != case.pk), None)


def changed_plan(actor: Actor, meeting_id: UUID, case_id: UUID, *, stamp: str) -> PlanNow | None:
    """Return the case and its plan if the plan is no longer that of the stamp, else None. An
    unchanged plan shows nothing and so records nothing: a page that asks every few seconds would
    bury the trail."""
    event = may.SEE_HEARING.event
    access.expect(actor, may.SEE_HEARING, case_id)
    case = case_at_meeting(case_id)
    if case.meeting_id != meeting_id:
        raise Refused(Reason.NOTHING_THERE, event, case_id)
    meeting = check_declared(actor, case, event)
    plan = plan_of(case)
    if plan_stamp(case, plan) == stamp:
        return None
    access.require(actor, may.SEE_HEARING, case_id)
    # People whom it leaves out may be of a joined referral.
    forgotten = (one.party.scope_id for check in plan.checks for one in check.without)
    current().cases.update(forgotten)
    order = running_order(actor, meeting) if case.stage == Stage.HEARD else []
    access.show(actor, may.SEE_HEARING, [place.case.pk for place in order])
    keeps = actor.role in may.KEEPERS
    return PlanNow(case, meeting, plan, order, keeps, _unseen(case, plan) if keeps else [])
