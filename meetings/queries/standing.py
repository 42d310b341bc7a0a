"""How a case stands to somebody who may read it: on the list of a meeting, on another list of
theirs, or on none."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from meetings.models import (
    ENDED,
    Action,
    Case,
    Declaration,
    MeetingState,
    Referral,
    ResearchRequest,
)
from meetings.rules.phases import IN_FLOW, ON_LIST
from sharing.actor import Actor
from sharing.reading import Standing
from sharing.roles import Reach, Role

# Until its minutes are agreed, whoever is asked to a meeting prepares for it or comes from it.
OUT = (MeetingState.PUBLISHED, MeetingState.RUNNING, MeetingState.HELD)


def standing(actor: Actor, case_id: UUID) -> Standing:
    """Return how the case stands to the actor, in one query; in one more if it was joined to
    another, as it stands like that one."""
    found = (
        Case.objects.filter(pk=case_id)
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
            in_meeting=Exists(_attended(actor)),
        )
        .values("stage", "meeting__state", "joined_to", "referred", "asked", "acts", "in_meeting")
        .get()
    )
    if found["joined_to"] is not None:
        return standing(actor, found["joined_to"])
    keeps, under_way = actor.reach is Reach.AREA, found["stage"] in IN_FLOW
    states = (MeetingState.PLANNED, *OUT) if keeps else OUT
    listed = found["stage"] in ON_LIST and found["meeting__state"] in states
    theirs = found["referred"] or found["asked"] or found["acts"] or actor.role is Role.ADVOCATE
    return Standing(
        at_meeting=listed,
        on_list=under_way and (keeps or theirs),
        in_meeting=found["in_meeting"],
    )


def _attended(actor: Actor) -> Any:
    running = Q(meeting__state=MeetingState.RUNNING, meeting__area=actor.area_id)
    return Declaration.objects.filter(running, user=actor.user_id)
