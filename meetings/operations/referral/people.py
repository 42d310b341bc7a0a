"""The people of a referral and their addresses: added while it is written, corrected later."""

from collections.abc import Mapping
from typing import Unpack
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from meetings.operations.referral.draft import (
    Change,
    Draft,
    nothing,
    open_people,
    rows_of,
    values_of,
)
from meetings.rules import ages
from meetings.rules.completeness import Step
from meetings.rules.phases import WRITABLE
from sharing import clock
from sharing.actor import Actor
from sharing.models import Address, Party, PartyRole, Relationship
from sharing.operations import people
from sharing.operations.people import Details
from sharing.rules import RuleBroken

BESIDES = (PartyRole.CHILD, PartyRole.AT_RISK)  # on the page for children and others at risk


def add_perpetrator(
    *,
    actor: Actor,
    case_id: UUID,
    tie: str,
    version: int | None = None,
    **details: Unpack[Details],
) -> Party:
    """The case has this perpetrator, who is the `tie` of the victim."""
    _check_birth(details)
    about = rows_of(Party, scope_id=case_id, role=PartyRole.PERPETRATOR)
    draft = _open(actor, case_id, version, about)
    party = people.add_party(draft.work, case_id, PartyRole.PERPETRATOR, details)
    people.relate(draft.work, party, draft.victim(), tie)
    draft.done(Step.PERPETRATORS)
    return party


def add_child(
    *,
    actor: Actor,
    case_id: UUID,
    ties: Mapping[UUID, str],
    version: int | None = None,
    **details: Unpack[Details],
) -> Party:
    """The case has this child, born or not, once, with its tie to each adult."""
    _check_birth(details)
    about = rows_of(Party, scope_id=case_id, role__in=BESIDES)
    draft = _open(actor, case_id, version, about)
    party = people.add_party(draft.work, case_id, PartyRole.CHILD, details)
    _relate(draft, party, ties)
    _count_children(draft)
    draft.done()
    return party


def add_person_at_risk(
    *,
    actor: Actor,
    case_id: UUID,
    tie: str,
    version: int | None = None,
    **details: Unpack[Details],
) -> Party:
    """The case has this other person at risk, who is the `tie` of the victim."""
    _check_birth(details)
    about = rows_of(Party, scope_id=case_id, role__in=BESIDES)
    draft = _open(actor, case_id, version, about)
    party = people.add_party(draft.work, case_id, PartyRole.AT_RISK, details)
    people.relate(draft.work, party, draft.victim(), tie)
    draft.done()
    return party


def change_person(
    *,
    actor: Actor,
    case_id: UUID,
    party_id: UUID,
    ties: Mapping[UUID, str],
    version: int | None = None,
    **details: Unpack[Details],
) -> Party:
    """The person has these details, and these ties to the others."""
    _check_birth(details)
    draft = open_people(actor, case_id)
    party = people.party_of(case_id, party_id, draft.event)
    draft.check(
        version,
        lambda: {name: getattr(party, name) for name in details},
        values_of(party, list(details)),
        rows_of(Relationship, scope_id=case_id, person_id=party_id),
        rows_of(Relationship, scope_id=case_id, other_id=party_id),
    )
    if party.role == PartyRole.VICTIM and draft.case.stage in WRITABLE:
        raise RuleBroken(_("Change the victim on the first page of the referral."))
    people.change_party(draft.work, party, details)
    _relate(draft, party, ties)
    draft.done()
    return party


def take_off_person(
    *, actor: Actor, case_id: UUID, party_id: UUID, version: int | None = None
) -> None:
    """The person is no longer part of the case; everything written about them is kept."""
    draft = _open(actor, case_id, version, rows_of(Party, scope_id=case_id, id=party_id))
    party = people.party_of(case_id, party_id, draft.event)
    if party.role == PartyRole.VICTIM:
        raise RuleBroken(_("A case has its victim. Correct the details instead."))
    people.take_off(draft.work, party)
    _count_children(draft)
    draft.done()


def add_address(
    *,
    actor: Actor,
    case_id: UUID,
    party_id: UUID,
    kind: str,
    lines: str,
    postcode: str = "",
    version: int | None = None,
) -> Address:
    """The person has this address, masked from now on."""
    draft = _open(actor, case_id, version, rows_of(Address, scope_id=case_id))
    party = people.party_of(case_id, party_id, draft.event)
    address = people.add_address(draft.work, party, kind=kind, lines=lines, postcode=postcode)
    draft.done(Step.ADDRESSES)
    return address


def take_off_address(
    *, actor: Actor, case_id: UUID, address_id: UUID, version: int | None = None
) -> None:
    """The address no longer holds; it is kept."""
    draft = _open(actor, case_id, version, rows_of(Address, scope_id=case_id, id=address_id))
    people.end_address(draft.work, people.address_of(case_id, address_id, draft.event))
    draft.done()


def _open(actor: Actor, case_id: UUID, version: int | None, about: Change) -> Draft:
    draft = open_people(actor, case_id)
    draft.check(version, nothing, about)
    return draft


def _relate(draft: Draft, party: Party, ties: Mapping[UUID, str]) -> None:
    for other_id, tie in ties.items():
        other = people.party_of(draft.case.pk, other_id, draft.event)
        people.relate(draft.work, party, other, tie)


def _check_birth(details: Details) -> None:
    born = details.get("born_on"), details.get("age_about"), details.get("due_on")
    ages.check_birth(*born, today=clock.today())


def _count_children(draft: Draft) -> None:
    any_children = Party.objects.filter(
        scope_id=draft.case.pk, role=PartyRole.CHILD, ended_on__isnull=True
    ).exists()
    if draft.case.with_children != any_children:
        draft.case.with_children = any_children
        draft.case.save()
