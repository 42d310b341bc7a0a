"""How cases stand to somebody who may read them: on the list of a meeting, on another list of
theirs, or on none."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case as Case_
from django.db.models import Exists, OuterRef, Q, Subquery, When

from meetings.models import (
    ENDED,
    Action,
    Case,
    Declaration,
    Meeting,
    MeetingState,
    Referral,
    ResearchRequest,
)
from meetings.rules.phases import IN_FLOW, ON_LIST
from sharing import clock
from sharing.access import let_in
from sharing.actor import NOWHERE, Actor
from sharing.reading import Standing
from sharing.roles import Reach, Role

# Until its minutes are agreed, whoever is asked to a meeting prepares for it or comes from it.
OUT = (MeetingState.PUBLISHED, MeetingState.RUNNING, MeetingState.HELD)

# So long after a meeting, whoever was there reads its minutes without being asked why.
COMES_FROM_IT = timedelta(weeks=4)


def standings(
    actor: Actor, case_ids: Collection[UUID], meeting_id: UUID | None = None
) -> dict[UUID, Standing]:
    """Return how these cases stand to the actor, in one query; in one more if some were joined to
    others, as they stand like those. Shown together by a page of a meeting they stand as that
    does: it asks nothing while it is not over, and no reason while one of them is still on a list
    of the actor's or they come from it."""
    meeting = Meeting.objects.filter(pk=meeting_id or NOWHERE)
    lately = Declaration.objects.filter(
        meeting=meeting_id,
        meeting__starts_at__gt=clock.now() - COMES_FROM_IT,
        user=actor.user_id,
    )
    rows = list(
        Case.objects.filter(pk__in=list(case_ids))
        .annotate(
            referred=Exists(
                Referral.objects.filter(scope_id=OuterRef("pk"), agency=actor.agency_id)
            ),
            asked=Exists(
                ResearchRequest.objects.filter(
                    scope_id=OuterRef("pk"),
                    agency=actor.agency_id,
                    meeting=OuterRef("meeting"),
                )
            ),
            acts=Exists(
                Action.objects.filter(scope_id=OuterRef("pk"), agency=actor.agency_id).exclude(
                    state__in=ENDED
                )
            ),
            own=Case_(
                When(
                    Q(scope__referred_by__contains=[actor.user_id]) | let_in(actor, "scope__"),
                    then=True,
                ),
                default=False,
            ),
            in_meeting=Exists(_attended(actor)),
            shown_with=Subquery(meeting.values("state")),
            was_there=Exists(lately),
        )
        .values(
            "pk",
            "stage",
            "meeting__state",
            "joined_to",
            "referred",
            "asked",
            "acts",
            "own",
            "in_meeting",
            "shown_with",
            "was_there",
        )
    )
    joined = {row["pk"]: row["joined_to"] for row in rows if row["joined_to"] is not None}
    found = {row["pk"]: _standing(actor, row) for row in rows if row["pk"] not in joined}
    if joined:
        theirs = standings(actor, set(joined.values()))
        found |= {case_id: theirs[other] for case_id, other in joined.items()}
    if any(row["shown_with"] in _not_over(actor) for row in rows):
        return {one: replace(how, at_meeting=True) for one, how in found.items()}
    near = any(one.on_list for one in found.values()) or any(row["was_there"] for row in rows)
    if meeting_id and near:
        return {one: replace(how, on_list=True) for one, how in found.items()}
    return found


def _standing(actor: Actor, row: Mapping[str, Any]) -> Standing:
    keeps, under_way = actor.reach is Reach.AREA, row["stage"] in IN_FLOW
    listed = row["stage"] in ON_LIST and row["meeting__state"] in _not_over(actor)
    theirs = row["referred"] or row["asked"] or row["acts"] or actor.role is Role.ADVOCATE
    return Standing(
        at_meeting=listed,
        on_list=under_way and (keeps or theirs),
        own=row["own"],
        in_meeting=row["in_meeting"],
    )


def _not_over(actor: Actor) -> tuple[MeetingState, ...]:
    return (MeetingState.PLANNED, *OUT) if actor.reach is Reach.AREA else OUT


def _attended(actor: Actor) -> Any:
    running = Q(meeting__state=MeetingState.RUNNING, meeting__area=actor.area_id)
    return Declaration.objects.filter(running, user=actor.user_id)
