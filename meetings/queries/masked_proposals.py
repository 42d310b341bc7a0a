"""Which addresses that agencies propose are masked before coordinator and chair, and asked for."""

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
    """Return the proposed addresses of a case that are asked for one by one, for the page that asks
    for a reason: whose and of which kind, never which."""
    expect(actor, SHOW_ADDRESS, case_id)
    found = AddressProposal.objects.filter(scope_id=case_id, accepted=None)
    rows = list(found.select_related("party"))
    # An agency learns from its own words of no other address.
    keeps = actor.role in may.DECIDE_PROPOSALS.roles
    masked = masks_of(rows)[0] if keeps else {one.pk for one in rows if is_protected(one)}
    if not masked:
        raise Refused(Reason.NOTHING_THERE, SHOW_ADDRESS.event, case_id)
    return [one for one in rows if one.pk in masked]


def masks_of(rows: Iterable[Proposed]) -> tuple[set[UUID], set[UUID]]:
    """Return which of these are proposed addresses that coordinator and chair ask for: the protected
    ones, and those that name what their case protects, as whatever they were proposed. And which were
    proposed in the place of one that it protects by now: that is asked for where it stands."""
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
