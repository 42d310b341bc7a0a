"""Notices about a meeting: its list is out, research is due about an added person, or it is called
off. Each says the day, and no case."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from meetings import permissions as may
from meetings.models import Meeting, MeetingState, ResearchRequest
from meetings.models.research import IS_OWED
from meetings.notices.mail import NOTICES, members_of, recipients_of, send, walled_from_all
from meetings.queries.reminders import ASKS
from sharing import clock
from sharing.access import visible_to
from sharing.mail import mail_task
from sharing.models import Membership
from sharing.roles import Role
from sharing.unit import unit_of_work


def tell_of_calling_off(meeting_id: UUID) -> None:
    """Queue the notice to agencies that were told of a meeting that it is called off, sent once
    this unit is over. Only a job may know which agencies were asked about a walled-off case."""
    tell_agencies_of_calling_off.enqueue(meeting_id=str(meeting_id))


def tell_of_planning_again(meeting_id: UUID) -> None:
    """Queue the notice to those who were told that a meeting is called off that it is held after
    all."""
    tell_agencies_of_calling_off.enqueue(meeting_id=str(meeting_id), again=True)


@task()
def tell_agencies_of_calling_off(*, meeting_id: str, again: bool = False) -> None:
    """Queue a job for each agency that was asked for research for the meeting, or whose observer
    was to come, so that one that fails stops no other. The notice says that the meeting is called
    off, or planned `again`."""
    with unit_of_work(NOTICES):
        asked = ResearchRequest.objects.filter(
            visible_to(NOTICES, may.NOTICE_SENT, "scope__"), meeting=UUID(meeting_id)
        )
        cases: dict[UUID, list[str]] = defaultdict(list)
        for agency_id, case_id in asked.values_list("agency_id", "scope_id"):
            cases[agency_id].append(str(case_id))
        observers = Membership.objects.filter(admitted_to=meeting_id)
        for agency_id in sorted({*cases, *observers.values_list("agency_id", flat=True)}):
            send_calling_off_notice.enqueue(
                meeting_id=meeting_id,
                agency_id=str(agency_id),
                case_ids=cases.get(agency_id, []),
                again=again,
            )


@mail_task
def send_calling_off_notice(
    *, meeting_id: str, agency_id: str, case_ids: list[str], again: bool = False
) -> None:
    """Send the notice that a meeting is called off or held after all, with its day, to the agency's
    people who may know of a case that it was asked about and to its observers, then record that it
    was sent. Nothing is sent if that is no longer true."""
    agency, cases = UUID(agency_id), [UUID(one) for one in case_ids]
    with unit_of_work(NOTICES):
        meeting = Meeting.objects.get(pk=meeting_id)
        observers = members_of(agency, (Role.OBSERVER,), admitted_to=meeting.pk)
        recipients = _told_of_meeting(agency, cases) if cases else []
    is_off = meeting.state == MeetingState.CALLED_OFF
    if is_off == again or not (observers or recipients):
        return
    context = {"meeting": meeting, "link": f"{settings.PORTAL_ADDRESS}{reverse('meetings')}"}
    # Observers are told about the meeting, so a wall around its cases does not hide it.
    send(
        _("A meeting is held after all") if again else _("A meeting is called off"),
        "emails/planned_again.txt" if again else "emails/called_off.txt",
        context,
        recipients + observers,
        agency,
        cases=[] if observers else cases,
        items={meeting.pk},
    )


def _told_of_meeting(agency_id: UUID, case_ids: Collection[UUID]) -> list[str]:
    return recipients_of(
        agency_id, Role.REPRESENTATIVE, Role.ADVOCATE, without=walled_from_all(case_ids)
    )


def tell_of_list(meeting_id: UUID, asked: Mapping[UUID, Iterable[UUID]]) -> None:
    """Queue the notice to agencies that the list of a meeting is out, sent once this unit is over.
    `asked` has, by case, the agencies asked about it. Somebody walled off from all cases that their
    agency was asked about is not told."""
    cases: dict[UUID, list[str]] = defaultdict(list)
    for case_id, agency_ids in asked.items():
        for agency_id in agency_ids:
            cases[agency_id].append(str(case_id))
    for agency_id in sorted(cases):
        send_list_notice.enqueue(
            meeting_id=str(meeting_id), agency_id=str(agency_id), case_ids=cases[agency_id]
        )


@mail_task
def send_list_notice(*, meeting_id: str, agency_id: str, case_ids: list[str]) -> None:
    """Send the notice that a list is out, with the day and a link, if the meeting is still to be
    held, then record that it was sent."""
    with unit_of_work(NOTICES):
        if not Meeting.objects.filter(pk=meeting_id, state__in=ASKS).exists():
            return
    subject = _("The list of a meeting is out")
    _send_of_research(meeting_id, agency_id, case_ids, subject, "emails/list_out.txt", "meeting")


def tell_of_added(meeting_id: UUID, case_id: UUID, agency_ids: Iterable[UUID]) -> None:
    """Queue the notice to agencies that somebody is part of a case since they answered, sent once
    this unit is over."""
    for agency_id in sorted(agency_ids):
        send_added_notice.enqueue(
            meeting_id=str(meeting_id), agency_id=str(agency_id), case_id=str(case_id)
        )


@mail_task
def send_added_notice(*, meeting_id: str, agency_id: str, case_id: str) -> None:
    """Send the notice that research is due, if it is still owed, then record that it was sent. The
    mail is like any reminder, because the case itself says that somebody was added or corrected."""
    with unit_of_work(NOTICES):
        owed = ResearchRequest.objects.filter(
            IS_OWED, scope_id=UUID(case_id), meeting=UUID(meeting_id), agency=UUID(agency_id)
        )
        due = {by: by < clock.now() for by in owed.values_list("due_at", flat=True)}
    if due:
        _send_of_research(
            meeting_id,
            agency_id,
            [case_id],
            _("Research is due"),
            "emails/research_due.txt",
            "research_list",
            due=due,
        )


def _send_of_research(
    meeting_id: str,
    agency_id: str,
    case_ids: list[str],
    subject: str,
    template: str,
    page: str,
    **more: object,
) -> None:
    agency, cases = UUID(agency_id), [UUID(one) for one in case_ids]
    with unit_of_work(NOTICES):
        meeting = Meeting.objects.get(pk=meeting_id)
        recipients = _told_of_meeting(agency, cases)
    if not recipients:
        return
    link = f"{settings.PORTAL_ADDRESS}{reverse(page, args=[meeting.pk])}"
    context = {"meeting": meeting, "link": link, **more}
    send(subject, template, context, recipients, agency, cases, {meeting.pk})
