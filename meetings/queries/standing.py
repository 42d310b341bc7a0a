"""How cases stand to a person who may read them: on the list of a meeting, on another of their
lists, or on none."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case as Case_
from django.db.models import CharField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, When
from django.utils import timezone

from meetings import permissions as may
from meetings.models import (
    ENDED,
    Action,
    Case,
    Declaration,
    Hearing,
    Meeting,
    MeetingState,
    Referral,
    ResearchRequest,
    Stage,
    TakingBack,
)
from meetings.rules.phases import GONE_ON, IN_FLOW, ON_LIST, OUT_OF_FLOW
from sharing import clock
from sharing.access import let_in, visible_to
from sharing.actor import Actor
from sharing.roles import Reach, Role
from sharing.rules.reading import Standing

# Until its minutes are agreed, people who are asked to a meeting prepare for it or come from it.
OUT = (MeetingState.PUBLISHED, MeetingState.RUNNING, MeetingState.HELD)

# For this long after a meeting, people who were there read its minutes without being asked why.
COMES_FROM_IT = timedelta(weeks=4)

Row = Mapping[str, Any]


def standings(
    actor: Actor, case_ids: Collection[UUID], meeting_id: UUID | None = None
) -> dict[UUID, Standing]:
    """Return how these cases stand to the actor. Most that somebody opens are at a meeting, and of
    these nothing else is asked. If the page of a meeting shows the cases together, they share the
    meeting's standing: it asks nothing while it is not over, and no reason while one of the cases
    is on a list of the actor's or the actor was there."""
    cases: QuerySet[Any] = Case.objects.filter(pk__in=list(case_ids)).order_by()
    columns = ["stage", "meeting__state", "joined_to"]
    if meeting_id is not None:
        not_over = Meeting.objects.filter(pk=meeting_id, state__in=_not_over(actor))
        cases, columns = cases.annotate(shown=Exists(not_over)), [*columns, "shown"]
    rows = {row["pk"]: row for row in cases.values("pk", *columns)}
    found = {
        one: Standing(at_meeting=True)
        for one, row in rows.items()
        if (_is_at_meeting(actor, row) if meeting_id is None else row["shown"])
    }
    if others := {one: row for one, row in rows.items() if one not in found}:
        found |= _elsewhere(actor, others, meeting_id)
    return found


def _is_at_meeting(actor: Actor, row: Row) -> bool:
    return row["stage"] in ON_LIST and row["meeting__state"] in _not_over(actor)


def _elsewhere(
    actor: Actor, cases: Mapping[UUID, Row], meeting_id: UUID | None
) -> dict[UUID, Standing]:
    """Return how the other cases stand to the actor, in one query; in more if some were joined to
    others, whose standing they share."""
    about = _of_case(actor, {row["stage"] for row in cases.values()})
    if meeting_id:
        about |= {"was_there": _was_there(actor, meeting_id)}
    rows = list(
        Case.objects.filter(pk__in=list(cases)).annotate(**about).order_by().values("pk", *about)
    )
    found = {row["pk"]: _standing(actor, cases[row["pk"]] | row) for row in rows}
    joined = {one: cases[one]["joined_to"] for one in found if cases[one]["joined_to"]}
    if joined:
        # A referrer who follows the case that theirs was joined to reads only their own.
        theirs = standings(actor, set(joined.values()))
        found |= {one: theirs.get(other, found[one]) for one, other in joined.items()}
    if meeting_id is None:
        return found
    if any(one.on_list for one in found.values()) or any(row["was_there"] for row in rows):
        return {one: replace(how, on_list=True) for one, how in found.items()}
    return found


