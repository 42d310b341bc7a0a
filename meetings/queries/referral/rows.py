"""The rows of referrals, read for many cases in as many queries as for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from meetings.models import Referral, RiskAssessment
from sharing.models import Address, Relationship, SafeContact, SharingDecision, UnsafeToTell
from sharing.models.scope import Scoped

Row = TypeVar("Row", bound=Scoped)


@dataclass(frozen=True)
class Rows:
    """The rows of referrals: addresses and relationships by person, the rest by case. Only the kind
    of an address is read."""

    referrals: dict[UUID, list[Referral]]
    addresses: dict[UUID, list[Address]]
    ties: dict[UUID, list[Relationship]]
    told: dict[UUID, list[UnsafeToTell]]
    contacts: dict[UUID, list[SafeContact]]
    assessments: dict[UUID, list[RiskAssessment]]
    decisions: dict[UUID, list[SharingDecision]]


def rows_of(ids: list[UUID]) -> Rows:
    """Return the rows of these cases, which were opened before."""
    addresses: dict[UUID, list[Address]] = {}
    known = Address.objects.filter(scope_id__in=ids, ended_on__isnull=True)
    for address in known.defer("lines", "postcode").order_by("kind", "id"):
        addresses.setdefault(address.party_id, []).append(address)
    ties: dict[UUID, list[Relationship]] = {}
    standing = Relationship.objects.filter(scope_id__in=ids, ended_on__isnull=True)
    for tie in standing.select_related("other").order_by("other__position", "id"):
        ties.setdefault(tie.person_id, []).append(tie)
    return Rows(
        _each(Referral.objects.select_related("agency", "author").filter(scope_id__in=ids)),
        addresses,
        ties,
        _each(UnsafeToTell.objects.filter(scope_id__in=ids).order_by("pk")),
        _each(SafeContact.objects.filter(scope_id__in=ids)),
        _each(RiskAssessment.objects.filter(scope_id__in=ids)),
        _each(SharingDecision.objects.filter(scope_id__in=ids)),
    )


def _each(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    """Return the rows by their case, in their order."""
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row.scope_id, []).append(row)
    return found
