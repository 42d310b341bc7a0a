"""The day by which the victim is to be told the outcome of a case that was heard, and how late that
is."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from meetings.models import Case, OutcomePlan, Stage
from meetings.queries.follow_up import days_late, due_words
from sharing import clock
from sharing.bank_holidays import days_off

# The outcome stays to be told even when everything else is done.
AFTER_HEARING = (Stage.HEARD, Stage.ACTIONS, Stage.COMPLETE)


def has_outcome() -> Q:
    """Return the filter of cases whose victim is to know what the meeting agreed. After a transfer
    that is still for whoever was to tell them here, as the actions are for those who took them on;
    a case that left before its meeting heard it left its list too."""
    return Q(stage__in=AFTER_HEARING) | Q(stage=Stage.TRANSFERRED, meeting__isnull=False)


def case_has_outcome(case: Case) -> bool:
    """Return the same for one case."""
    heard = case.stage == Stage.TRANSFERRED and case.meeting_id is not None
    return heard or case.stage in AFTER_HEARING


@dataclass(frozen=True)
class Telling:
    """By when somebody tells the victim, in words, and how late that is."""

    by: date
    due: str
    late: str


def to_be_told() -> QuerySet[OutcomePlan]:
    """Return the plans that stand, and that nobody is known to have carried out."""
    return OutcomePlan.objects.filter(overruled=False, told_on__isnull=True)


def is_to_be_told(plan: OutcomePlan) -> bool:
    """Return the same for one plan."""
    return not plan.overruled and plan.told_on is None


def planned(name: str, path: str = "pk") -> Subquery:
    """Return that column of the plan that stands for the case at `path`, as an annotation."""
    return Subquery(to_be_told().filter(scope_id=OuterRef(path)).values(name)[:1])


def telling(by: date, off: Container[date]) -> Telling:
    """Return that day in words."""
    today = clock.today()
    return Telling(by, due_words(by, today), days_late(by, today, off) if by < today else "")


def telling_of(case: Case, by: date | None) -> Telling | None:
    """Return the day of its plan in words, if the case was heard and a plan stands. The rules of
    the case come with its area."""
    if by is None or not case_has_outcome(case):
        return None
    return telling(by, days_off(case.protocol.area))