def _of_case(actor: Actor, stages: set[str]) -> dict[str, Any]:
    """Return what to ask about cases at these stages, by name. Each question costs time wherever a
    case is opened. So the query asks what the actor's agency has to do with it only of cases under
    way, and not for actors who have all of these on a list; for them it asks only of others what
    they decide. Of cases that have gone on it asks only for open actions, and of all that are out
    of the flow whether the actor is in the room that was hearing them."""
    referred = {"scope__referred_by__contains": [actor.seat]}
    heard_with_it = Case.objects.filter(joined_to=OuterRef("pk"), **referred)
    own = Q(**referred) | let_in(actor, "scope__") | Exists(heard_with_it)
    about: dict[str, Any] = {"own": Case_(When(own, then=True), default=False)}
    has_all = _has_all(actor)
    open_actions = _open_actions(actor)
    if stages & set(GONE_ON):
        about["acts"] = Exists(open_actions)
    if stages & set(OUT_OF_FLOW):
        about["in_room"] = Exists(_hearings_in_room(actor))
    if not has_all or stages - set(IN_FLOW):
        about["decides"] = Exists(_to_decide(actor))
    if has_all or not stages & set(IN_FLOW):
        return about
    of_agency = {"scope_id": OuterRef("pk"), "agency": actor.agency_id}
    # What an agency writes about a case goes along if the case is moved.
    asked = ResearchRequest.objects.filter(**of_agency).alias(
        stage=ExpressionWrapper(OuterRef("stage"), CharField())
    )
    asked = asked.filter(Q(meeting=OuterRef("meeting")) | Q(stage=Stage.LISTED))
    return about | {
        "referred": Exists(Referral.objects.filter(**of_agency)),
        "asked": Exists(asked),
        "acts": Exists(open_actions),
    }


def _open_actions(actor: Actor) -> QuerySet[Action]:
    """Return the open actions of a case that are on the actor's list of actions. They stay there
    when the case goes to another area, because what was agreed still holds."""
    actions = Action.objects.filter(scope_id=OuterRef("pk"), scope__frozen=False)
    if actor.role not in may.KEEPERS:
        actions = actions.filter(agency=actor.agency_id)
    return actions.exclude(state__in=ENDED)


def _hearings_in_room(actor: Actor) -> QuerySet[Hearing]:
    """Return the hearings of a case that began in a meeting under way in which the actor is. Who
    sends what they wrote of a case that somebody ended meanwhile is told so, and not asked why they
    open it."""
    here = Declaration.objects.filter(user=actor.user_id, meeting__state=MeetingState.RUNNING)
    return Hearing.objects.filter(scope_id=OuterRef("pk"), meeting__in=here.values("meeting"))


def _was_there(actor: Actor, meeting_id: UUID) -> Exists:
    """Return whether the actor was lately at the meeting whose page shows the cases."""
    return Exists(
        Declaration.objects.filter(
            meeting=meeting_id,
            meeting__starts_at__gt=clock.now() - COMES_FROM_IT,
            user=actor.user_id,
        )
    )


def _has_all(actor: Actor) -> bool:
    return actor.reach is Reach.AREA or actor.role is Role.ADVOCATE


def _standing(actor: Actor, row: Row) -> Standing:
    """Return how a case stands to the actor; what was not asked of it does not count."""
    theirs = _has_all(actor) or any(row.get(one) for one in ("referred", "asked", "acts"))
    return Standing(
        at_meeting=_is_at_meeting(actor, row),
        on_list=(row["stage"] in IN_FLOW and theirs)
        or row.get("acts", False)
        or row.get("decides", False)
        or row.get("in_room", False),
        own=row["own"],
    )


def _not_over(actor: Actor) -> tuple[MeetingState, ...]:
    return (MeetingState.PLANNED, *OUT) if actor.reach is Reach.AREA else OUT


def _to_decide(actor: Actor) -> Any:
    """Return the deaths on which the actor decides as a second person; their home lists these."""
    proposals = TakingBack.objects.filter(scope_id=OuterRef("pk"), second_at=None)
    if actor.role not in may.TAKE_BACK_DEATH.roles:
        return proposals.none()
    return proposals.exclude(proposed_by=actor.user_id)


def attends_meeting(actor: Actor) -> bool:
    """Return whether the actor attends a running meeting, on its day: a meeting that nobody ended
    keeps nobody busy. An actor who keeps no cases also has to see one on its list, because agreeing
    to keep a meeting confidential takes anybody a single press."""
    midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    running = Declaration.objects.filter(
        user=actor.user_id,
        meeting__state=MeetingState.RUNNING,
        meeting__area=actor.area_id,
        meeting__starts_at__gte=midnight,
        meeting__starts_at__lt=midnight + timedelta(days=1),
    )
    if actor.reach is Reach.AREA:
        return running.exists()
    listed = Case.objects.filter(
        visible_to(actor, may.VIEW_CASE, "scope__"), meeting=OuterRef("meeting")
    )
    return running.filter(Exists(listed)).exists()
