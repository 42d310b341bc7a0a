"""The state of the research for the next meeting, in numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import IS_OWED, Meeting, ResearchRequest, Stage
from meetings.queries.too_young import row_is_of_a_child
from meetings.rules.listing import LIST_IS_OUT
from meetings.rules.phases import WAITS
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.models import Agency


@dataclass(frozen=True)
class Owing:
    """An agency that owes research, in numbers."""

    agency: str
    answered: int
    begun: int
    not_opened: int


@dataclass(frozen=True)
class ResearchCount:
    known: int
    not_known: int
    begun: int
    not_opened: int
    unasked: int  # answers missing because nobody has asked a core agency
    owing: list[Owing]
    others: int

    @property
    def answered(self) -> int:
        return self.known + self.not_known

    @property
    def asked(self) -> int:
        return self.answered + self.missing

    @property
    def missing(self) -> int:
        return self.begun + self.not_opened + self.unasked

    @property
    def is_complete(self) -> bool:
        """Return whether every answer is in, including those of all core agencies."""
        return bool(self.asked) and not self.missing

    @property
    def shares(self) -> list[tuple[str, int, str]]:
        return [
            ("in", self.known, _("with information")),
            ("nil", self.not_known, _("not known")),
            ("part", self.begun, _("begun")),
            ("none", self.not_opened + self.unasked, _("not opened")),
        ]


def words_of_research(research: ResearchCount) -> str:
    """Return whether research is complete, or how many answers are missing."""
    if not research.asked:
        return _("Asked for when the list is out")
    if research.is_complete:
        return _("Complete")
    words = ngettext(
        "%(number)s answer is missing", "%(number)s answers are missing", research.missing
    )
    return words % {"number": research.missing}


def core_agencies(area_id: UUID) -> Coalesce:
    """Return how many core agencies the area has, as part of another query."""
    core = Agency.objects.filter(area=area_id, core=True).order_by().values("area")
    return Coalesce(Subquery(core.annotate(number=Count("pk")).values("number")), 0)


def count_research(
    actor: Actor, meeting: Meeting, cases: Sequence[Mapping[str, Any]]
) -> ResearchCount:
    """Return the state of the research for a meeting. Each case of its list comes with its stage,
    the number of core agencies of its area, the least age of victims and the age of this one."""
    asked = ResearchRequest.objects.filter(
        visible_to(actor, may.READ_RESEARCH, "scope__"),
        meeting=meeting,
        scope_id__in=[one["pk"] for one in cases],
    )
    # Nobody is asked about a victim who is too young for a meeting.
    waiting = {
        one["pk"]: one["core"]
        for one in cases
        if one["stage"] in WAITS and not (one["stage"] == Stage.LISTED and row_is_of_a_child(one))
    }
    rows = list(
        asked.order_by()
        .values("agency__name")
        .annotate(
            core=Count("pk", filter=Q(agency__core=True, scope_id__in=waiting)),
            known=Count("pk", filter=~IS_OWED & ~Q(answer="not_known")),
            nil=Count("pk", filter=~IS_OWED & Q(answer="not_known")),
            begun=Count("pk", filter=IS_OWED & Q(opened_at__isnull=False)),
            unopened=Count("pk", filter=IS_OWED & Q(opened_at__isnull=True)),
        )
    )
    agencies = [
        Owing(row["agency__name"], row["known"] + row["nil"], row["begun"], row["unopened"])
        for row in rows
    ]
    owing = [one for one in agencies if one.begun or one.not_opened]
    unasked = 0
    if meeting.state in LIST_IS_OUT:
        unasked = sum(waiting.values()) - sum(row["core"] for row in rows)
    owing.sort(key=lambda one: (-one.not_opened, -one.begun, one.agency))
    return ResearchCount(
        sum(row["known"] for row in rows),
        sum(row["nil"] for row in rows),
        sum(one.begun for one in agencies),
        sum(one.not_opened for one in agencies),
        unasked,
        owing,
        len(agencies) - len(owing),
    )
