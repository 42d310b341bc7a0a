"""Addresses in words, for pages that may show them."""

from django.utils.translation import gettext as _

from meetings.models import AddressProposal
from sharing.models import SEARCH_ADDRESSES, Address, Party
from sharing.work import current


def search_addresses(party: Party) -> list[Address]:
    """Return the addresses of a person that agencies search with, noted as shown."""
    found = list(
        Address.objects.filter(
            scope_id=party.scope_id, party=party, kind__in=SEARCH_ADDRESSES, ended_on__isnull=True
        ).order_by("kind", "id")
    )
    current().items.update(one.pk for one in found)
    return found


def address_in_words(address: Address | AddressProposal) -> str:
    """Return an address with its kind; for a protected one, only the kind."""
    kind = address.get_kind_display()
    if address.kind not in SEARCH_ADDRESSES:
        return kind
    return _("%(address)s (%(kind)s)") % {"address": one_line(address), "kind": kind.lower()}


def one_line(address: Address | AddressProposal) -> str:
    """Return an address in one line."""
    lines = ", ".join(line.strip() for line in address.lines.splitlines() if line.strip())
    return f"{lines}, {address.postcode}" if address.postcode else lines
