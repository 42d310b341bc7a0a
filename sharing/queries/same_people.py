"""People of a case who are in other cases too. No wall joins these cases, so each is searched only
where the actor may ask for its addresses: a reader of one case may not know that there is
another."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from sharing.access import visible_to
from sharing.addresses import places
from sharing.identity import Identity, identity
from sharing.models import SEARCH_ADDRESSES, Address, Party
from sharing.permissions import SHOW_ADDRESS
from sharing.work import current

# By which somebody is the same person as another.
WHO = ("given_name", "family_name", "born_on")
_WHOSE = tuple(f"party__{name}" for name in WHO)


@dataclass(frozen=True)
class ProtectedElsewhere:
    """An address that another case protects for somebody who has this role here."""

    case_id: UUID
    role: str
    place: places.Address
    ended_on: date | None


def people_of(case_ids: Collection[UUID]) -> dict[Identity, str]:
    """Return the role of each person of these cases who has a name and a birth date."""
    rows = Party.objects.filter(scope_id__in=case_ids).values_list(*WHO, "role")
    return {who: role for *names, role in rows if (who := identity(*names))}


def people_elsewhere(case_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Return the people of these cases who are in another case by name and birth date: by their
    identifier there, that case and their role here."""
    roles = people_of(case_ids)
    theirs = Party.objects.filter(
        visible_to(current().actor, SHOW_ADDRESS, "scope__"),
        born_on__in={born_on for _name, born_on in roles},
    ).exclude(scope_id__in=case_ids)
    return {
        pk: (case_id, roles[who])
        for pk, case_id, *names in theirs.order_by().values_list("pk", "scope_id", *WHO)
        if (who := identity(*names)) in roles
    }


def protected_elsewhere(
    case_ids: Collection[UUID], roles: Mapping[Identity, str]
) -> list[ProtectedElsewhere]:
    """Return the addresses that are protected in another case for these people of these cases."""
    if not roles:
        return []
    rows = (
        Address.objects.filter(
            visible_to(current().actor, SHOW_ADDRESS, "scope__"),
            ~Q(scope_id__in=case_ids),
            ~Q(kind__in=SEARCH_ADDRESSES),
            party__born_on__in={born_on for _name, born_on in roles},
        )
        .order_by()
        .values_list(*_WHOSE, "scope_id", "lines", "postcode", "ended_on")
    )
    return [
        ProtectedElsewhere(case_id, roles[who], places.address_of(lines, postcode), ended_on)
        for *names, case_id, lines, postcode, ended_on in rows
        if (who := identity(*names)) and who in roles
    ]
