"""The homes of those who read no case: safeguarding lead, administrator, observer."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Meeting
from meetings.queries.hearing.meeting import has_declared
from meetings.queries.home.on_hold import OnHold, on_hold_lately
from meetings.queries.home.todo import Todo, end_of, first
from meetings.queries.listing.calendar import meetings_of
from sharing import clock
from sharing.access import show
from sharing.actor import Actor
from sharing.models import Membership, User
from sharing.queries.account_duties import duties
from sharing.queries.alerts import new_alerts
from sharing.queries.emergency import waiting_for_review
from sharing.queries.keepers import Left, left_to_nobody
from sharing.queries.seal import health
from sharing.queries.trail import DAYS, refused_of_late
from sharing.seal.alarms import Alarm


@dataclass(frozen=True)
class LeadHome:
    refused: list[tuple[str, int]]
    days: int
    alarms: list[Alarm]  # of the trail's seal
    emergencies: int  # openings that wait for a review
    alerts: list[tuple[str, int]]  # new ones, by what was watched
    left: Left  # to no coordinator or chair
    on_hold: list[OnHold]  # somebody died

    @property
    def all(self) -> int:
        return sum(number for _words, number in self.refused)


@dataclass(frozen=True)
class AdministratorHome:
    first: list[Todo]
    people: int
    ending: int
    waiting: int  # for a second person


@dataclass(frozen=True)
class ObserverHome:
    meeting: Meeting | None
    declared: bool


def lead_home(actor: Actor) -> LeadHome:
    """Return the cases left to no coordinator or chair, and those on hold; the numbers of openings
    to review, new alerts and refused attempts of the last days; and the alarms of the seal."""
    waiting = waiting_for_review(actor)
    left, on_hold = left_to_nobody(actor), on_hold_lately(actor)
    shown = [*(one.scope_id for one in waiting), *(one for one, _name in left.cases)]
    shown += [one.id for one in on_hold]
    show(actor, may.SEE_HOME, shown)
    refused = list(refused_of_late(actor).items())
    alerts = [(str(one.label), number) for one, number in new_alerts(actor).items()]
    return LeadHome(refused, DAYS, health().alarms, len(waiting), alerts, left, on_hold)


def administrator_home(actor: Actor) -> AdministratorHome:
    """Return the people to ask whether they go on, those to invite again, and the numbers of
    accounts."""
    found = duties(actor)
    todo = [*map(_ending, found.ending), *map(_not_taken_up, found.not_taken_up)]
    return AdministratorHome(first(todo), found.people, len(found.ending), found.waiting)


def _ending(held: Membership) -> Todo:
    ends_on = held.ends_on or clock.today()
    return Todo(
        at=end_of(ends_on),
        title=_("%(person)s, %(role)s, %(agency)s")
        % {
            "person": held.invited_as or held.user.name,
            "role": held.get_role_display(),
            "agency": held.agency.name,
        },
        why=_("The membership ends. Ask the agency whether the person goes on."),
        due=date_format(ends_on, "j F"),
        text=_("Change it"),
        page="change_membership",
        about=held.pk,
    )


def _not_taken_up(person: User) -> Todo:
    return Todo(
        at=clock.now(),
        title=person.name,
        why=_("Invited, and no password is set: the link is too old."),
        due=_("Today"),
        text=_("Send a new link"),
        page="send_link",
        about=person.pk,
    )


def observer_home(actor: Actor) -> ObserverHome:
    """Return the one meeting that the observer may come to, and whether they agreed to keep it
    confidential."""
    meeting = meetings_of(actor).first()
    return ObserverHome(meeting, meeting is not None and has_declared(actor, meeting))
