"""Mail of the portal itself: no name, no case, only that there is something to do.

It is sent by jobs, which get identifiers and send outside every unit of work."""

from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.models import AccountCorrection, EmergencyAccess, Membership, PasswordLink, User
from sharing.operations.password_links import token_of
from sharing.permissions import REVIEW_EMERGENCY, TELL_OF_EMERGENCY
from sharing.queries.accounts import deciders
from sharing.roles import Role
from sharing.work import unit_of_work

JOB = "notices"


@task()
def send_password_link(link_id: str) -> None:
    """Whoever reads the person's mail can set their password, once, within a day."""
    with unit_of_work(Actor.system(JOB)):
        link = PasswordLink.objects.select_related("user").get(pk=UUID(link_id))
    address = settings.PORTAL_ADDRESS + reverse("open_password_link", args=[token_of(link.pk)])
    body = render_to_string("emails/password_link.txt", {"address": address})
    send_mail(_("Set your password for the MARAC portal"), body, None, [link.user.email])


@task()
def tell_of_reset(user_id: str) -> None:
    """The person knows that their second factor was taken away."""
    with unit_of_work(Actor.system(JOB)):
        person = User.objects.get(pk=UUID(user_id))
    body = render_to_string("emails/second_factor_reset.txt")
    send_mail(_("Your second factor for the MARAC portal was reset"), body, None, [person.email])


@task()
def tell_of_correction(correction_id: str) -> None:
    """The person knows, at the address that they had and at the one that they have, that their
    account was changed."""
    with unit_of_work(Actor.system(JOB)):
        correction = AccountCorrection.objects.select_related("user").get(pk=UUID(correction_id))
    body = render_to_string("emails/account_corrected.txt")
    for address in sorted({correction.email_before, correction.user.email}):
        send_mail(_("Your account on the MARAC portal was changed"), body, None, [address])


@task()
def tell_of_codes(user_id: str) -> None:
    """The person knows that their recovery codes are others now."""
    with unit_of_work(Actor.system(JOB)):
        person = User.objects.get(pk=UUID(user_id))
    body = render_to_string("emails/codes_renewed.txt")
    send_mail(_("Your recovery codes for the MARAC portal are new"), body, None, [person.email])


@task()
def tell_what_waits(area_id: str) -> None:
    """Whoever can confirm a membership of the area knows that one waits."""
    with unit_of_work(Actor.system(JOB)):
        addresses = sorted({one.user.email for one in deciders(UUID(area_id))})
    address = settings.PORTAL_ADDRESS + reverse("to_decide")
    body = render_to_string("emails/to_decide.txt", {"address": address})
    for one in addresses:
        send_mail(_("Something waits for your decision on the MARAC portal"), body, None, [one])


@task()
def tell_of_emergency(access_id: str) -> None:
    """Coordinators and safeguarding leads know that a case was opened in an emergency; where all
    of them are walled off from it, the chairs do. Then it is on record that they were told."""
    actor = Actor.system(JOB)
    with unit_of_work(actor):
        opened = EmergencyAccess.objects.select_related("agency", "scope").get(pk=UUID(access_id))
        told = _reviewers(opened)
    address = settings.PORTAL_ADDRESS + reverse("emergencies")
    body = render_to_string("emails/emergency.txt", {"address": address})
    for one in sorted({member.user.email for member in told}):
        send_mail(_("A case was opened in an emergency"), body, None, [one])
    with unit_of_work(actor) as work:
        perform(actor, TELL_OF_EMERGENCY)
        work.cases.add(opened.scope_id)
        work.people.update(member.user_id for member in told)


def _reviewers(opened: EmergencyAccess) -> list[Membership]:
    kept_out = [*opened.scope.walled, opened.user_id]
    members = Membership.objects.filter(
        agency__area=opened.agency.area_id, role__in=REVIEW_EMERGENCY.roles, user__is_active=True
    ).exclude(user__in=kept_out)
    live = [one for one in members.select_related("user") if one.is_live(clock.today())]
    first = [one for one in live if one.role != Role.CHAIR]
    return first or live
