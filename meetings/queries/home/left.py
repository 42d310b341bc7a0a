"""Cases that recently left the flow or were declined, for people who were asked about them or
referred them, and for those who keep the list: a case must not disappear from their lists without a
word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Exists, OuterRef, Q, Value, When

from meetings import permissions as may
from meetings.models import Case, CaseStage, Referral, ResearchRequest, Stage
from meetings.queries.case import stage_colour, stage_words
from sharing import clock
from sharing.access import show, visible_to
from sharing.actor import Actor
from sharing.roles import Role

WAYS_OUT = (Stage.WITHDRAWN, Stage.WRONG_AREA, Stage.TRANSFERRED, Stage.DIED)
SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True)
class LeftCase:
    """A case that left, with its stage for people who may read more than its reference."""

    id: UUID
    reference: str
    on: date
    stage: str = ""
    colour: str = ""
    declined: bool = False


@dataclass(frozen=True)
class Left:
    """The cases that left within a week, the latest first."""

    cases: list[LeftCase]
    declined: list[LeftCase]  # before they were on a list


def left_lately(actor: Actor) -> Left:
    """Return the cases of the actor's lists that left lately."""
    since, ends = clock.now() - SHOWN_FOR, (*WAYS_OUT, Stage.DECLINED)
    left = Q(stage__in=ends, stage_since__gt=since)
    left |= Q(joined_to__stage__in=ends, joined_to__stage_since__gt=since)
    reads = visible_to(actor, may.VIEW_CASE, "scope__")
    cases = (
        Case.objects.filter(left, _of_their_lists(actor))
        .filter(reads | visible_to(actor, may.LOOK_UP, "scope__"))
        .select_related("joined_to")
        .annotate(reads=Choose(When(reads, then=Value(True)), default=Value(False)))
        .order_by("-stage_since", "reference")
    )
    found = [_row(case) for case in cases]
    show(actor, may.SEE_HOME, [one.id for one in found])
    return Left([one for one in found if not one.declined], [one for one in found if one.declined])


def was_taken_off(actor: Actor) -> Q:
    """Return the filter of cases that a colleague of somebody who keeps the lists lately took off
    one that was out."""
    asked = ResearchRequest.objects.filter(scope_id=OuterRef("pk"))
    moved = CaseStage.objects.filter(scope_id=OuterRef("pk"), to_stage=OuterRef("stage"))
    by_others = Exists(moved.exclude(moved_by=actor.user_id))
    since = clock.now() - SHOWN_FOR
    left = Q(stage__in=WAYS_OUT, stage_since__gt=since, meeting__isnull=True)
    return left & Q(Exists(asked), by_others)


def taken_off(cases: Iterable[Case]) -> list[LeftCase]:
    """Return these cases as rows, the latest first."""
    latest = sorted(cases, key=lambda one: one.stage_since, reverse=True)
    return [
        LeftCase(
            one.pk, one.reference, clock.day(one.stage_since), stage_words(one), stage_colour(one)
        )
        for one in latest
    ]


def _of_their_lists(actor: Actor) -> Q:
    if actor.role in (Role.ADVOCATE, Role.REFERRER):
        return Q()
    of_agency = {"scope_id": OuterRef("pk"), "agency": actor.agency_id}
    asked = ResearchRequest.objects.filter(**of_agency)
    return Exists(asked) | Exists(Referral.objects.filter(**of_agency))


def _row(case: Case) -> LeftCase:
    living = case.joined_to or case
    day = clock.day(living.stage_since)
    if not getattr(case, "reads", False):
        return LeftCase(case.pk, case.reference, day)
    declined = living.stage == Stage.DECLINED
    return LeftCase(case.pk, case.reference, day, stage_words(case), stage_colour(case), declined)
