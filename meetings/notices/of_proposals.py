"""The notice that proposed corrections of agencies wait. It goes to the people who decide on them,
and names no case."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from meetings.models import Meeting
from meetings.notices.mail import NOTICES, send
from meetings.queries.reminders import proposals_to_tell_of
from sharing import clock
from sharing.mail import begun, mail_task
from sharing.models import Membership, Scope
from sharing.queries.keepers import members_acting_as
from sharing.roles import KEEPERS, Role
from sharing.unit import unit_of_work


@task()
def tell_of_proposals() -> None:
    """Queue a job for each meeting with something that waits and is told of today."""
    with unit_of_work(NOTICES):
        for meeting_id in sorted(proposals_to_tell_of(NOTICES, clock.today())):
            send_proposals_notice.enqueue(meeting_id=str(meeting_id))


@mail_task
def send_proposals_notice(*, meeting_id: str) -> None:
    """Send the coordinators of the area the notice that something waits for that meeting, if it
    still does, with a link and nothing else, then record that it was sent. Somebody walled off from
    all of it is not told. If all coordinators are walled off from a case, the chairs are told of
    it."""
    with unit_of_work(NOTICES):
        meeting = Meeting.objects.get(pk=meeting_id)
        cases = _to_tell_of(meeting)
        by_agency: dict[UUID, list[str]] = {}
        for member in _to_tell(meeting, cases) if cases else []:
            by_agency.setdefault(member.agency_id, []).append(member.user.email)
    link = f"{settings.PORTAL_ADDRESS}{reverse('proposals_of_meeting', args=[meeting.pk])}"
    subject, template = _("A decision waits"), "emails/proposals_wait.txt"
    for agency_id, recipients in by_agency.items():
        send(subject, template, {"link": link}, recipients, agency_id, cases, {meeting.pk})


def _to_tell_of(meeting: Meeting) -> list[UUID]:
    """Return the cases of which the notice was to tell on the day of its first try, except those of
    which another tells today."""
    day, today = clock.day(begun()), clock.today()
    cases = proposals_to_tell_of(NOTICES, day).get(meeting.pk, [])
    told = proposals_to_tell_of(NOTICES, today).get(meeting.pk, []) if day < today else []
    return [one for one in cases if one not in told]


def _to_tell(meeting: Meeting, cases: list[UUID]) -> list[Membership]:
    """Return the memberships that may know of each case."""
    live = members_acting_as(meeting.area_id, KEEPERS)
    told: dict[UUID, Membership] = {}
    for walled in Scope.objects.filter(pk__in=cases).values_list("walled", flat=True):
        knowing = [one for one in live if one.user_id not in walled]
        first = [one for one in knowing if one.role == Role.COORDINATOR]
        told |= {one.pk: one for one in first or knowing}
    return list(told.values())
