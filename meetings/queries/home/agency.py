"""The homes of those who work for one agency: representative, IDVA, referrer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Count, F, IntegerField, Min, Q, QuerySet, Value, When

from meetings import permissions as may
from meetings.models import (
    ENDED,
    Action,
    Case,
    ContactAttempt,
    OutcomePlan,
    Referral,
    ResearchAnswer,
    ResearchRequest,
    Stage,
    Voice,
)
from meetings.queries.follow_up import (
    Counts,
    Row,
    count,
    followed,
    holidays_of,
    initials,
    rows_of,
    victim_names,
    with_case,
)
from meetings.rules.phases import CLOSED
from meetings.rules.research import OPEN_STAGES
from meetings.stages import BEFORE_MEETING
from sharing import clock
from sharing.access import show, visible_to
from sharing.actor import Actor
from sharing.models import PartyRole

ROWS = 10
HEARD = (Stage.HEARD, Stage.ACTIONS)


@dataclass(frozen=True)
class Owed:
    """Research that the agency owes for one meeting."""

    meeting_id: UUID
    starts_at: datetime
    due_at: datetime
    cases: int
    asked: int
    to_look_up: int  # cases of which the agency has not said yet whom it knows

    @property
    def answered(self) -> int:
        return self.asked - self.cases

    @property
    def late(self) -> bool:
        return self.due_at < clock.now()


@dataclass(frozen=True)
class Referred:
    """A referral as its agency follows it."""

    case: Case
    initials: str
    colour: str


@dataclass(frozen=True)
class AgencyHome:
    research: list[Owed]
    rows: list[Row]
    counts: Counts
    referrals: list[Referred]
    referrals_all: int


@dataclass(frozen=True)
class AdvocateHome(AgencyHome):
    not_reached: list[Referred]
    no_wishes: list[Referred]
    to_tell: list[Referred]


@dataclass(frozen=True)
class ReferrerHome:
    referrals: list[Referred]
    returned: list[Referred]
    drafts: list[Referred]
    rows: list[Row]
    counts: Counts


UNSAID = (ResearchAnswer.NONE, ResearchAnswer.NOT_YET)
COLOURS = {Stage.RETURNED: "yellow", Stage.DECLINING: "yellow", Stage.DRAFT: "grey"}


def agency_home(actor: Actor) -> AgencyHome:
    """Return what the agency owes, and what it referred."""
    return AgencyHome(**_of_agency(actor))


def _of_agency(actor: Actor) -> dict[str, Any]:
    actions = followed(actor)
    rows = rows_of(actor, most_urgent(actions), holidays_of(actor))
    referred = _referred(actor)
    show(actor, may.SEE_HOME, [row.action.scope_id for row in rows])
    return {
        "research": _owed(actor),
        "rows": rows,
        "counts": count(actions),
        "referrals": _as_referred(actor, referred[:ROWS]),
        "referrals_all": len(referred),
    }


def most_urgent(actions: QuerySet[Action]) -> list[Action]:
    """Return the open actions that are due first."""
    still = with_case(actions.exclude(state__in=ENDED))
    return list(still.order_by(F("due_on").asc(nulls_last=True), "id")[:ROWS])


def _owed(actor: Actor) -> list[Owed]:
    open_cases = Case.objects.filter(stage__in=OPEN_STAGES).values("pk")
    rows = (
        ResearchRequest.objects.filter(
            visible_to(actor, may.ANSWER_RESEARCH, "scope__"),
            agency=actor.agency_id,
            scope__in=open_cases,
        )
        .order_by()
        .values("meeting_id", "meeting__starts_at")
        .annotate(
            due=Min("due_at"),
            asked=Count("pk"),
            cases=Count("pk", filter=Q(submitted_at__isnull=True)),
            unsaid=Count("pk", filter=Q(submitted_at__isnull=True, answer__in=UNSAID)),
        )
        .filter(cases__gt=0)
        .order_by("due")
    )
    return [
        Owed(
            meeting_id=row["meeting_id"],
            starts_at=row["meeting__starts_at"],
            due_at=row["due"],
            cases=row["cases"],
            asked=row["asked"],
            to_look_up=row["unsaid"],
        )
        for row in rows
    ]


def _referred(actor: Actor) -> list[Case]:
    """Cases that the agency referred and that are still on their way."""
    referrals = Referral.objects.filter(agency=actor.agency_id).values("scope_id")
    return list(
        Case.objects.filter(visible_to(actor, may.VIEW_CASE, "scope__"), pk__in=referrals)
        .exclude(stage__in=CLOSED)
        .annotate(**victim_names("pk"))
        .order_by(_returned_first(), "-stage_since", "reference")
    )


def _returned_first() -> Choose:
    """Returned ones wait for their referrer; drafts come next."""
    return Choose(
        When(stage=Stage.RETURNED, then=Value(0)),
        When(stage=Stage.DRAFT, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def _as_referred(actor: Actor, cases: list[Case]) -> list[Referred]:
    show(actor, may.SEE_HOME, [case.pk for case in cases])
    return [
        Referred(case, initials(case), COLOURS.get(Stage(case.stage), "blue")) for case in cases
    ]


def advocate_home(actor: Actor) -> AdvocateHome:
    """Return what the IDVA service owes victims, before what it owes the meeting."""
    cases = Case.objects.filter(visible_to(actor, may.SPEAK_FOR_VICTIM, "scope__")).annotate(
        **victim_names("pk")
    )
    reached = ContactAttempt.objects.exclude(
        result__in=[ContactAttempt.Result.NO_ANSWER, ContactAttempt.Result.UNSAFE]
    ).values("scope_id")
    voiced = Voice.objects.filter(party__role=PartyRole.VICTIM).values("scope_id")
    told = OutcomePlan.objects.filter(told_on__isnull=False).values("scope_id")
    coming = cases.filter(stage__in=BEFORE_MEETING).order_by("submitted_at", "reference")
    heard = cases.filter(stage__in=HEARD).order_by("stage_since", "reference")
    return AdvocateHome(
        **_of_agency(actor),
        not_reached=_as_referred(actor, list(coming.exclude(pk__in=reached)[:ROWS])),
        no_wishes=_as_referred(
            actor, list(coming.filter(pk__in=reached).exclude(pk__in=voiced)[:ROWS])
        ),
        to_tell=_as_referred(actor, list(heard.exclude(pk__in=told)[:ROWS])),
    )


def referrer_home(actor: Actor) -> ReferrerHome:
    """Return the referrals of one person: what came back first, then drafts, then the rest."""
    cases = list(
        Case.objects.filter(visible_to(actor, may.VIEW_CASE, "scope__"))
        .exclude(stage__in=CLOSED)
        .annotate(**victim_names("pk"))
        .order_by(_returned_first(), "-stage_since", "reference")[: ROWS * 5]
    )
    shown = _as_referred(actor, cases)
    actions = followed(actor)
    rows = rows_of(actor, most_urgent(actions), holidays_of(actor))
    show(actor, may.SEE_HOME, [row.action.scope_id for row in rows])
    first = (Stage.RETURNED, Stage.DRAFT)
    return ReferrerHome(
        referrals=[one for one in shown if one.case.stage not in first],
        returned=[one for one in shown if one.case.stage == Stage.RETURNED],
        drafts=[one for one in shown if one.case.stage == Stage.DRAFT],
        rows=rows,
        counts=count(actions),
    )
