"""The people of a case: the parts that the operations of a step use, which do not ask the door.
Each takes the open unit of work, the proof that the door was passed. Only showing an address asks
the door itself."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.events import Event
from sharing.identifiers import in_time_order
from sharing.models import (
    Address,
    Party,
    PartyRole,
    Relationship,
    SafeContact,
    UnsafeToTell,
)
from sharing.permissions import SHOW_ADDRESS
from sharing.reasons import Reason
from sharing.work import Refused, Work


class Details(TypedDict, total=False):
    """What may be known of a person; all of it may be missing."""

    given_name: str
    family_name: str
    other_names: str
    born_on: date | None
    age_about: int | None
    due_on: date | None
    gender: str
    ethnicity: str
    disabled: str
    lgbt: str
    pregnant: str
    language: str
    interpreter: str
    occupation: str
    lives_with: str
    school: str


class Contact(TypedDict, total=False):
    """A safe way to reach a victim, who confirmed it and when."""

    way: str
    details: str
    times: str
    never: str
    phone_watched: bool
    confirmed_by: str
    confirmed_on: date


def add_party(work: Work, case_id: UUID, role: PartyRole, details: Mapping[str, Any]) -> Party:
    """The person is part of the case, after those who already are."""
    position = Party.objects.filter(scope_id=case_id).count()
    party = Party.objects.create(scope_id=case_id, role=role, position=position, **details)
    work.people.add(party.pk)
    return party


def change_party(work: Work, party: Party, details: Mapping[str, Any]) -> None:
    """The person has these details; other details stay."""
    for name, value in details.items():
        setattr(party, name, value)
    party.save()
    work.people.add(party.pk)


def take_off(work: Work, party: Party) -> None:
    """The person, with their addresses and ties, is no longer part of the case; all of it is
    kept."""
    party.ended_on = clock.today()
    party.save()
    ties = Relationship.objects.filter(scope_id=party.scope_id, ended_on__isnull=True)
    for tie in ties:
        if party.pk in (tie.person_id, tie.other_id):
            _end(tie)
    for address in Address.objects.filter(
        scope_id=party.scope_id, party=party, ended_on__isnull=True
    ):
        end_address(work, address)
    work.people.add(party.pk)


def relate(work: Work, person: Party, other: Party, tie: str) -> None:
    """The person is the `tie` of the other; an empty tie ends an earlier one."""
    standing = Relationship.objects.filter(
        scope_id=person.scope_id, person=person, other=other, ended_on__isnull=True
    ).first()
    if standing is None:
        if tie:
            Relationship.objects.create(
                scope_id=person.scope_id, person=person, other=other, tie=tie
            )
    elif not tie:
        _end(standing)
    elif standing.tie != tie:
        standing.tie = tie
        standing.save()
    work.people.update({person.pk, other.pk})


def _end(row: Relationship | Address) -> None:
    row.ended_on = clock.today()
    row.save()


def add_address(work: Work, party: Party, *, kind: str, lines: str, postcode: str) -> Address:
    """The person has this address too."""
    address = Address.objects.create(
        scope_id=party.scope_id, party=party, kind=kind, lines=lines, postcode=postcode
    )
    work.people.add(party.pk)
    work.items.add(address.pk)
    return address


def end_address(work: Work, address: Address) -> None:
    """The address no longer holds; it is kept, with the day on which it ended."""
    _end(address)
    work.items.add(address.pk)


def add_safe_contact(work: Work, party: Party, contact: Contact) -> SafeContact:
    """This is the newest safe way, the one that counts from now on."""
    work.people.add(party.pk)
    return SafeContact.objects.create(
        id=in_time_order(), scope_id=party.scope_id, party=party, **contact
    )


def put_unsafe_to_tell(case_id: UUID, who: str) -> None:
    """These people, by name or description, must not learn of the case."""
    standing = UnsafeToTell.objects.filter(scope_id=case_id).first()
    if standing is None and who:
        UnsafeToTell.objects.create(scope_id=case_id, who=who)
    elif standing is not None and standing.who != who:
        standing.who = who
        standing.save()


def party_of(case_id: UUID, party_id: UUID, event: Event) -> Party:
    """Return a person who is in this case now; raises `Refused` where there is none."""
    party = Party.objects.filter(scope_id=case_id, pk=party_id, ended_on__isnull=True).first()
    if party is None:
        raise Refused(Reason.NOTHING_THERE, event, case_id)
    return party


def address_of(case_id: UUID, address_id: UUID, event: Event) -> Address:
    """Return an address that holds in this case; raises `Refused` where there is none."""
    address = (
        Address.objects.select_related("party")
        .filter(scope_id=case_id, pk=address_id, ended_on__isnull=True)
        .first()
    )
    if address is None:
        raise Refused(Reason.NOTHING_THERE, event, case_id)
    return address


def show_address(*, actor: Actor, case_id: UUID, address_id: UUID, reason: str) -> Address:
    """Return one address unmasked. It is on record who asked, for which address and why."""
    # Nothing changes, but whatever else the page shows, this is what the event is about.
    work = perform(actor, SHOW_ADDRESS, case_id)
    address = address_of(case_id, address_id, SHOW_ADDRESS.event)
    work.why = reason
    work.items.add(address.pk)
    work.people.add(address.party_id)
    return address
