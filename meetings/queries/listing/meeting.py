"""One meeting: its order for keepers, the people to look up for agencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import (
    IS_OWED,
    Case,
    Meeting,
    MeetingState,
    ResearchRequest,
    Stage,
)
from meetings.queries.case import on_the_list
from meetings.queries.hearing.not_minuted import not_minuted
from meetings.queries.home.meeting import Check, next_meeting
from meetings.queries.joined import children_in, referrers_of
from meetings.queries.listing.calendar import MeetingRow, meetings_of, numbers_of, row_of
from meetings.queries.listing.people import Listed, people_on
from meetings.queries.too_young import ages, is_of_a_child, mark_of_child
from meetings.rules.calendar import children_first, moved
from meetings.rules.listing import BEFORE, order_shown
from sharing import clock
from sharing.access import expect, require, show, show_together, visible_to
from sharing.actor import Actor
from sharing.bank_holidays import days_off
from sharing.models import Area, Conflict, PartyRole
from sharing.permissions import Permission
from sharing.reasons import Reason
from sharing.work import Refused, current


@dataclass(frozen=True)
class Entry:
    """One case of the list, as this reader may see it."""

    case: Case
    agencies: str  # that referred it, for those who keep the order
    initials: str
    people: list[Listed]
    with_children: bool  # for those who keep the order
    answered: int
    asked: int
    child: str  # under which age the victim is, if too young for a MARAC


@dataclass(frozen=True)
class MeetingPage:
    row: MeetingRow
    entries: list[Entry]
    dates: list[tuple[datetime, str]]
    keeps: bool  # the reader keeps the order, and sees its numbers
    looks_up: bool  # the reader looks people up
    changes: bool  # cases can still come and go
    can_call_off: bool
    can_plan_again: bool  # it was called off, and has not begun by its time
    can_publish: bool
    to_ask: int  # cases on the list about which agencies are still to be asked
    too_young: list[Case]  # about which nobody is asked, because the victim is a child
    not_asked: int  # cases on a list that is out, about which nobody was asked
    waiting: list[Entry]  # accepted, on no meeting
    checks: list[Check]
    in_order: bool  # cases with children stand first

    @property
    def meeting(self) -> Meeting:
        return self.row.meeting

    @cached_property
    def order(self) -> str:
        """Return the mark of the order shown."""
        return order_shown(one.case.pk for one in self.entries)


def open_meeting(actor: Actor, meeting_id: UUID) -> Meeting:
    """Return a meeting that the actor may know of, noted as seen."""
    require(actor, may.SEE_MEETINGS)
    meetings = meetings_of(actor).select_related("protocol", "called_off_by")
    meeting = meetings.filter(pk=meeting_id).first()
    if meeting is None:
        raise Refused(Reason.NOTHING_THERE, may.SEE_MEETINGS.event)
    current().items.add(meeting.pk)
    return meeting


def cases_on(actor: Actor, meeting: Meeting) -> list[Case]:
    """Return the cases of a meeting that the actor may see, noted as shown: in their order for
    keepers, by reference for others, who may not know the order."""
    found = listed_for(actor, meeting.pk)
    if actor.role in may.SEE_LIST.roles:
        show_together(actor, may.SEE_LIST, [case.pk for case in found], meeting.pk)
    return found


def listed_for(reader: Actor, meeting_id: UUID) -> list[Case]:
    """Return the same for another reader, with nothing noted."""
    cases = Case.objects.filter(
        visible_to(reader, may.SEE_LIST, "scope__"), meeting=meeting_id
    ).filter(on_the_list())
    keeps = reader.role in may.KEEPERS
    return list(cases.annotate(**ages()).order_by("position" if keeps else "reference"))


def meeting_page(actor: Actor, meeting_id: UUID, change: Permission | None = None) -> MeetingPage:
    """Return a meeting with the cases on its list that the actor may see. With `change`, the actor
    has to have that permission."""
    meeting = open_meeting(actor, meeting_id)
    if change:
        expect(actor, change)
    cases = cases_on(actor, meeting)
    keeps = actor.role in may.KEEPERS
    changes = keeps and meeting.state in BEFORE and meeting.starts_at > clock.now()
    waiting = _waiting(actor) if changes else []
    entries = _entries(actor, [*cases, *waiting], meeting)
    called_off = meeting.state == MeetingState.CALLED_OFF
    listed = [case for case in cases if case.stage == Stage.LISTED]
    young = {case.pk for case in listed if changes and is_of_a_child(case)}
    to_ask = len(listed) - len(young)
    return MeetingPage(
        row=row_of(meeting, numbers_of(actor, [meeting]), not_minuted(actor, [meeting])),
        entries=entries[: len(cases)],
        dates=[] if called_off else _dates(meeting),
        keeps=keeps,
        looks_up=actor.role in may.AGENCIES,
        changes=changes,
        can_call_off=keeps and meeting.state in BEFORE,
        can_plan_again=keeps and called_off and meeting.starts_at > clock.now(),
        can_publish=changes and to_ask > 0,
        to_ask=to_ask,
        too_young=[case for case in listed if case.pk in young],
        not_asked=to_ask if meeting.state == MeetingState.PUBLISHED else 0,
        waiting=entries[len(cases) :],
        checks=_checks(actor, meeting) if keeps and not called_off else [],
        in_order=_children_first(entries[: len(cases)]),
    )


def keep_order(actor: Actor, meeting_id: UUID, case_id: UUID | None, way: str) -> list[UUID]:
    """Return the order after a move: one place up or down, or cases with children first."""
    meeting = open_meeting(actor, meeting_id)
    order = [case.pk for case in cases_on(actor, meeting)]
    if case_id is None:
        return children_first(order, children_in(order))
    return moved(order, case_id, up=way == "up")


def _waiting(actor: Actor) -> list[Case]:
    cases = Case.objects.filter(
        visible_to(actor, may.LIST_CASE, "scope__"), stage=Stage.ACCEPTED
    ).order_by("submitted_at", "reference")
    found = list(cases.annotate(**ages()))
    show(actor, may.SEE_LIST, [case.pk for case in found])
    return found


def _entries(actor: Actor, cases: Sequence[Case], meeting: Meeting) -> list[Entry]:
    ids = [case.pk for case in cases]
    # The page shows them to keepers alone.
    keeps = actor.role in may.KEEPERS
    agencies, children = (referrers_of(ids), children_in(ids)) if keeps else ({}, set[UUID]())
    people = people_on(actor, cases)
    requests = ResearchRequest.objects.filter(scope_id__in=ids, meeting=meeting).order_by()
    counted = requests.values_list("scope_id").annotate(
        answered=Count("pk", filter=~IS_OWED), asked=Count("pk")
    )
    numbers = {scope_id: (answered, asked) for scope_id, answered, asked in counted}
    return [
        Entry(
            case,
            agencies.get(case.pk, ""),
            _initials(people.get(case.pk, [])),
            people.get(case.pk, []),
            case.pk in children,
            *numbers.get(case.pk, (0, 0)),
            mark_of_child(case),
        )
        for case in cases
    ]


def _children_first(entries: Sequence[Entry]) -> bool:
    with_children = [one.with_children for one in entries]
    return with_children == sorted(with_children, reverse=True)


def _initials(people: list[Listed]) -> str:
    victims = (one.party for one in people if one.role and one.party.role == PartyRole.VICTIM)
    return next((one.initials for one in victims), "")


def _dates(meeting: Meeting) -> list[tuple[datetime, str]]:
    dates = [
        (meeting.referrals_close_at, _("Referrals close")),
        (meeting.list_out_at, _("List goes out")),
        (meeting.research_due_at, _("Research due")),
        (meeting.starts_at, _("Meeting")),
        (meeting.minutes_due_at, _("Minutes due")),
    ]
    return sorted(dates, key=lambda one: one[0])


def _checks(actor: Actor, meeting: Meeting) -> list[Check]:
    off = days_off(Area.objects.get(pk=actor.area_id))
    checks = next_meeting(actor, meeting, off).checks
    declared = Conflict.objects.filter(
        visible_to(actor, may.SEE_LIST, "scope__"),
        scope_id__in=Case.objects.filter(meeting=meeting).values("pk"),
        kind=Conflict.Kind.DECLARED,
        ended_on__isnull=True,
    ).count()
    words = _("Nobody has declared one")
    if declared:
        words = ngettext(
            "%(number)s declared: a person steps out",
            "%(number)s declared: they step out",
            declared,
        ) % {"number": declared}
    return [*checks, Check(_("Conflicts of interest"), words, True)]
