"""Mail of the portal itself: no name, no case, only that there is something to do.

It is sent by jobs, which get identifiers, send outside every unit of work, and record whom they
reached."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.link_tokens import token_of
from sharing.mail import begun, mail_task, send_in_tries
from sharing.models import (
    AccountCorrection,
    Area,
    EmergencyAccess,
    Membership,
    User,
)
from sharing.permissions import (
    AGREE_YEAR_END,
    REVIEW_EMERGENCY,
    SEND_MAIL,
    TELL_OF_CASES_LEFT,
    TELL_OF_EMERGENCY,
    Permission,
)
from sharing.queries.accounts import deciders, usable_links, waiting_memberships
from sharing.queries.keepers import (
    cases_to_tell_of,
    members_acting_as,
    people_told,
    walls_of_cases_left,
)
from sharing.queries.memberships import signed_agencies
from sharing.roles import Role
from sharing.unit import unit_of_work

NOTICES = Actor.system("notices")


@mail_task
def send_password_link(link_id: str) -> None:
    """Whoever reads the person's mail can set their password, once, within a day, if the link still
    does."""
    with unit_of_work(NOTICES):
        links = usable_links().filter(pk=UUID(link_id)).select_related("user")
        to = [_to(link.user) for link in links]
    way = reverse("open_password_link", args=[token_of(UUID(link_id))])
    body = render_to_string("emails/password_link.txt", {"address": settings.PORTAL_ADDRESS + way})
    _send(_("Set your password for the MARAC portal"), body, to=to)


@mail_task
def tell_of_reset(user_id: str) -> None:
    """The person knows that their second factor was taken away."""
    with unit_of_work(NOTICES):
        person = User.objects.get(pk=UUID(user_id))
    body = render_to_string("emails/second_factor_reset.txt")
    _send(_("Your second factor for the MARAC portal was reset"), body, to=[_to(person)])


@mail_task
def tell_of_correction(correction_id: str) -> None:
    """The person knows, at the address that they had and at the one that they have, that their
    account was changed."""
    with unit_of_work(NOTICES):
        correction = AccountCorrection.objects.select_related("user").get(pk=UUID(correction_id))
    body = render_to_string("emails/account_corrected.txt")
    before = (correction.email_before, correction.user_id)
    to = [before, _to(correction.user)]
    _send(_("Your account on the MARAC portal was changed"), body, to=to)


@mail_task
def tell_of_codes(user_id: str) -> None:
    """The person knows that their recovery codes are others now."""
    with unit_of_work(NOTICES):
        person = User.objects.get(pk=UUID(user_id))
    body = render_to_string("emails/codes_renewed.txt")
    _send(_("Your recovery codes for the MARAC portal are new"), body, to=[_to(person)])


@mail_task
def tell_what_waits(area_id: str) -> None:
    """Whoever can confirm a membership of the area knows that one waits, if it still does."""
    with unit_of_work(NOTICES):
        waits = waiting_memberships().filter(agency__area=UUID(area_id)).exists()
        to = [_to(one.user) for one in deciders(UUID(area_id))] if waits else []
    address = settings.PORTAL_ADDRESS + reverse("to_decide")
    body = render_to_string("emails/to_decide.txt", {"address": address})
    _send(_("Something waits for your decision on the MARAC portal"), body, to=to)


@mail_task
def tell_of_emergency(access_id: str) -> None:
    """Tell coordinators and safeguarding leads that a case was opened in an emergency; if all of
    them are walled off from it, tell the chairs. Then record that they were told. Nobody is told if
    it was reviewed meanwhile."""
    with unit_of_work(NOTICES):
        opened = EmergencyAccess.objects.select_related("agency", "scope").get(pk=UUID(access_id))
        to = [] if opened.reviewed_at else [_to(member.user) for member in _reviewers(opened)]
    address = settings.PORTAL_ADDRESS + reverse("emergencies")
    body = render_to_string("emails/emergency.txt", {"address": address})
    subject = _("A case was opened in an emergency")
    _send(subject, body, to=to, told_by=TELL_OF_EMERGENCY, cases=[opened.scope_id])


@task()
def tell_of_cases_left(area_id: str, case_ids: list[str] | None = None, gone: str = "") -> None:
    """Tell the safeguarding leads of cases that no coordinator or chair can see, because of a wall,
    the end of a membership or the submission of a draft. If all leads are walled off too, tell the
    account administrators, who can have somebody else become one. Nobody is told of a case that
    they are walled off from. A job does this, so that the person who put up a wall learns nothing
    of other walls. Without named cases or a person who is `gone`, it looks at all cases of the area
    and skips people who were told before."""
    area, cases = UUID(area_id), None if case_ids is None else [UUID(one) for one in case_ids]
    with unit_of_work(NOTICES):
        left = walls_of_cases_left(NOTICES, area, cases, UUID(gone) if gone else None)
        if not left:
            return
        known = people_told(area, left) if cases is None and not gone else {}
        told = {
            role: {one.user_id for one in members_acting_as(area, [role])}
            for role in (Role.LEAD, Role.ADMINISTRATOR)
        }
        mails: dict[tuple[Role, UUID], list[str]] = {}
        for case_id, walled in sorted(left.items()):
            for role, people in told.items():
                if ready := people - walled:
                    for person in ready - known.get(case_id, set()):
                        mails.setdefault((role, person), []).append(str(case_id))
                    break
        for (role, person), of_person in sorted(mails.items()):
            send_cases_left.enqueue(str(role), str(person), of_person)


@mail_task
def send_cases_left(role: str, user_id: str, case_ids: list[str]) -> None:
    """One of them knows, by a job of their own, so that one that fails stops no other: of those
    cases that are still left to nobody, that no wall keeps from them, and of which no other job
    told them since this one began."""
    person = UUID(user_id)
    with unit_of_work(NOTICES):
        owed = cases_to_tell_of(NOTICES, Role(role), person, list(map(UUID, case_ids)), begun())
        to = [_to(one) for one in User.objects.filter(pk=person)] if owed else []
    address = settings.PORTAL_ADDRESS + reverse("home")
    body = render_to_string("emails/cases_left.txt", {"address": address, "role": role})
    subject = _("A case is left to no coordinator or chair")
    _send(subject, body, to=to, told_by=TELL_OF_CASES_LEFT, cases=owed)


@task()
def tell_of_keepers_gone() -> None:
    """Of each area it is asked what is left to nobody, and who must know and does not yet: also
    where a membership ended by itself, or a signature was stopped, and however many nights nobody
    asked."""
    with unit_of_work(NOTICES):
        for area in Area.objects.order_by("pk"):
            tell_of_cases_left.enqueue(str(area.pk))


@mail_task
def tell_of_admission(membership_id: str) -> None:
    """Somebody with an account knows that they may come to a meeting, unless it was taken back
    meanwhile, or the signature of the agency for which they come was stopped."""
    with unit_of_work(NOTICES):
        held = Membership.objects.select_related("user").get(pk=UUID(membership_id))
        signed = signed_agencies().filter(agency=held.agency_id).exists()
        comes = signed and held.is_live(clock.today()) and held.user.is_active
        to = [_to(held.user)] if comes else []
    address = settings.PORTAL_ADDRESS + reverse("home")
    body = render_to_string("emails/admitted.txt", {"address": address})
    _send(_("You are admitted to a meeting on the MARAC portal"), body, to=to)


@mail_task
def tell_of_year_end(area_id: str, proposed_by: str) -> None:
    """Whoever could confirm that a year of the trail ends, or stop it, knows that somebody
    proposed it."""
    with unit_of_work(NOTICES):
        members = members_acting_as(UUID(area_id), AGREE_YEAR_END.roles)
        to = [_to(one.user) for one in members if one.user_id != UUID(proposed_by)]
    address = settings.PORTAL_ADDRESS + reverse("trail_years")
    body = render_to_string("emails/year_end.txt", {"address": address})
    _send(_("A year of the MARAC portal’s audit trail is to end"), body, to=to)


def _to(person: User) -> tuple[str, UUID]:
    return person.email, person.pk


def _send(
    subject: str,
    body: str,
    *,
    to: Collection[tuple[str, UUID]],
    told_by: Permission = SEND_MAIL,
    cases: Iterable[UUID] = (),
) -> None:
    """Each address has its mail, and whose it was is on record: also where another failed."""

    def message(address: str) -> EmailMessage:
        return EmailMessage(subject, body, to=[address])

    if reached := send_in_tries(message, [address for address, _person in to]):
        with unit_of_work(NOTICES) as work:
            perform(NOTICES, told_by)
            work.cases.update(cases)
            work.people.update(person for address, person in to if address in reached)


def _reviewers(opened: EmergencyAccess) -> list[Membership]:
    kept_out = {*opened.scope.walled, opened.user_id}
    members = members_acting_as(opened.agency.area_id, REVIEW_EMERGENCY.roles)
    live = [one for one in members if one.user_id not in kept_out]
    first = [one for one in live if one.role != Role.CHAIR]
    return first or live
