"""What an agency proposes with its return about the people of a case: other details, where they
live, how a victim can safely be reached."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Unpack
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings import permissions as may
from meetings.models import (
    AddressProposal,
    ContactProposal,
    Detail,
    DetailProposal,
    ResearchRequest,
)
from meetings.models.proposal import CODES, CORRECTABLE, DATES, also_of
from meetings.operations.referral.steps import check_details
from meetings.operations.research.answers import check_shown, enter
from meetings.queries.addresses import search_addresses
from meetings.queries.people import Heard, people_heard
from meetings.queries.research.searched import rows_now
from meetings.rules import research as rules
from sharing import clock
from sharing.actor import Actor
from sharing.models import Party, PartyRole, YesNoNotAsked
from sharing.operations.people import Contact
from sharing.rules import RuleBroken, Together
from sharing.work import Work

# By field of a name, the words for somebody who empties it.
EMPTIED = {
    "given_name": gettext_lazy("Given name is needed. Leave it as it stands if you know no other."),
    "family_name": gettext_lazy(
        "Family name is needed. Leave it as it stands if you know no other."
    ),
}


def propose_details(
    *,
    actor: Actor,
    request_id: UUID,
    party_id: UUID,
    said: Mapping[str, str | date | None],
    source: str = "",
    shown: str | None = None,
) -> list[DetailProposal]:
    """The agency proposes each of these details that differs from the case's. If none differs, it
    confirms them; without a birth date, it confirms the name alone. `shown` is the mark of the
    person as they were shown."""
    work, request, person = _enter(actor, request_id, party_id)
    check_shown([person], shown)
    _check_named(said, person.party)
    details = (*CORRECTABLE, *(one for one in also_of(person.party) if one in said))
    others: list[Detail] = [one for one in details if _differs(said[one], person.party, one)]
    waiting = DetailProposal.objects.filter(
        scope_id=request.scope_id, agency=request.agency, party_id=party_id, accepted=None
    )
    there = set(waiting.values_list("detail", "value", "confirmed_as"))
    confirmed_as = None if others else rows_now([person.party])[party_id]
    made = []
    for detail in others or [Detail.CONFIRMED if said["born_on"] else Detail.NAMED]:
        value = str(said[detail]).strip() if others else ""
        if (detail, value, confirmed_as) not in there:
            by = _by(actor, request, person, source)
            made.append(
                DetailProposal.objects.create(
                    detail=detail, value=value, confirmed_as=confirmed_as, **by
                )
            )
    work.items.update(one.pk for one in made)
    return made


def propose_address(
    *,
    actor: Actor,
    request_id: UUID,
    party_id: UUID,
    kind: str,
    lines: str,
    postcode: str = "",
    replaces: UUID | None = None,
    source: str = "",
) -> AddressProposal:
    """The agency proposes this address for the person, in place of a search address or as a further
    one. Nothing in the answer shows whether the address is already protected."""
    work, request, person = _enter(actor, request_id, party_id)
    if replaces and replaces not in {one.pk for one in search_addresses(person.party)}:
        raise RuleBroken(_("Choose an address that stands on this page."), field="replaces")
    proposal = AddressProposal.objects.create(
        kind=kind,
        lines=lines.strip(),
        postcode=postcode.strip(),
        replaces_id=replaces,
        **_by(actor, request, person, source),
    )
    work.items.add(proposal.pk)
    return proposal


def propose_contact(
    *,
    actor: Actor,
    request_id: UUID,
    party_id: UUID,
    source: str = "",
    **contact: Unpack[Contact],
) -> ContactProposal:
    """The agency proposes this safe way to reach the victim, which somebody has confirmed."""
    work, request, person = _enter(actor, request_id, party_id)
    if person.party.role != PartyRole.VICTIM:
        raise RuleBroken(_("A safe way of contact is that of the victim."))
    check_details(contact)
    by = _by(actor, request, person, source)
    proposal = ContactProposal.objects.create(**contact, **by)
    work.items.add(proposal.pk)
    return proposal


def _enter(actor: Actor, request_id: UUID, party_id: UUID) -> tuple[Work, ResearchRequest, Heard]:
    """Return the unit of work, the request of an agency that knows somebody in the case, and the
    person that the proposal is about."""
    work, request = enter(actor=actor, request_id=request_id, event=may.DETAIL_PROPOSED)
    rules.check_can_write(request.answer)
    heard = people_heard(actor, [request.scope_id])[request.scope_id]
    rules.check_people([party_id], of_case=[one.id for one in heard])
    (person,) = [one for one in heard if one.id == party_id]
    work.people.add(party_id)
    return work, request, person


def _by(actor: Actor, request: ResearchRequest, person: Heard, source: str) -> dict[str, Any]:
    """Return the fields of a proposal that say who makes it, about whom and when."""
    return {
        "scope_id": request.scope_id,
        "agency": request.agency,
        "party": person.party,
        "source": source.strip(),
        "proposed_by_id": actor.person_id,
        "proposed_at": clock.now(),
    }


def _check_named(said: Mapping[str, str | date | None], party: Party) -> None:
    """Raise `RuleBroken` for a name that was emptied: it neither confirms the name nor proposes
    another."""
    together = Together()
    for name, words in EMPTIED.items():
        with together.one():
            if getattr(party, name) and not str(said[name]).strip():
                raise RuleBroken(words, field=name)
    together.check()


def _differs(said: str | date | None, party: Party, detail: Detail) -> bool:
    """Return whether the agency's value differs. A date that it leaves out, or "not asked", is a
    value that it does not know."""
    stands = getattr(party, detail)
    if detail in DATES or detail in CODES:
        return said not in (None, "", YesNoNotAsked.NOT_ASKED, stands)
    return str(said or "").strip() != stands
