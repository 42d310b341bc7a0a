"""The present details of people about whom an agency proposes something else: next to the proposal
on the page, and when it is decided on."""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from meetings.models import AddressProposal, ContactProposal, DetailProposal
from meetings.models.proposal import CORRECTABLE, Proposed, in_words
from meetings.queries.addresses import address_in_words
from meetings.queries.contact import contact_in_words
from meetings.rules.searched import shown_as
from sharing.models import SEARCH_ADDRESSES, Address, Party, SafeContact
from sharing.work import current


@dataclass(frozen=True)
class Standing:
    """Where people live and how victims are reached now. It never gives a protected address."""

    addresses: dict[UUID, list[Address]]  # by person
    contacts: dict[UUID, SafeContact]  # by case

    def addresses_of(self, party: Party) -> list[Address]:
        return self.addresses.get(party.pk, [])

    def contact_of(self, proposal: Proposed) -> SafeContact | None:
        return self.contacts.get(proposal.scope_id)

    def words(self, proposal: Proposed) -> str | Promise:
        """Return the present value, in words."""
        if isinstance(proposal, DetailProposal):
            return in_words(proposal.detail, getattr(proposal.party, proposal.detail))
        if isinstance(proposal, AddressProposal):
            said = [address_in_words(one) for one in self.addresses_of(proposal.party)]
            return "; ".join(said) or _("Nothing")
        contact = self.contact_of(proposal)
        return contact_in_words(contact) if contact else _("Nothing")

    def mark(self, proposal: Proposed) -> str:
        """Return a mark of the present value, which changes when somebody changes the value."""
        if isinstance(proposal, AddressProposal):
            return _mark(*sorted(str(one.pk) for one in self.addresses_of(proposal.party)))
        if isinstance(proposal, ContactProposal):
            contact = self.contact_of(proposal)
            return _mark(str(contact.pk) if contact else "")
        detail = str(getattr(proposal, "detail", ""))
        if detail in CORRECTABLE:
            return shown_as([proposal.party])
        return _mark(str(getattr(proposal.party, detail)))


def standing_of(proposals: Collection[Proposed]) -> Standing:
    """Return the present details of the people whom these proposals are about: one query for
    addresses and one for ways of contact, if something is proposed about these. What is put in
    words is noted as shown."""
    moved = {one.party.pk: one.party.scope_id for one in proposals if _is(one, AddressProposal)}
    reached = {one.scope_id for one in proposals if _is(one, ContactProposal)}
    addresses: dict[UUID, list[Address]] = defaultdict(list)
    contacts: dict[UUID, SafeContact] = {}
    if moved:
        rows = Address.objects.filter(scope_id__in=set(moved.values()), ended_on__isnull=True)
        for address in rows.filter(party_id__in=moved).order_by("kind", "id"):
            addresses[address.party_id].append(address)
            if address.kind in SEARCH_ADDRESSES:
                current().items.add(address.pk)
    if reached:
        for contact in SafeContact.objects.filter(scope_id__in=reached):
            contacts.setdefault(contact.scope_id, contact)
    return Standing(addresses, contacts)


def _is(proposal: Proposed, kind: type[Proposed]) -> bool:
    return isinstance(proposal, kind)


def _mark(*said: str) -> str:
    return hashlib.sha256("/".join(said).encode()).hexdigest()[:16]
