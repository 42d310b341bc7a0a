"""The homes of those who read no case: safeguarding lead, administrator, observer."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from meetings import permissions as may
from meetings.models import Meeting
from meetings.queries.hearing.meeting import has_declared
from meetings.queries.listing.calendar import meetings_of
from sharing import clock
from sharing.access import show
from sharing.actor import Actor
from sharing.models import Membership
from sharing.queries.emergency import waiting_for_review
from sharing.queries.seal import health
from sharing.queries.trail import DAYS, refused_of_late
from sharing.seal.alarms import Alarm

SOON = timedelta(days=30)


@dataclass(frozen=True)
class LeadHome:
    refused: list[tuple[str, int]]
    days: int
    alarms: list[Alarm]  # of the trail's seal
    emergencies: int  # openings that wait for a review

    @property
    def all(self) -> int:
        return sum(number for _words, number in self.refused)


@dataclass(frozen=True)
class AdministratorHome:
    people: int
    ending: int


@dataclass(frozen=True)
class ObserverHome:
    meeting: Meeting | None
    declared: bool


def lead_home(actor: Actor) -> LeadHome:
    """Return what waits for a review, the refused attempts of the last days, in numbers, and what
    is wrong with the seal."""
    waiting = waiting_for_review(actor)
    show(actor, may.SEE_HOME, [one.scope_id for one in waiting])
    refused = list(refused_of_late(actor).items())
    return LeadHome(refused, DAYS, health().alarms, len(waiting))


def administrator_home(actor: Actor) -> AdministratorHome:
    """Return how many people have an account in the area, and whose membership ends soon."""
    today = clock.today()
    live = Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    counted = Membership.objects.filter(live, agency__area=actor.area_id).aggregate(
        people=Count("user", distinct=True),
        ending=Count("pk", filter=Q(ends_on__lte=today + SOON)),
    )
    return AdministratorHome(**counted)


def observer_home(actor: Actor) -> ObserverHome:
    """Return the one meeting that the observer may come to, and whether they agreed to keep it
    confidential."""
    meeting = meetings_of(actor).first()
    return ObserverHome(meeting, meeting is not None and has_declared(actor, meeting))
