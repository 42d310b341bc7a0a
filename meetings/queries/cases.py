"""Cases in groups, as lists show them: what waits and for whom, and what a person referred."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case as Choose
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
    Window,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.models import (
    ENDED,
    Action,
    Case,
    ContactAttempt,
    Hearing,
    OutcomePlan,
    Referral,
    Stage,
    Voice,
)
from meetings.queries.case import stage_colour, stage_words
from meetings.queries.follow_up import holidays_of, initials, victim_names
from meetings.queries.joined import has_any
from meetings.queries.telling import AFTER_HEARING, Telling, planned, telling
from meetings.rules.completeness import Step
from meetings.rules.phases import BEFORE_MEETING, UNDER_WAY
from sharing import clock
from sharing.access import require, show, visible_to
from sharing.actor import Actor
from sharing.models import PartyRole
from sharing.permissions import Permission
from sharing.roles import Role

PER_PAGE = 50
# A form sent again within this time is the same page, not another person of the same name.
JUST_NOW = timedelta(minutes=15)


class Group(TextChoices):
    UNDER_WAY = "under_way", _("Under way")
    REFERRED = "referred", _("Referrals on their way")
    TO_LIST = "to_list", _("Waiting for a meeting")
    TO_COMPLETE = "to_complete", _("Every action has ended")
    NOT_REACHED = "not_reached", _("Not reached yet")
    NO_WISHES = "no_wishes", _("Wishes not recorded")
    TO_TELL = "to_tell", _("Outcome to tell")
    NO_SAFE_WAY = "no_safe_way", _("No safe way to tell")
    ENDED = "ended", _("Ended")


KEEPERS = (Group.UNDER_WAY, Group.TO_LIST, Group.TO_COMPLETE, Group.ENDED)
AGENCY = (Group.UNDER_WAY, Group.REFERRED, Group.ENDED)
FOR_VICTIM = (Group.NOT_REACHED, Group.NO_WISHES, Group.TO_TELL, Group.NO_SAFE_WAY)
GROUPS: dict[Role | None, tuple[Group, ...]] = {
    Role.COORDINATOR: KEEPERS,
    Role.CHAIR: KEEPERS,
    Role.REPRESENTATIVE: AGENCY,
    Role.ADVOCATE: (*AGENCY[:-1], *FOR_VICTIM, Group.ENDED),
    Role.REFERRER: (Group.REFERRED, Group.ENDED),
}


# Where a case of the group is taken on, and the words of the way there.
NEXT_PAGES: dict[Group, tuple[str, Promise]] = {
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


def cases_in(actor: Actor, group: Group) -> QuerySet[Case, Case]:
    """Return the cases of a group that the actor may see."""
    permission = may.SPEAK_FOR_VICTIM if group in FOR_VICTIM else may.VIEW_CASE
    seen = Case.objects.filter(visible_to(actor, permission, "scope__"))
    return PICKS[group](actor, seen.select_related("scope", "joined_to")).annotate(
        **victim_names("pk")
    )


# A joined referral is under way as long as its case is.
ON_THE_WAY = Q(stage__in=UNDER_WAY) | Q(stage=Stage.JOINED, joined_to__stage__in=UNDER_WAY)


def _under_way(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    return cases.filter(ON_THE_WAY).order_by("-stage_since", "reference")


def _to_list(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    return cases.filter(stage=Stage.ACCEPTED).order_by("stage_since", "reference")


def every_action_ended() -> Q:
    """Return the filter of cases that wait for somebody to say that they are complete; the guard of
    the stage asks the same of one case."""
    still = Action.objects.filter(scope_id=OuterRef("pk")).exclude(state__in=ENDED)
    return Q(~Exists(still), stage=Stage.ACTIONS)


def _to_complete(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    return cases.filter(every_action_ended()).order_by("stage_since", "reference")


def _ended(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    return cases.exclude(ON_THE_WAY).order_by("-stage_since", "reference")


def _referred(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    """Return the referrals under way: returned ones first, which wait for their referrer; then
    drafts. A referrer sees only their own, an agency those of everybody who works for it."""
    if actor.role is not Role.REFERRER:
        of_agency = Referral.objects.filter(agency=actor.agency_id).values("scope_id")
        cases = cases.filter(pk__in=of_agency)
    place = Choose(
        When(stage=Stage.RETURNED, then=Value(0)),
        When(stage=Stage.DRAFT, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return cases.filter(ON_THE_WAY).order_by(place, "-stage_since", "reference")


def _reached() -> Q:
    """Return the filter of cases whose victim was reached, for whichever of the referrals."""
    failed = [ContactAttempt.Result.NO_ANSWER, ContactAttempt.Result.UNSAFE]
    return has_any(ContactAttempt.objects.exclude(result__in=failed))


def _not_reached(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    coming = cases.filter(stage__in=BEFORE_MEETING).order_by("submitted_at", "reference")
    return coming.exclude(_reached()).exclude(_found_unsafe())


def _no_wishes(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    coming = cases.filter(stage__in=BEFORE_MEETING).order_by("submitted_at", "reference")
    voiced = has_any(Voice.objects.filter(party__role=PartyRole.VICTIM))
    return coming.filter(_reached()).exclude(voiced)


def _found_unsafe() -> Exists:
    """Return whether the meeting that heard the case last said why nobody can safely tell the
    victim, and nobody has planned it since; `why_untold` is the same for one case."""
    later = Hearing.objects.filter(scope_id=OuterRef("scope_id"), ended_at__gt=OuterRef("ended_at"))
    said = Hearing.objects.filter(scope_id=OuterRef("pk"), ended_at__isnull=False)
    said = said.exclude(Exists(later))
    since = OutcomePlan.objects.filter(scope_id=OuterRef("scope_id"), overruled=False)
    return Exists(said.exclude(untold_reason="").exclude(Exists(since)))


def _untold(cases: QuerySet[Any]) -> QuerySet[Any]:
    told = OutcomePlan.objects.filter(told_on__isnull=False).values("scope_id")
    return cases.exclude(pk__in=told).order_by("stage_since", "reference")


def _to_tell(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    """Return the cases whose victim is to be told, those first that are due first."""
    untold = _untold(cases.filter(stage__in=AFTER_HEARING)).exclude(_found_unsafe())
    soonest = F("tell_by").asc(nulls_last=True)
    return untold.annotate(tell_by=planned("by")).order_by(soonest, "stage_since", "reference")


def _no_safe_way(actor: Actor, cases: QuerySet[Any]) -> QuerySet[Any]:
    """Return the cases in which nobody can safely tell the victim. They are on no list that asks
    for it, and stay on this one until a way is safe, also while they wait for another meeting."""
    return _untold(cases.filter(stage__in=(*BEFORE_MEETING, *AFTER_HEARING))).filter(
        _found_unsafe()
    )


PICKS: dict[Group, Callable[[Actor, QuerySet[Any]], QuerySet[Any]]] = {
    Group.UNDER_WAY: _under_way,
    Group.REFERRED: _referred,
    Group.TO_LIST: _to_list,
    Group.TO_COMPLETE: _to_complete,
    Group.NOT_REACHED: _not_reached,
    Group.NO_WISHES: _no_wishes,
    Group.TO_TELL: _to_tell,
    Group.NO_SAFE_WAY: _no_safe_way,
    Group.ENDED: _ended,
}
