"""The meeting itself: who is there, its running order, what is open from last time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from meetings import permissions as may
from meetings.models import (
    ENDED,
    Action,
    ActionState,
    Case,
    Declaration,
    Hearing,
    Meeting,
    MeetingState,
    Stage,
)
from meetings.queries.case import in_order
from meetings.queries.hearing.not_minuted import heard_and_not_minuted, not_minuted
from meetings.queries.hearing.presence import PresenceRow, in_the_room, presence_rows
from meetings.rules.listing import OVER
from meetings.rules.phases import HEARD, WAITS
from meetings.rules.planning import days_before
from sharing import access, clock
from sharing.actor import Actor
from sharing.events import Event
from sharing.flow import Awake
from sharing.models import Party, PartyRole
from sharing.permissions import Permission
from sharing.reasons import Reason
from sharing.roles import Role
from sharing.work import Refused

# After this time the room is empty: a meeting that nobody ended keeps no session awake.
AT_MOST = timedelta(hours=12)


def meeting_of(actor: Actor, meeting_id: UUID, event: Event) -> Meeting:
    """Return a meeting of the actor's area; for an observer, the one that they are admitted to,
    until it is over."""
    meeting = (
        Meeting.objects.select_related("protocol", "area", "agreed_by")
        .filter(pk=meeting_id, area=actor.area_id)
        .first()
    )
    if meeting is None or (
        actor.role is Role.OBSERVER and (actor.admitted_to != meeting_id or meeting.state in OVER)
    ):
        raise Refused(Reason.NOTHING_THERE, event)
    return meeting


def has_declared(actor: Actor, meeting: Meeting) -> bool:
    """Return whether the actor agreed to keep this meeting confidential."""
    return Declaration.objects.filter(meeting=meeting, user=actor.user_id).exists()


def meetings_kept(actor: Actor) -> list[Awake]:
    """Return when the actor keeps or lately kept a meeting, so that a pause does not sign them out.
    Its keepers are the chair, and the coordinator who attends it and writes down what is agreed."""
    if actor.role not in may.KEEPERS:
        return []
    now = clock.now()
    kept = Meeting.objects.filter(area=actor.area_id, started_at__gt=now - AT_MOST)
    if actor.role is not Role.CHAIR:
        kept = kept.filter(declarations__user=actor.user_id).annotate(
            since=Greatest("started_at", "declarations__declared_at")
        )
    else:
        kept = kept.annotate(since=F("started_at"))
    times = kept.order_by("since").values_list("since", "ended_at")
    return [Awake(since, ended or now) for since, ended in times]


def whole_minutes(begun: datetime, ended: datetime) -> int:
    """Return how long a hearing took. Lists show this and no time of day, because a gap between two
    times would reveal a case that the reader cannot see."""
    return int((ended - begun).total_seconds() // 60)


@dataclass(frozen=True)
class Place:
    """A case in the running order, by reference and initials only."""

    case: Case
    number: int | None
    initials: str
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def minutes(self) -> int | None:
        """Return how many whole minutes the hearing took, or has taken so far, if it was begun."""
        ended = self.ended_at or clock.now()
        return whole_minutes(self.started_at, ended) if self.started_at else None

    @property
    def being_heard(self) -> bool:
        return self.case.stage == Stage.HEARING

    @property
    def on_hold(self) -> bool:
        return self.case.stage == Stage.DIED

    @property
    def heard(self) -> bool:
        return self.case.stage in HEARD


def running_order(actor: Actor, meeting: Meeting) -> list[Place]:
    """Return the cases of the meeting that the actor may follow, in their order. Only keepers of
    the list get numbers, because a gap would tell others of a case that they do not know."""
    cases = list(in_order(actor, meeting.pk))
    ids = [case.pk for case in cases]
    victims = {
        one.scope_id: one
        for one in Party.objects.filter(scope__in=ids, role=PartyRole.VICTIM, ended_on__isnull=True)
    }
    heard = {one.scope_id: one for one in Hearing.objects.filter(scope__in=ids, meeting=meeting)}
    numbered = actor.role in may.KEEPERS
    order = []
    for number, case in enumerate(cases, 1):
        victim, hearing = victims.get(case.pk), heard.get(case.pk)
        order.append(
            Place(
                case,
                number if numbered else None,
                victim.initials if victim else "",
                hearing.started_at if hearing else None,
                hearing.ended_at if hearing else None,
            )
        )
    return order


def earlier_actions(actor: Actor, meeting: Meeting) -> QuerySet[Action]:
    """Return the actions of earlier meetings that the actor may see and that are open, or that
    ended undone since the last meeting because circumstances changed or the agency has not done
    them. Like the lists of actions, it leaves out cases on hold, where nothing more can be done."""
    before = Meeting.objects.filter(area=meeting.area_id, starts_at__lt=meeting.starts_at).exclude(
        state=MeetingState.CALLED_OFF
    )
    last = before.order_by("-starts_at").values("starts_at__date")[:1]
    undone = (ActionState.NOT_POSSIBLE, ActionState.NOT_DONE)
    return (
        Action.objects.filter(
            ~Q(state__in=ENDED) | Q(state__in=undone, ended_on__gte=last),
            access.visible_to(actor, may.SEE_ACTIONS, "scope__"),
            meeting__in=before,
            before_meeting=False,
            scope__frozen=False,
        )
        .select_related("agency", "meeting")
        .order_by("due_on", "agency__name", "pk")
    )


@dataclass(frozen=True)
class OpenedAction:
    """An action from an earlier meeting, with the reference of its case."""

    action: Action
    reference: str


@dataclass(frozen=True)
class MeetingPage:
    """The opening page of a meeting, for this reader."""

    meeting: Meeting
    declared: bool
    declarations: list[Declaration]
    presence: list[PresenceRow]
    order: list[Place]
    open_actions: list[OpenedAction]
    not_possible: list[OpenedAction]
    not_done: list[OpenedAction]
    sees_cases: bool
    keeps: bool
    chairs: bool
    can_declare: bool
    not_minuted: int  # cases whose minutes wait, though those of the others are agreed

    @property
    def is_early(self) -> bool:
        """Return whether its day is still to come, so that opening it has to be confirmed."""
        return days_before(self.meeting.starts_at, today=clock.today()) > 0

    @property
    def is_presence_known(self) -> bool:
        """Return whether anything is recorded of who is there."""
        return any(row.presence for row in self.presence)

    @property
    def nothing_begun(self) -> bool:
        """Return whether the reader sees no case that was begun. Nothing else is considered,
        because other records may be of a case that is walled off."""
        return not any(place.started_at for place in self.order)

    @property
    def being_heard(self) -> Place | None:
        return next((place for place in self.order if place.being_heard), None)

    @property
    def next_place(self) -> Place | None:
        """Return the next case that waits."""
        return next((one for one in self.order if one.case.stage == Stage.RESEARCH), None)

    @property
    def not_dealt_with(self) -> list[Place]:
        return [place for place in self.order if place.case.stage in WAITS]

    @property
    def late(self) -> int:
        today = clock.today()
        return len([one for one in self.open_actions if (one.action.due_on or today) < today])

    @property
    def present(self) -> list[PresenceRow]:
        return in_the_room(self.presence)


# The states in which people can still agree to keep a meeting confidential.
DECLARABLE = (MeetingState.PUBLISHED, MeetingState.RUNNING, MeetingState.HELD)


def can_declare(actor: Actor, meeting: Meeting) -> bool:
    """Return whether there is still something to keep confidential: the meeting itself or, once its
    minutes are agreed, a case whose minutes wait for a second chair."""
    if meeting.state != MeetingState.AGREED or actor.role is not Role.CHAIR:
        return meeting.state in DECLARABLE
    waiting = Case.objects.filter(access.visible_to(actor, may.RECORD_HEARING, "scope__"))
    return waiting.filter(heard_and_not_minuted(), meeting=meeting).exists()


def meeting_page(actor: Actor, meeting_id: UUID) -> MeetingPage:
    """Return the opening page of a meeting. It names nothing of cases before the declaration."""
    access.require(actor, may.SEE_MEETINGS)
    meeting = meeting_of(actor, meeting_id, may.SEE_MEETINGS.event)
    declared = has_declared(actor, meeting)
    order, actions = [], []
    if declared:
        order = running_order(actor, meeting)
        if order:
            access.show_together(actor, may.SEE_HEARING, [one.case.pk for one in order], meeting.pk)
        found = list(earlier_actions(actor, meeting))
        access.show(actor, may.SEE_ACTIONS, {one.scope_id for one in found})
        references = dict(
            Case.objects.filter(pk__in={one.scope_id for one in found}).values_list(
                "pk", "reference"
            )
        )
        actions = [OpenedAction(one, references[one.scope_id]) for one in found]
    keeps = actor.role in may.KEEPERS
    return MeetingPage(
        meeting=meeting,
        declared=declared,
        declarations=list(Declaration.objects.filter(meeting=meeting)) if keeps else [],
        presence=presence_rows(meeting),
        order=order,
        open_actions=[one for one in actions if one.action.state not in ENDED],
        not_possible=_in_state(actions, ActionState.NOT_POSSIBLE),
        not_done=_in_state(actions, ActionState.NOT_DONE),
        sees_cases=actor.role in may.SEE_HEARING.roles,
        keeps=keeps,
        chairs=actor.role in may.AGREE_MINUTES.roles,
        can_declare=not declared and can_declare(actor, meeting),
        not_minuted=not_minuted(actor, [meeting]).get(meeting.pk, 0),
    )


def _in_state(actions: list[OpenedAction], state: ActionState) -> list[OpenedAction]:
    return [one for one in actions if one.action.state == state]


def meeting_to_run(actor: Actor, meeting_id: UUID) -> Meeting:
    """Return a meeting for somebody who runs it."""
    return _meeting_for(actor, may.RUN_MEETING, meeting_id)


def minutes_to_agree(actor: Actor, meeting_id: UUID) -> Meeting:
    """Return a meeting for somebody who agrees its minutes."""
    return _meeting_for(actor, may.AGREE_MINUTES, meeting_id)


def meeting_to_join(actor: Actor, meeting_id: UUID) -> Meeting:
    """Return a meeting, with its declaration, for somebody who is to agree to it."""
    return _meeting_for(actor, may.DECLARE, meeting_id)


def _meeting_for(actor: Actor, change: Permission, meeting_id: UUID) -> Meeting:
    """Return a meeting, noted as looked at, for the page of a change that the actor may make."""
    access.expect(actor, change)
    access.require(actor, may.SEE_MEETINGS)
    return meeting_of(actor, meeting_id, change.event)
