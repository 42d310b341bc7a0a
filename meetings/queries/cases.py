"""Lists of cases: each group whole, its first cases for a home, and what a person referred."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet, Window
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.models import Case, Referral, Stage
from meetings.queries.case import stage_colour, stage_words
from meetings.queries.follow_up import holidays_of, initials, victim_names
from meetings.queries.groups import GROUPS, Group, cases_in
from meetings.queries.telling import Telling, telling
from meetings.rules.completeness import Step
from sharing import clock
from sharing.access import require, show, visible_to
from sharing.actor import Actor
from sharing.permissions import Permission

PER_PAGE = 50
# A form sent again within this time is the same page, not another person of the same name.
JUST_NOW = timedelta(minutes=15)

# Where a case of the group is taken on, and the words of the way there.
NEXT_PAGES: dict[Group, tuple[str, Promise]] = {
    Group.NEW: ("case", _("Read")),
    Group.TO_LIST: ("list_case", _("Put on a meeting")),
    Group.TO_COMPLETE: ("complete_case", _("Actions complete")),
}


@dataclass(frozen=True)
class CaseRow:
    """A case of a list: its reference and initials, its stage, and since when."""

    case: Case
    initials: str
    colour: str
    mine: bool  # whether the reader wrote its referral
    telling: Telling | None = None  # on the list of victims who are to be told
    new: int = 0  # on the list of new incidents and orders: how many, and when the last was added
    new_at: datetime | None = None

    @property
    def stage(self) -> str:
        """Return its stage, in words."""
        return stage_words(self.case)

    @property
    def in_writing(self) -> bool:
        """Return whether its referrer has to complete it."""
        return self.case.stage in (Stage.DRAFT, Stage.RETURNED)

    @property
    def is_draft(self) -> bool:
        """Return whether nobody but the reader was told of it, so that it may be thrown away."""
        return self.mine and self.case.stage == Stage.DRAFT


@dataclass(frozen=True)
class Few:
    """The first cases of a group, and how many there are in all."""

    group: Group
    rows: list[CaseRow]
    number: int


@dataclass(frozen=True)
class CaseList:
    group: Group
    groups: list[tuple[Group, int]]  # the groups that the reader can choose, each with its size
    # The page of what each case of the group waits for, and its words.
    next_page: tuple[str, Promise] | None
    rows: list[CaseRow]
    page: Page


def case_list(actor: Actor, *, wanted: str = "", page: int = 1) -> CaseList:
    """Return one group of the cases that the actor may read, and the sizes of the others."""
    require(actor, may.LIST_CASES)
    groups = GROUPS[actor.role]
    group = next((one for one in groups if one == wanted), groups[0])
    numbers = [(one, cases_in(actor, one).count()) for one in groups]
    turned = Paginator(
        cases_in(actor, group).select_related("scope", "meeting"), PER_PAGE
    ).get_page(page)
    off = holidays_of(actor) if group == Group.TO_TELL else ()
    rows = rows_of(actor, may.LIST_CASES, turned, off)
    return CaseList(group, numbers, NEXT_PAGES.get(group), rows, turned)


def few(
    actor: Actor,
    permission: Permission,
    group: Group,
    number: int,
    off: Container[date] = (),
) -> Few:
    """Return the first cases of a group for a page that needs that permission. Days on which nobody
    works make nothing late."""
    counted: QuerySet[Any] = cases_in(actor, group).annotate(of_group=Window(Count("pk")))
    found = list(counted[:number])
    of_group = found[0].of_group if found else 0
    return Few(group, rows_of(actor, permission, found, off), of_group)


def newest(actor: Actor, permission: Permission, group: Group, number: int) -> list[CaseRow]:
    """Return the cases of a group that were referred last, for a page that needs that
    permission."""
    last_first = F("submitted_at").desc(nulls_last=True)
    cases = cases_in(actor, group).order_by(last_first, "reference")
    return rows_of(actor, permission, cases[:number])


def owed_to_victim(actor: Actor, case_id: UUID) -> Group | None:
    """Return the group in which the case waits for the IDVA service before its meeting, if it
    does."""
    if actor.role not in may.SPEAK_FOR_VICTIM.roles:
        return None
    waits = (Group.NOT_REACHED, Group.NO_WISHES)
    return next((one for one in waits if cases_in(actor, one).filter(pk=case_id).exists()), None)


def rows_of(
    actor: Actor, permission: Permission, cases: Iterable[Case], off: Container[date] = ()
) -> list[CaseRow]:
    """Return these cases as rows, shown under that permission."""
    rows = [
        CaseRow(
            case,
            initials(case),
            stage_colour(case),
            actor.seat in case.scope.referred_by,
            telling(by, off) if (by := getattr(case, "tell_by", None)) else None,
            getattr(case, "new", 0),
            getattr(case, "new_at", None),
        )
        for case in cases
    ]
    shown = [row.case.pk for row in rows]
    lives = [row.case.joined_to_id for row in rows if row.case.joined_to_id]
    show(actor, permission, [*shown, *lives])
    return rows


def just_begun(actor: Actor) -> QuerySet[Case, Case]:
    """Return the actor's drafts of the last minutes that hold only the first page, newest first."""
    untouched = Referral.objects.filter(
        author=actor.person_id, agency=actor.agency_id, steps_done=[Step.VICTIM.value]
    )
    return Case.objects.filter(
        visible_to(actor, may.VIEW_CASE, "scope__"),
        stage=Stage.DRAFT,
        stage_since__gt=clock.now() - JUST_NOW,
        pk__in=untouched.values("scope_id"),
    ).order_by("-stage_since", "reference")


def begun_just_now(actor: Actor) -> list[CaseRow]:
    """Return the drafts that the actor began in the last minutes and has not gone on with, for the
    page that begins another."""
    drafts = list(just_begun(actor).select_related("scope").annotate(**victim_names("pk")))
    return rows_of(actor, may.LIST_CASES, drafts) if drafts else []
