"""Mail that something is due: by when, with a link to sign in to, and nothing else.

Nobody is told of a case from which they are walled off, not even that something is due: they
would look for it, not find it, and know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import IS_OWED, Meeting
from meetings.queries.groups import Group
from meetings.queries.outcomes_due import outcomes_due, reminded_since
from meetings.queries.paces import paces_of
from meetings.queries.reminders import open_actions
from meetings.queries.research.requests import asked_for
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.mail import begun, mail_task, send_in_tries
from sharing.models import Agency, Membership, Scope
from sharing.queries.memberships import signed_agencies
from sharing.unit import unit_of_work

REMINDERS = Actor.system("reminders")
NOTICES = Actor.system("notices")


@dataclass(frozen=True)
class Due:
    """Something that an agency owes in a case."""

    case_id: UUID
    by: date | datetime
    late: bool


@dataclass(frozen=True)
class Letter:
    """Who is told, and what they may know of, the earliest first."""

    address: str
    due: Sequence[Due]

    @property
    def late(self) -> bool:
        return any(one.late for one in self.due)

    @property
    def days(self) -> dict[date | datetime, bool]:
        """Return when something is due, each time once, and whether it is late."""
        return {one.by: one.late for one in self.due}


def tell_of_research(meeting_id: UUID, agency_id: UUID, request_ids: Iterable[UUID]) -> None:
    """The agency will be told by when this research is due, once this unit of work is over."""
    send_research_reminder.enqueue(
        str(meeting_id), str(agency_id), [str(one) for one in request_ids]
    )


def tell_of_actions(agency_id: UUID, action_ids: Iterable[UUID]) -> None:
    """The agency will be told by when these actions are due, once this unit of work is over."""
    send_actions_reminder.enqueue(str(agency_id), [str(one) for one in action_ids])


def tell_of_outcomes(agency_id: UUID, case_ids: Iterable[UUID]) -> None:
    """The service will be told by when somebody tells the victims of these cases the outcome, once
    this unit of work is over."""
    send_outcomes_reminder.enqueue(str(agency_id), [str(one) for one in case_ids])


@mail_task
def send_research_reminder(meeting_id: str, agency_id: str, request_ids: list[str]) -> None:
    """Send the notice that research is due, as far as it is still owed, then record it."""
    with unit_of_work(REMINDERS):
        meeting = Meeting.objects.get(pk=meeting_id)
        owed = asked_for([meeting], REMINDERS, may.CHASE_RESEARCH).filter(IS_OWED)
        owed = owed.exclude(reminded_at__gt=begun())  # of which a later reminder tells
        due = [
            Due(one.scope_id, one.due_at, one.due_at < clock.now())
            for one in owed.filter(pk__in=request_ids).order_by("due_at")
        ]
        letters = _letters(UUID(agency_id), due)
    subjects = _("Research is due"), _("Research is overdue")
    _send(UUID(agency_id), letters, subjects, "emails/research_due.txt", "research")


@mail_task
def send_actions_reminder(agency_id: str, action_ids: list[str]) -> None:
    """Send the notice that actions are due, as far as they are still open, then record it."""
    with unit_of_work(REMINDERS):
        owed = open_actions(REMINDERS).filter(pk__in=action_ids).order_by("due_on")
        owed = owed.exclude(reminded_at__gt=begun())
        due = [
            Due(one.scope_id, one.due_on, one.due_on < clock.today()) for one in owed if one.due_on
        ]
        letters = _letters(UUID(agency_id), due)
    subjects = _("An action is due"), _("An action is overdue")
    _send(UUID(agency_id), letters, subjects, "emails/actions_due.txt", "actions")


@mail_task
def send_outcomes_reminder(agency_id: str, case_ids: list[str]) -> None:
    """Send the notice that victims are to be told, as far as nobody has told them, then record
    it."""
    with unit_of_work(REMINDERS):
        owed = outcomes_due(REMINDERS).get(UUID(agency_id), {})
        again = reminded_since(UUID(agency_id), owed, begun())
        due = [
            Due(case, by, by < clock.today())
            for case, by in sorted(owed.items(), key=lambda one: one[1])
            if str(case) in case_ids and case not in again
        ]
        letters = _letters(UUID(agency_id), due)
    subjects = _("An outcome is to be told"), _("An outcome should have been told")
    query = f"?show={Group.TO_TELL.value}"
    _send(UUID(agency_id), letters, subjects, "emails/outcome_due.txt", "cases", query)


def known_to_somebody(agency_id: UUID, case_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of these cases of which somebody is told if something is due."""
    due = [Due(one, clock.today(), late=False) for one in case_ids]
    return {one.case_id for letter in _letters(agency_id, due) for one in letter.due}


def _letters(agency_id: UUID, due: Sequence[Due]) -> list[Letter]:
    """Return a letter to the agency's shared mailbox about what all who read it may know, and one
    to each member who may know of the rest. Where the agency has no mailbox, or the area wants it
    so, each member has a letter about all that they may know of; if there is no such member, the
    mailbox stands in. Without a standing signature nobody is told."""
    if not due or not signed_agencies().filter(agency=agency_id).exists():
        return []
    cases = {one.case_id for one in due}
    walled = dict(Scope.objects.filter(pk__in=cases).values_list("pk", "walled"))
    today = clock.today()
    members = [
        member
        for member in Membership.objects.filter(agency_id=agency_id).select_related("user")
        if member.is_live(today)
    ]
    agency = Agency.objects.select_related("area").get(pk=agency_id)
    readers = {member.user_id for member in members}
    closed = {case for case, people in walled.items() if not readers.isdisjoint(people)}
    paces = paces_of(agency.area)
    each = not agency.mailbox or (paces and paces.each)
    # What all may know goes where it always goes: if the mailbox fell silent because of one case,
    # whoever is walled off from it would see that there is one.
    for_all = [one for one in due if one.case_id not in closed]
    in_person = due if each else [one for one in due if one.case_id in closed]
    shared: dict[str, Sequence[Due]] = (
        {agency.mailbox: for_all} if agency.mailbox and for_all else {}
    )
    told: dict[str, Sequence[Due]] = {}
    for member in members:
        own = [one for one in in_person if member.user_id not in walled[one.case_id]]
        if own and member.role in may.AGENCIES and member.user.is_active:
            told[member.user.email] = own
    told = (told or shared) if each else told | shared
    return [Letter(address, own) for address, own in told.items()]


def _send(
    agency_id: UUID,
    letters: Sequence[Letter],
    subjects: tuple[str, str],
    template: str,
    page: str,
    query: str = "",
) -> None:
    link = f"{settings.PORTAL_ADDRESS}{reverse(page)}{query}"
    by_address = {letter.address: letter for letter in letters}

    def message(address: str) -> EmailMessage:
        letter = by_address[address]
        # Of several that are due at one time the mail does not say how many.
        body = render_to_string(template, {"due": letter.days, "link": link})
        return EmailMessage(subjects[letter.late], body, to=[address])

    if reached := send_in_tries(message, by_address):
        with unit_of_work(NOTICES) as work:
            perform(NOTICES, may.NOTICE_SENT)
            told = [letter for letter in letters if letter.address in reached]
            work.cases.update(one.case_id for letter in told for one in letter.due)
            work.recipient_id = agency_id
