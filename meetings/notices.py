"""Notices by mail. They hold nothing personal: that something waits, its reference and a link to
sign in to. Each is sent by a job after the unit of work that asked for it, and then recorded."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from meetings import permissions as may
from meetings.models import Case, Meeting
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.mail import send_to_each
from sharing.models import Agency, Membership, Scope
from sharing.roles import Role
from sharing.work import unit_of_work

NOTICES = Actor.system("notices")


def tell_of_referral(case_id: UUID, agency_id: UUID) -> None:
    """The IDVA service will be told that a referral waits, once this unit of work is over."""
    send_referral_notice.enqueue(case_id=str(case_id), agency_id=str(agency_id))


@task()
def send_referral_notice(*, case_id: str, agency_id: str) -> None:
    """Send the notice that a referral waits, then record that it was sent."""
    _send_of_case(
        UUID(case_id),
        UUID(agency_id),
        (Role.ADVOCATE,),
        subject=_("A referral waits: %(reference)s"),
        template="emails/referral_waits.txt",
        page="advocate",
    )


def _recipients(agency_id: UUID, *roles: Role, without: Collection[UUID] = ()) -> list[str]:
    """Return the agency's shared mailbox or, where it has none or somebody who must not know
    reads it, its members of these roles, each in a mail of their own."""
    mailbox = Agency.objects.values_list("mailbox", flat=True).get(pk=agency_id)
    if mailbox and not _has_member(agency_id, without):
        return [mailbox]
    return _members(agency_id, roles, without=without)


def _has_member(agency_id: UUID, people: Collection[UUID]) -> bool:
    today = clock.today()
    members = Membership.objects.filter(agency_id=agency_id, user__in=people)
    return any(member.is_live(today) for member in members)


def _members(
    agency_id: UUID, roles: tuple[Role, ...], *, without: Collection[UUID] = ()
) -> list[str]:
    members = (
        Membership.objects.filter(agency_id=agency_id, role__in=roles)
        .exclude(user__in=without)
        .select_related("user")
    )
    today = clock.today()
    return [
        member.user.email for member in members if member.is_live(today) and member.user.is_active
    ]


def tell_of_development(case_id: UUID, agency_ids: Iterable[UUID]) -> None:
    """These agencies will be told that a case has something new, once this unit is over."""
    for agency_id in sorted(agency_ids):
        send_development_notice.enqueue(case_id=str(case_id), agency_id=str(agency_id))


@task()
def send_development_notice(*, case_id: str, agency_id: str) -> None:
    """Send the notice that a case has something new, then record that it was sent."""
    _send_of_case(
        UUID(case_id),
        UUID(agency_id),
        (Role.REPRESENTATIVE, Role.ADVOCATE),
        subject=_("New on a case: %(reference)s"),
        template="emails/new_on_case.txt",
        page="case",
    )


def tell_of_death(case_id: UUID, area_id: UUID | None) -> None:
    """The safeguarding leads of the area will be told that a case is on hold."""
    leads = Membership.objects.filter(agency__area=area_id, role=Role.LEAD)
    for agency_id in sorted(set(leads.values_list("agency_id", flat=True))):
        send_death_notice.enqueue(case_id=str(case_id), agency_id=str(agency_id))


@task()
def send_death_notice(*, case_id: str, agency_id: str) -> None:
    """Send the notice that a case is on hold, then record that it was sent."""
    _send_of_case(
        UUID(case_id),
        UUID(agency_id),
        (Role.LEAD,),
        subject=_("A case is on hold: %(reference)s"),
        template="emails/case_on_hold.txt",
        page="case_trail",
    )


def _send_of_case(
    case_id: UUID,
    agency_id: UUID,
    roles: tuple[Role, ...],
    *,
    subject: str,
    template: str,
    page: str,
) -> None:
    with unit_of_work(NOTICES):
        reference = Case.objects.values_list("reference", flat=True).get(pk=case_id)
        walled = set(Scope.objects.values_list("walled", flat=True).get(pk=case_id))
        # A lead is told in person, never through a mailbox that others read.
        if Role.LEAD in roles:
            recipients = _members(agency_id, roles, without=walled)
        else:
            recipients = _recipients(agency_id, *roles, without=walled)
    if not recipients:
        return
    context = {
        "reference": reference,
        "link": f"{settings.PORTAL_ADDRESS}{reverse(page, args=[case_id])}",
    }
    _send(subject % {"reference": reference}, template, context, recipients, agency_id, {case_id})


def _send(
    subject: str,
    template: str,
    context: Mapping[str, object],
    recipients: Collection[str],
    agency_id: UUID,
    cases: Collection[UUID] = (),
    items: Collection[UUID] = (),
) -> None:
    """Each has the mail, and that the agency was sent it is on record: also where one failed."""
    body = render_to_string(template, context)

    def message(address: str) -> EmailMessage:
        return EmailMessage(subject, body, to=[address])

    reached, failed = send_to_each(message, recipients)
    if reached:
        with unit_of_work(NOTICES) as work:
            perform(NOTICES, may.NOTICE_SENT)
            work.cases.update(cases)
            work.items.update(items)
            work.recipient_id = agency_id
    if failed:
        raise failed[0]


def tell_of_decision(case_id: UUID, agency_id: UUID) -> None:
    """The agency that referred will be told that its referral was decided on."""
    send_decision_notice.enqueue(case_id=str(case_id), agency_id=str(agency_id))


@task()
def send_decision_notice(*, case_id: str, agency_id: str) -> None:
    """Send the notice that a referral was decided on, then record that it was sent."""
    _send_of_case(
        UUID(case_id),
        UUID(agency_id),
        (Role.REFERRER, Role.REPRESENTATIVE, Role.ADVOCATE),
        subject=_("Decided on your referral: %(reference)s"),
        template="emails/referral_decided.txt",
        page="case",
    )


def tell_of_list(meeting_id: UUID, agency_ids: Iterable[UUID]) -> None:
    """These agencies will be told that the list of a meeting is out, once this unit is over."""
    for agency_id in sorted(agency_ids):
        send_list_notice.enqueue(meeting_id=str(meeting_id), agency_id=str(agency_id))


@task()
def send_list_notice(*, meeting_id: str, agency_id: str) -> None:
    """Send the notice that a list is out, with the day and a link, then record that it was sent."""
    agency = UUID(agency_id)
    with unit_of_work(NOTICES):
        meeting = Meeting.objects.get(pk=meeting_id)
        recipients = _recipients(agency, Role.REPRESENTATIVE, Role.ADVOCATE)
    if not recipients:
        return
    context = {
        "meeting": meeting,
        "link": f"{settings.PORTAL_ADDRESS}{reverse('meeting', args=[meeting.pk])}",
    }
    subject = _("The list of a meeting is out")
    _send(subject, "emails/list_out.txt", context, recipients, agency, items={meeting.pk})
