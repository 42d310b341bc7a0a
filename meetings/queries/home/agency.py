"""The homes of those who work for one agency: representative, IDVA, referrer."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Min, Q, QuerySet

from meetings import permissions as may
from meetings.models import (
    ENDED,
    IS_OWED,
    IS_UNANSWERED,
    Action,
    MeetingState,
    ResearchRequest,
    Stage,
)
from meetings.queries.cases import CaseRow, Few, few, newest
from meetings.queries.drafts_to_take_over import without_author
from meetings.queries.follow_up import (
    Counts,
    Row,
    count,
    followed,
    holidays_of,
    rows_of,
    with_case,
)
from meetings.queries.groups import Group
from meetings.queries.home.corrections import corrections_to_read
from meetings.queries.home.left import Left, left_lately
from meetings.queries.home.new import new_to_read
from meetings.queries.home.owed import (
    Owed,
    danger_to_staff,
    left_behind,
    outcome_to_tell,
    overdue_actions,
    research_to_send,
    research_to_write,
    returned_to_complete,
    victim_to_reach,
)
from meetings.queries.home.todo import MOST, Todo
from meetings.queries.research.requests import IS_UNSAID, file_waits, still_to_be_heard
from meetings.queries.research.staff_warnings import untold
from meetings.queries.research.unsent import changed_since_sent
from sharing import clock
from sharing.access import show, visible_to
from sharing.actor import Actor

ROWS = 10
# How many victims who are not reached come first: of those referred last, and of the others.
NEWEST = 3
LONGEST = 2


@dataclass(frozen=True)
class AgencyHome:
    first: list[Todo]  # what the agency owes, all of it
    rows: list[Row]
    counts: Counts
    referrals: Few
    left: Left


@dataclass(frozen=True)
class AdvocateHome(AgencyHome):
    not_reached: Few
    no_wishes: Few
    to_tell: Few
    no_safe_way: Few


@dataclass(frozen=True)
class ReferrerHome:
    first: list[Todo]  # what is new in their referrals, and which came back to be completed
    referrals: Few
    returned: list[CaseRow]
    drafts: list[CaseRow]
    left: Left
    rows: list[Row]
    counts: Counts


def agency_home(actor: Actor) -> AgencyHome:
    """Return what the agency owes, and what it referred."""
    return AgencyHome(**_of_agency(actor, holidays_of(actor)))


def _of_agency(
    actor: Actor,
    off: Container[date],
    to_reach: Iterable[CaseRow] = (),
    to_tell: Iterable[CaseRow] = (),
) -> dict[str, Any]:
    actions = followed(actor)
    rows = rows_of(actor, most_urgent(actions), off)
    show(actor, may.SEE_HOME, [row.action.scope_id for row in rows])
    counts, left = count(actions), len(without_author())
    referrals = few(actor, may.SEE_HOME, Group.REFERRED, ROWS)
    return {
        # In this order, whenever each is due: who could be hurt comes before what is asked.
        "first": [
            *(danger_to_staff(*one) for one in untold(actor).items()),
            *(outcome_to_tell(one, one.telling) for one in to_tell if one.telling),
            *([overdue_actions(counts.overdue)] if counts.overdue else []),
            *([left_behind(left)] if left else []),
            *returned_to_complete(referrals.rows),
            *new_to_read(actor),
            *corrections_to_read(actor),
            *(victim_to_reach(one) for one in to_reach),
            *research_to_send(changed_since_sent(actor)),
            *(research_to_write(one) for one in _owed(actor)),
        ],
        "rows": rows,
        "counts": counts,
        "referrals": referrals,
        "left": left_lately(actor),
    }


def most_urgent(actions: QuerySet[Action]) -> list[Action]:
    """Return the open actions that are due first."""
    still = with_case(actions.exclude(state__in=ENDED))
    return list(still.order_by(F("due_on").asc(nulls_last=True), "id")[:ROWS])


def _owed(actor: Actor) -> list[Owed]:
    is_owed = IS_OWED | Q(file_waits())
    rows = (
        ResearchRequest.objects.filter(
            still_to_be_heard(),
            visible_to(actor, may.ANSWER_RESEARCH, "scope__"),
            agency=actor.agency_id,
        )
        .exclude(meeting__state=MeetingState.CALLED_OFF)
        .order_by()
        .values("meeting_id", "meeting__starts_at")
        .annotate(
            due=Min("due_at", filter=is_owed),
            asked=Count("pk"),
            cases=Count("pk", filter=is_owed),
            unanswered=Count("pk", filter=IS_UNANSWERED),
            unsaid=Count("pk", filter=IS_UNSAID),
            owed=ArrayAgg("scope_id", filter=is_owed),
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
            unanswered=row["unanswered"],
            asked=row["asked"],
            to_look_up=row["unsaid"],
            only_case=row["owed"][0] if len(row["owed"]) == 1 else None,
        )
        for row in rows
    ]


def advocate_home(actor: Actor) -> AdvocateHome:
    """Return what the IDVA service owes victims, before what it owes the meeting."""
    off = holidays_of(actor)
    not_reached = few(actor, may.SEE_HOME, Group.NOT_REACHED, ROWS)
    to_tell = few(actor, may.SEE_HOME, Group.TO_TELL, ROWS, off)
    due = [one for one in to_tell.rows if one.telling and one.telling.by <= clock.today()]
    last = newest(actor, may.SEE_HOME, Group.NOT_REACHED, NEWEST)
    longest = [one for one in not_reached.rows if one.case.pk not in {row.case.pk for row in last}]
    return AdvocateHome(
        **_of_agency(actor, off, [*last, *longest[:LONGEST]], due[:MOST]),
        not_reached=not_reached,
        no_wishes=few(actor, may.SEE_HOME, Group.NO_WISHES, ROWS),
        to_tell=to_tell,
        no_safe_way=few(actor, may.SEE_HOME, Group.NO_SAFE_WAY, ROWS),
    )


def _sent(referred: Few) -> Few:
    """Return the rest of a group, without the drafts at its beginning."""
    rows = [one for one in referred.rows if not one.in_writing]
    written = len(referred.rows) - len(rows)
    return replace(referred, rows=rows, number=referred.number - written)


def referrer_home(actor: Actor) -> ReferrerHome:
    """Return what is new in the referrals of one person, and which of them to complete; then these:
    what came back first, then drafts, then the rest."""
    actions = followed(actor)
    rows = rows_of(actor, most_urgent(actions), holidays_of(actor))
    show(actor, may.SEE_HOME, [row.action.scope_id for row in rows])
    referred = few(actor, may.SEE_HOME, Group.REFERRED, ROWS * 5)
    return ReferrerHome(
        first=[*new_to_read(actor), *returned_to_complete(referred.rows)],
        referrals=_sent(referred),
        returned=[one for one in referred.rows if one.case.stage == Stage.RETURNED],
        drafts=[one for one in referred.rows if one.case.stage == Stage.DRAFT],
        left=left_lately(actor),
        rows=rows,
        counts=count(actions),
    )
