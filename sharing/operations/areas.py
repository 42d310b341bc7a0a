"""Areas and agencies, which the operator makes at the console. Nobody could make them in the
portal, where everybody belongs to an area."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.events import AGENCY_MADE, LINK_SENT, MEMBERSHIP_GIVEN
from sharing.models import Agency, AgencyKind, Area, Membership, PasswordLink, Signature, User
from sharing.operations.password_links import make_link
from sharing.permissions import CREATE_AREA
from sharing.roles import Role
from sharing.rules import RuleBroken
from sharing.work import Work


@dataclass(frozen=True)
class Newcomer:
    """One of the first people of an area."""

    name: str
    email: str


@dataclass(frozen=True)
class Opened:
    """A new area, and the links that set the passwords of people who had no account."""

    area_id: UUID
    coordinator: PasswordLink | None
    administrator: PasswordLink | None


def create_area(
    *,
    actor: Actor,
    name: str,
    letters: str,
    holidays: str,
    agency_name: str,
    mailbox: str,
    signed_on: date,
    review_on: date,
    coordinator: Newcomer,
    administrator: Newcomer,
) -> Opened:
    """The area exists with the agency that keeps its meetings, a coordinator, who needs nobody to
    confirm them, and an account administrator."""
    work = perform(actor, CREATE_AREA)
    if Area.objects.filter(name__iexact=name).exists():
        raise RuleBroken(_("There is an area of this name already."), field="name")
    if Area.objects.filter(prefix__iexact=letters).exists():
        raise RuleBroken(_("Another area has these letters."), field="letters")
    if coordinator.email.casefold() == administrator.email.casefold():
        raise RuleBroken(
            _("What an administrator gives, somebody else confirms: take two people."),
            field="administrator_email",
        )
    _check_shared(mailbox, coordinator, administrator)
    area = Area.objects.create(name=name, prefix=letters.upper(), holidays=holidays)
    agency = _agency(work, area, AgencyKind.OTHER, agency_name, mailbox, signed_on, review_on)
    return Opened(
        area.pk,
        _join(work, coordinator, agency, Role.COORDINATOR),
        _join(work, administrator, agency, Role.ADMINISTRATOR),
    )


def create_agency(
    *,
    actor: Actor,
    letters: str,
    name: str,
    kind: str,
    mailbox: str,
    core: bool,
    signed_on: date,
    review_on: date,
) -> Agency:
    """The area has one more agency, which signed the information-sharing protocol."""
    work = perform(actor, CREATE_AREA, event=AGENCY_MADE)
    area = Area.objects.filter(prefix__iexact=letters).first()
    if area is None:
        raise RuleBroken(_("No area has these letters."), field="letters")
    _check_shared(mailbox)
    return _agency(work, area, kind, name, mailbox, signed_on, review_on, core=core)


def renew_link(*, actor: Actor, email: str) -> PasswordLink:
    """Somebody whose account was never used has a new link that sets its password."""
    work = perform(actor, CREATE_AREA, event=LINK_SENT)
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None or user.has_usable_password():
        raise RuleBroken(_("No account with this address waits for its first password."))
    work.people.add(user.pk)
    return make_link(user)


def _check_shared(mailbox: str, *newcomers: Newcomer) -> None:
    known = User.objects.filter(email__iexact=mailbox).exists()
    if known or mailbox.casefold() in {one.email.casefold() for one in newcomers}:
        raise RuleBroken(
            _(
                "Somebody signs in with this address, and a shared mailbox is read by others too."
                " Without one, each member of the agency is told at their own address."
            ),
            field="mailbox",
        )


def _agency(
    work: Work,
    area: Area,
    kind: str,
    name: str,
    mailbox: str,
    signed_on: date,
    review_on: date,
    *,
    core: bool = False,
) -> Agency:
    if Agency.objects.filter(area=area, name__iexact=name).exists():
        raise RuleBroken(_("The area has an agency of this name already."), field="name")
    if review_on <= signed_on:
        raise RuleBroken(_("It must be reviewed later than it was signed."), field="review_on")
    agency = Agency.objects.create(area=area, kind=kind, name=name, mailbox=mailbox, core=core)
    Signature.objects.create(agency=agency, signed_on=signed_on, review_on=review_on)
    work.recipient_id = agency.pk  # so that the event belongs to this area
    work.items.add(agency.pk)
    return agency


def _join(work: Work, newcomer: Newcomer, agency: Agency, role: Role) -> PasswordLink | None:
    user = User.objects.filter(email__iexact=newcomer.email).first()
    link = None
    if user is None:
        user = User(email=newcomer.email, name=newcomer.name)
        user.set_unusable_password()
        user.save()
        link = make_link(user)
    # Without a proposer it waits for nobody to confirm it.
    Membership.objects.create(user=user, agency=agency, role=role, starts_on=clock.today())
    work.note(MEMBERSHIP_GIVEN, people=[user.pk])
    return link
