"""Deciding on what an agency proposes about a person. The person who accepts a proposal makes the
correction, like any other correction."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import AddressProposal, ContactProposal, DetailProposal
from meetings.models.proposal import Proposed
from meetings.operations.referral import (
    add_address,
    change_person,
    confirm_safe_contact,
    take_off_address,
)
from meetings.operations.research.proposals import EMPTIED
from meetings.queries.people import people_heard
from meetings.queries.standing_details import Standing, standing_of
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.events import Event
from sharing.models import Address, AddressKind, Party, UnsafeToTell
from sharing.operations.people import Contact, Details
from sharing.permissions import SHOW_ADDRESS
from sharing.queries.changed_by import last_writer_of, maker_of_past
from sharing.reasons import Reason
from sharing.rules import ChangedBy, Overtaken, RuleBroken
from sharing.work import Refused, Work

KINDS: tuple[type[Proposed], ...] = (DetailProposal, AddressProposal, ContactProposal)


def accept_proposal(
    *,
    actor: Actor,
    case_id: UUID,
    proposal_id: UUID,
    shown: str | None = None,
    as_safe: bool = False,
) -> Proposed:
    """The proposal about the person holds, and who proposed it is kept. `shown` is the mark of the
    page, so that a later correction is not overwritten unseen. An address is marked as safe if the
    person who accepts it says so."""
    event = may.DECIDE_PROPOSALS.event
    work, proposal = _open(actor, case_id, proposal_id, event)
    heard = people_heard(actor, [case_id])[case_id]
    party = next((one.party for one in heard if one.id == proposal.party_id), None)
    if party is None:
        raise RuleBroken(_("This person is no longer part of the case."))
    proposal.party = party
    standing = standing_of([proposal])
    if shown is not None and shown != standing.mark(proposal):
        theirs = {"proposed": str(standing.words(proposal))}
        raise Overtaken(theirs, 0, _changed_by(proposal, standing))
    if isinstance(proposal, DetailProposal):
        _correct(actor, proposal, party)
    elif isinstance(proposal, AddressProposal):
        _move(actor, proposal, party, standing, as_safe=as_safe)
    else:
        _reach(actor, cast(ContactProposal, proposal), standing)
    return _decided(work, proposal, accepted=True)


def decline_proposal(*, actor: Actor, case_id: UUID, proposal_id: UUID) -> Proposed:
    """The person's details stay, and the proposal is kept."""
    work, proposal = _open(actor, case_id, proposal_id, may.PROPOSAL_DECLINED)
    return _decided(work, proposal, accepted=False)


def show_proposed_address(
    *, actor: Actor, case_id: UUID, proposal_id: UUID, reason: str
) -> AddressProposal:
    """Return one proposed address unmasked. It is on record who asked, for which address and
    why."""
    work = perform(actor, SHOW_ADDRESS, case_id)
    found = AddressProposal.objects.select_related("party")
    proposal = found.filter(scope_id=case_id, pk=proposal_id).first()
    if proposal is None:
        raise Refused(Reason.NOTHING_THERE, SHOW_ADDRESS.event, case_id)
    work.why = reason
    work.items.add(proposal.pk)
    work.people.add(proposal.party_id)
    return proposal


def _open(actor: Actor, case_id: UUID, proposal_id: UUID, event: Event) -> tuple[Work, Any]:
    """Return the unit of work and the locked proposal, if nobody has decided on it."""
    work = perform(actor, may.DECIDE_PROPOSALS, case_id, event=event)
    for kind in KINDS:
        rows = kind.objects.filter(scope_id=case_id, pk=proposal_id)
        if proposal := rows.select_for_update(of=("self",)).first():
            if not proposal.is_open:
                raise RuleBroken(_("This was decided on already."))
            return work, proposal
    raise Refused(Reason.NOTHING_THERE, event, case_id)


def _decided(work: Work, proposal: Any, *, accepted: bool) -> Proposed:
    proposal.accepted = accepted
    proposal.decided_by_id, proposal.decided_at = work.actor.person_id, clock.now()
    proposal.save()
    work.items.add(proposal.pk)
    work.people.add(proposal.party_id)
    return cast(Proposed, proposal)


def _changed_by(proposal: Any, standing: Standing) -> ChangedBy | None:
    """Return who last wrote what the proposal would replace."""
    if isinstance(proposal, AddressProposal):
        party = proposal.party
        past = Address.history.filter(scope_id=party.scope_id, party_id=party.pk)
        return maker_of_past(past.first())
    row = proposal.party if isinstance(proposal, DetailProposal) else standing.contact_of(proposal)
    return last_writer_of(row)


def _correct(actor: Actor, proposal: DetailProposal, party: Party) -> None:
    """The person has this detail. Nobody is left without a name."""
    names = {name: getattr(party, name) for name in EMPTIED} | proposal.values
    if not any(names[name] for name in EMPTIED):
        raise RuleBroken(_("This would leave the person without any name. Decline it instead."))
    proposal.stood = str(getattr(party, proposal.detail) or "")
    values = cast(Details, proposal.values)
    change_person(actor=actor, case_id=party.scope_id, party_id=party.pk, ties={}, **values)


def _move(
    actor: Actor, proposal: AddressProposal, party: Party, standing: Standing, *, as_safe: bool
) -> None:
    """The person has this address, and no longer the one that it replaces."""
    about: Mapping[str, Any] = {"actor": actor, "case_id": party.scope_id}
    if proposal.replaces_id in {one.pk for one in standing.addresses_of(party)}:
        take_off_address(address_id=proposal.replaces_id, **about)
    # From now on the address is masked in the proposal too, even from the agency that proposed it.
    proposal.kind = AddressKind.SAFE if as_safe else proposal.kind
    proposal.became = add_address(
        party_id=party.pk,
        kind=proposal.kind,
        lines=proposal.lines,
        postcode=proposal.postcode,
        **about,
    )


def _reach(actor: Actor, proposal: ContactProposal, standing: Standing) -> None:
    """The victim is reached in this way from now on. The list of people who must not learn of it
    stays."""
    told = UnsafeToTell.objects.filter(scope_id=proposal.scope_id).first()
    proposal.stood = standing.contact_of(proposal)
    contact = cast(Contact, {name: getattr(proposal, name) for name in Contact.__annotations__})
    confirm_safe_contact(
        actor=actor,
        case_id=proposal.scope_id,
        must_not_learn=told.who if told else "",
        **contact,
    )
