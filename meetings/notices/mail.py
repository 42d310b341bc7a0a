"""Sending a notice: it goes to people of an agency, leaves out those whom a wall keeps from its
case, and is then recorded."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from meetings import permissions as may
from meetings.queries.paces import paces_of
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor, seat_of
from sharing.mail import send_in_tries
from sharing.models import Agency, Membership, Scope
from sharing.queries.memberships import signed_agencies
from sharing.roles import Role
from sharing.unit import unit_of_work

NOTICES = Actor.system("notices")


def recipients_of(
    agency_id: UUID,
    *roles: Role,
    without: Collection[UUID] = (),
    referred_by: Collection[UUID] = (),
) -> list[str]:
    """Return the agency's shared mailbox. If it has none, or somebody who must not know reads it,
    or the area wants it so, return its members of these roles, each in a separate mail; where there
    is no such member, the mailbox if all its readers may know. Referrers know of no cases but their
    own, so only those who referred are among them, by their seats. Nobody of an agency without a
    standing signature is told anything."""
    signed = Agency.objects.filter(pk__in=signed_agencies()).select_related("area")
    agency = signed.filter(pk=agency_id).first()
    if agency is None:
        return []
    mailbox = [agency.mailbox] if agency.mailbox and not _has_member(agency_id, without) else []
    paces = paces_of(agency.area)
    if mailbox and not (paces and paces.each):
        return mailbox
    return members_of(agency_id, roles, without=without, referred_by=referred_by) or mailbox


def walled_from_all(case_ids: Collection[UUID]) -> set[UUID]:
    """Return the people who must not know of a mail about these cases. Somebody who may know of one
    of the cases knows why it came."""
    walls = Scope.objects.filter(pk__in=case_ids).values_list("walled", flat=True)
    return set.intersection(*(set(walled) for walled in walls))


def _has_member(agency_id: UUID, people: Collection[UUID]) -> bool:
    today = clock.today()
    members = Membership.objects.filter(agency_id=agency_id, user__in=people)
    return any(member.is_live(today) for member in members)


def members_of(
    agency_id: UUID,
    roles: Collection[Role],
    *,
    without: Collection[UUID] = (),
    referred_by: Collection[UUID] = (),
    admitted_to: UUID | None = None,
) -> list[str]:
    members = (
        Membership.objects.filter(agency_id=agency_id, role__in=roles, admitted_to=admitted_to)
        .filter(agency__in=signed_agencies())
        .exclude(user__in=without)
        .select_related("user")
    )
    today = clock.today()
    return [
        one.user.email
        for one in members
        if one.is_live(today)
        and one.user.is_active
        and (one.role != Role.REFERRER or seat_of(one.user_id, agency_id) in referred_by)
    ]


def send(
    subject: str,
    template: str,
    context: Mapping[str, object],
    recipients: Collection[str],
    agency_id: UUID,
    cases: Collection[UUID] = (),
    items: Collection[UUID] = (),
) -> None:
    """Send the mail to each recipient whom no earlier try reached, and record that the agency was
    sent it, even if one mail failed."""
    body = render_to_string(template, context)

    def message(address: str) -> EmailMessage:
        return EmailMessage(subject, body, to=[address])

    if send_in_tries(message, recipients):
        with unit_of_work(NOTICES) as work:
            perform(NOTICES, may.NOTICE_SENT)
            work.cases.update(cases)
            work.items.update(items)
            work.recipient_id = agency_id
