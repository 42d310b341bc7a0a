"""One case: the row, the bar on each of its pages, and the safe way of contact."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Development, Referral
from meetings.rules.contact import must_be_checked
from sharing import clock
from sharing.access import require
from sharing.actor import Actor
from sharing.models import ContactWay, Party, PartyRole, SafeContact, UnsafeToTell
from sharing.permissions import Permission
from sharing.work import current


def open_case(actor: Actor, case_id: UUID, permission: Permission = may.VIEW_CASE) -> Case:
    """Return the case, noted as read; raises `Refused` for whom it is not there."""
    require(actor, permission, case_id)
    return Case.objects.select_related("meeting", "protocol").get(pk=case_id)


@dataclass(frozen=True)
class ContactStrip:
    """The one safe way, as sentences for the strip on every page and paper about a case."""

    way: str = ""
    never: str = ""
    confirmed: str = ""
    check: str = ""
    must_not_learn: str = ""
    staff: str = ""
    research: str = ""


@dataclass(frozen=True)
class CaseBar:
    case: Case
    victim: Party | None
    contact: ContactStrip


def case_bar(case: Case) -> CaseBar:
    """Return what stands above every page about a case that was opened before."""
    victim = Party.objects.filter(
        scope_id=case.pk, role=PartyRole.VICTIM, ended_on__isnull=True
    ).first()
    if victim:
        current().people.add(victim.pk)
    return CaseBar(case, victim, contact_strip(case.pk))


def contact_strip(case_id: UUID) -> ContactStrip:
    """Return the newest safe way of a case that was opened before, in words."""
    contact = SafeContact.objects.filter(scope_id=case_id).first()
    told = UnsafeToTell.objects.filter(scope_id=case_id).values_list("who", flat=True)
    referral = (
        Referral.objects.filter(scope_id=case_id).only("danger_to_staff", "incident_on").first()
    )
    staff = referral.danger_to_staff if referral else ""
    if contact is None:
        return ContactStrip(must_not_learn=", ".join(told), staff=staff)
    newest = Development.objects.filter(scope_id=case_id, kind="incident").aggregate(
        on=Max("happened_on")
    )["on"]
    check = ""
    if must_be_checked(contact.confirmed_on, today=clock.today(), newest_incident=newest):
        check = _("Ask %(person)s first.") % {"person": contact.confirmed_by}
    return ContactStrip(
        way=_way(contact),
        never=_sentence(contact.never),
        confirmed=_confirmed(contact.confirmed_by, contact.confirmed_on),
        check=check,
        must_not_learn=", ".join(told),
        staff=staff,
    )


def _way(contact: SafeContact) -> str:
    parts = [ContactWay(contact.way).label, contact.details, contact.times]
    return _("Safe contact: %(way)s.") % {"way": ", ".join(str(part) for part in parts if part)}


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}." if text else ""


def _confirmed(by: str, on: date) -> str:
    return _("Confirmed by %(person)s, %(date)s.") % {"person": by, "date": date_format(on)}
