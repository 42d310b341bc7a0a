"""Proposed addresses that are masked for coordinator and chair, who have to ask for them."""

from collections.abc import Iterable
from uuid import UUID

from meetings import permissions as may
from meetings.models import AddressProposal, Case
from meetings.models.proposal import Proposed
from sharing.access import expect, visible_to
from sharing.actor import Actor
from sharing.addresses.matching import names_address
from sharing.models import SEARCH_ADDRESSES
from sharing.permissions import SHOW_ADDRESS
from sharing.queries.protected import protected_in
from sharing.reasons import Reason
from sharing.work import Refused, current


def masked_addresses(actor: Actor, case_id: UUID) -> list[AddressProposal]:
    """Return the masked proposed addresses of a case, for the page that asks for a reason: person
    and kind, never the address."""
    expect(actor, SHOW_ADDRESS, case_id)
    found = AddressProposal.objects.filter(scope_id=case_id, accepted=None)
    rows = list(found.select_related("party"))
    # An agency learns of no other address from its own proposals.
    keeps = actor.role in may.DECIDE_PROPOSALS.roles
    masked = masks_of(rows)[0] if keeps else {one.pk for one in rows if is_protected(one)}
    if not masked:
        raise Refused(Reason.NOTHING_THERE, SHOW_ADDRESS.event, case_id)
    return [one for one in rows if one.pk in masked]


def masks_of(rows: Iterable[Proposed]) -> tuple[set[UUID], set[UUID]]:
    """Return two sets of these proposals. First, those whose address is masked: protected ones, and
    any that names an address that the case protects. Second, those that would replace an address
    which the case has protected since: that one is masked."""
    proposed = [one for one in rows if isinstance(one, AddressProposal)]
    if not proposed:
        return set(), set()
    ids = {one.scope_id for one in proposed}
    joined = Case.objects.filter(
        visible_to(current().actor, may.VIEW_CASE, "scope__"), joined_to__in=ids
    )
    heard_as = dict(joined.values_list("pk", "joined_to_id")) | {one: one for one in ids}
    secret = protected_in(heard_as)

    def names(one: AddressProposal, *texts: str) -> bool:
        return bool(names_address("\n".join(texts), secret.get(one.scope_id, ())))

    return (
        {
            one.pk
            for one in proposed
            if is_protected(one) or names(one, one.lines, one.postcode, one.source)
        },
        {
            one.pk
            for one in proposed
            if one.replaces and names(one, one.replaces.lines, one.replaces.postcode)
        },
    )


def is_protected(proposal: AddressProposal) -> bool:
    return proposal.kind not in SEARCH_ADDRESSES
