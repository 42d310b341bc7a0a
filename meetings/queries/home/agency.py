"""The homes of those who work for one agency: representative, IDVA, referrer."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet

from meetings import permissions as may
from meetings.models import (
    ENDED,
    Action,
    Case,
    ResearchAnswer,
    ResearchRequest,
    Stage,
)
from meetings.queries.cases import CaseRow, Few, Group, few
from meetings.queries.follow_up import (
    Counts,
    Row,
    count,
    followed,
    holidays_of,
    rows_of,
    with_case,
)
from meetings.rules.research import OPEN_STAGES
from sharing import clock
from sharing.access import show, visible_to
from sharing.actor import Actor

ROWS = 10


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
class AgencyHome:
    research: list[Owed]
    rows: list[Row]
    counts: Counts
    referrals: Few


@dataclass(frozen=True)
class AdvocateHome(AgencyHome):
    not_reached: Few
    no_wishes: Few
    to_tell: Few


@dataclass(frozen=True)
class ReferrerHome:
    referrals: Few
    returned: list[CaseRow]
    drafts: list[CaseRow]
    rows: list[Row]
    counts: Counts


UNSAID = (ResearchAnswer.NONE, ResearchAnswer.NOT_YET)


def agency_home(actor: Actor) -> AgencyHome:
    """Return what the agency owes, and what it referred."""
    return AgencyHome(**_of_agency(actor))


def _of_agency(actor: Actor) -> dict[str, Any]:
    actions = followed(actor)
    rows = rows_of(actor, most_urgent(actions), holidays_of(actor))
    show(actor, may.SEE_HOME, [row.action.scope_id for row in rows])
    return {
        "research": _owed(actor),
        "rows": rows,
        "counts": count(actions),
        "referrals": few(actor, may.SEE_HOME, Group.REFERRED, ROWS),
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


def advocate_home(actor: Actor) -> AdvocateHome:
    """Return what the IDVA service owes victims, before what it owes the meeting."""
    return AdvocateHome(
        **_of_agency(actor),
        not_reached=few(actor, may.SEE_HOME, Group.NOT_REACHED, ROWS),
        no_wishes=few(actor, may.SEE_HOME, Group.NO_WISHES, ROWS),
        to_tell=few(actor, may.SEE_HOME, Group.TO_TELL, ROWS),
    )


def _sent(referred: Few) -> Few:
    """The rest of a group, past what the referrer still writes, which stands first."""
    rows = [one for one in referred.rows if not one.in_writing]
    written = len(referred.rows) - len(rows)
    return replace(referred, rows=rows, number=referred.number - written)


def referrer_home(actor: Actor) -> ReferrerHome:
    """Return the referrals of one person: what came back first, then drafts, then the rest."""
    actions = followed(actor)
    rows = rows_of(actor, most_urgent(actions), holidays_of(actor))
    show(actor, may.SEE_HOME, [row.action.scope_id for row in rows])
    referred = few(actor, may.SEE_HOME, Group.REFERRED, ROWS * 5)
    return ReferrerHome(
        referrals=_sent(referred),
        returned=[one for one in referred.rows if one.case.stage == Stage.RETURNED],
        drafts=[one for one in referred.rows if one.case.stage == Stage.DRAFT],
        rows=rows,
        counts=count(actions),
    )
