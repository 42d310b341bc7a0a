"""The addresses of a case that a text about it is compared with."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from django.db.models import Exists, OuterRef

from sharing.addresses import places
from sharing.addresses.matching import names_address
from sharing.addresses.sides import Places, Side, Where
from sharing.flow import case_flow
from sharing.identity import Identity, identity
from sharing.joined_cases import with_joined
from sharing.models import SEARCH_ADDRESSES, Address, Agency, Party, PartyRole
from sharing.models.scope import Scoped
from sharing.protection import BOTH, NEITHER, WORKS_WITH, readers_of, texts_of
from sharing.queries.same_people import WHO, people_of, protected_elsewhere
from sharing.work import current

_OF_ADDRESS = ("pk", "kind", "lines", "postcode", "ended_on")


def places_of(case_id: UUID) -> Places:
    """Return the places of a case, of those heard with it and of its people in other cases, read
    once in a unit."""
    work = current()
    if case_id not in work.places:
        work.places[case_id] = _places_of(case_id)
    return work.places[case_id]


def own_places_of(case_id: UUID, *, but: UUID | None = None) -> Places:
    """Return the places of a case and of those heard with it, and none of other cases. Addresses
    that go out to search with make places public; the one that is `but` does not count for this."""
    rows, _roles = _addresses_of(with_joined(case_id))
    return _own_places(rows, but)


def protected_in(heard_as: Mapping[UUID, UUID]) -> dict[UUID, list[places.Address]]:
    """Return the places protected in each of these cases, on either side, by the case as which they
    are heard: in one query for all."""
    rows: dict[UUID, list[Address]] = defaultdict(list)
    for one in Address.objects.filter(scope_id__in=heard_as):
        rows[heard_as[one.scope_id]].append(one)
    return {
        case_id: [
            _still_secret(one, _standing(of_case), None)
            for one in of_case
            if one.kind not in SEARCH_ADDRESSES
        ]
        for case_id, of_case in rows.items()
    }


def _standing(rows: Iterable[Address]) -> list[tuple[Address, places.Address]]:
    """Return the addresses that go out to search with."""
    return [
        (one, places.address_of(one.lines, one.postcode))
        for one in rows
        if one.kind in SEARCH_ADDRESSES and one.ended_on is None
    ]


def _addresses_of(
    cases: Collection[UUID],
) -> tuple[list[tuple[Address, str]], dict[Identity, str]]:
    """Return the addresses of these cases, each with the role of whose it is, and the role of each
    person who may be in another case too: one who has a name, and whose birth date somebody has
    there. In one query."""
    rows: list[tuple[Address, str]] = []
    roles: dict[Identity, str] = {}
    people = Party.objects.filter(scope_id__in=cases).annotate(is_twice=_born_elsewhere(cases))
    for is_twice, role, *names, party_id, pk, kind, lines, postcode, ended_on in people.values_list(
        "is_twice", "role", *WHO, "pk", *(f"addresses__{name}" for name in _OF_ADDRESS)
    ):
        if is_twice and (who := identity(*names)):
            roles[who] = role
        if pk:
            said = {"kind": kind, "lines": lines, "postcode": postcode, "ended_on": ended_on}
            rows.append((Address(pk=pk, party_id=party_id, **said), role))
    return rows, roles


def _born_elsewhere(cases: Collection[UUID]) -> Exists:
    """Few have the birth date of somebody else, and the others need not be sought by their name."""
    others = Party.objects.unscoped("whether somebody has this birth date, and no row of theirs")
    return Exists(others.filter(born_on=OuterRef("born_on")).exclude(scope_id__in=cases))


def _own_places(rows: Collection[tuple[Address, str]], but: UUID | None = None) -> Places:
    standing = _standing(row for row, _role in rows)
    protected: dict[Side, list[places.Address]] = {side: [] for side in Side}
    for row, role in rows:
        if row.kind not in SEARCH_ADDRESSES:
            protected[side_of(role)].append(_still_secret(row, standing, but))
    nothing: dict[Side, list[places.Address]] = {side: [] for side in Side}
    return Places(protected, nothing, [place for _, place in standing], {})


def _places_of(case_id: UUID) -> Places:
    cases = with_joined(case_id)
    rows, roles = _addresses_of(cases)
    own = _own_places(rows)
    here = own.sent_out
    where: dict[places.Address, set[UUID]] = defaultdict(set)
    for one in protected_elsewhere(cases, roles):
        # The address that this case sends out to search with was decided on later, or elsewhere.
        if not any(one.place.shares_place(other) for other in here):
            kept = places.without_shared(one.place, here, here)
            own.elsewhere[side_of(one.role)].append(kept)
            where[kept].add(one.case_id)
    protected = {one for of_side in own.protected.values() for one in of_side}
    return replace(own, where={one: where[one] for one in where.keys() - protected})


def elsewhere_alone(
    texts: Collection[str], kept: Iterable[places.Address], where: Where
) -> set[UUID]:
    """Return the other cases that protect the places which these texts name; none if the case
    itself protects some of them."""
    named = [one for one in kept if any(names_address(text, [one]) for text in texts)]
    own = any(one not in where for one in named)
    return set() if own else {case for one in named or where for case in where[one]}


def standing_elsewhere(case_id: UUID) -> Where:
    """Return the places that other cases protect for the same people and that have not ended
    there."""
    found: dict[places.Address, set[UUID]] = defaultdict(set)
    cases = with_joined(case_id)
    for one in protected_elsewhere(cases, people_of(cases)):
        if one.ended_on is None:
            found[one.place].add(one.case_id)
    return found


def _still_secret(
    row: Address, standing: Collection[tuple[Address, places.Address]], but: UUID | None
) -> places.Address:
    """Return the words by which only this protected address is known."""
    place = places.address_of(row.lines, row.postcode)
    # An address protected by mistake that goes out to search with is no secret.
    if row.ended_on is not None and any(place.shares_place(other) for _, other in standing):
        return places.Address()
    others = [(one, other) for one, other in standing if one.pk != but]
    # Neighbours have one postcode; where somebody was before tells where they are now.
    return places.without_shared(
        place,
        [other for _, other in others],
        [other for one, other in others if one.party_id != row.party_id],
    )


def side_of(role: str) -> Side:
    """Return the side of the case on which somebody in that role is."""
    return Side.PERPETRATOR if role == PartyRole.PERPETRATOR else Side.VICTIM


def sides_reading(row: Scoped) -> frozenset[Side]:
    """Return the sides that read the text of the row."""
    readers = readers_of(row)
    return readers if isinstance(readers, frozenset) else sides_of(row.scope_id, readers)


def sides_of(case_id: UUID, agency_ids: Collection[UUID]) -> frozenset[Side]:
    """Return the sides for which at least one of these agencies works alone, by its kind and by
    whom it knows. An agency that has not said that it knows anybody counts for both, as it may turn
    out to work for either."""
    kinds = dict(Agency.objects.filter(pk__in=agency_ids).values_list("pk", "kind"))
    sides = {WORKS_WITH[kind] for kind in kinds.values() if kind in WORKS_WITH}
    others = [one for one, kind in kinds.items() if kind not in WORKS_WITH]
    known = case_flow().known_to(case_id, others)
    roles = dict(Party.objects.filter(scope_id=case_id).values_list("pk", "role"))
    for agency in others:
        of_agency = frozenset(side_of(roles[one]) for one in known.get(agency, ()) if one in roles)
        # An agency that knows both sides works with both, and is told what it may not pass on.
        sides |= {0: BOTH, 1: of_agency}.get(len(of_agency), NEITHER)
    return frozenset(sides)


def fields_naming(
    rows: Iterable[Scoped], protected: Mapping[Side, Collection[places.Address]]
) -> list[str]:
    """Return the labels, on a form, of the texts in these rows that name an address protected for
    one side and are read by the other."""
    found: dict[str, None] = {}
    sought = [one for of_side in protected.values() for one in of_side]
    for row in rows:
        called = {one.attname: str(one.verbose_name) for one in row._meta.concrete_fields}
        naming = [name for name, text in texts_of(row).items() if names_address(text, sought)]
        read_by = sides_reading(row) if naming else NEITHER
        for name in naming:
            kept_from = [one for side in read_by for one in protected.get(side.other, ())]
            if names_address(getattr(row, name), kept_from):
                found[called[name]] = None
    return list(found)
