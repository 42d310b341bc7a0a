"""What agencies propose with their returns, for their own people, and for coordinator and chair."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import (
    ActionProposal,
    AddressProposal,
    Case,
    ContactProposal,
    Detail,
    DetailProposal,
    SearchedBy,
)
from meetings.models.proposal import RIGHT, Proposed, in_words
from meetings.queries.addresses import address_in_words
from meetings.queries.contact import contact_in_words
from meetings.queries.masked_proposals import is_protected, masks_of
from meetings.queries.research.searched import in_words as person_in_words
from meetings.queries.research.searched import people_then
from meetings.queries.standing_details import Standing, standing_of
from meetings.rules.searched import EVERYTHING
from sharing.actor import Actor
from sharing.models import Party
from sharing.watch.names import note_shown
from sharing.work import current

NAMED = (SearchedBy.NAMES, SearchedBy.OTHER_NAMES)
# The fields of each table apart from the people and agencies that all of them have.
BESIDE: dict[type[Proposed], tuple[str, ...]] = {
    DetailProposal: (),
    AddressProposal: ("replaces",),
    ContactProposal: ("stood",),
}


@dataclass(frozen=True)
class Line:
    """One thing that an agency says of a person, next to the present value or, once it was decided
    on, the value of that time."""

    row: Proposed
    about: str | Promise  # which detail
    before: str | Promise
    after: str | Promise
    shown_as: str = ""  # the mark of the present value on the page
    masked: bool = False  # the reader has to ask for the address
    # Whether the address, once accepted, goes out to every agency that searches.
    sent_out: bool = False
    says_right: bool = False
    named_alone: bool = False  # the agency does not know when the person was born
    replaced: str = ""  # the address that it replaces

    @property
    def pk(self) -> UUID:
        return self.row.pk

    @property
    def is_open(self) -> bool:
        return self.row.is_open

    @property
    def source(self) -> str:
        """Return how the agency knows; empty for a masked address, which the source may name."""
        return "" if self.masked else self.row.source


@dataclass(frozen=True)
class Proposals:
    """What agencies say of the people of a case."""

    waiting: list[Line]
    decided: list[Line]
    confirmed: list[Line]


def proposals_of(case: Case) -> Proposals:
    """Return the proposals about the people of a case that was opened before, noted as read."""
    lines = lines_of(masking=True, scope_id=case.pk)
    return Proposals(
        [one for one in lines if one.is_open],
        [one for one in lines if one.row.accepted is not None],
        [one for one in lines if one.says_right],
    )


def lines_of(*, masking: bool, **which: object) -> list[Line]:
    """Return these proposals in the order in which they were made, each with the present value. The
    number of queries does not grow with the cases. For people who decide on them, `masking` also
    masks the addresses that a case protects, not only those proposed as protected."""
    people = ("agency", "party", "proposed_by", "decided_by")
    rows: list[Proposed] = [
        row
        for kind, beside in BESIDE.items()
        for row in kind.objects.filter(**which).select_related(*people, *beside)
    ]
    rows.sort(key=lambda one: (one.proposed_at, one.pk))
    work = current()
    work.items.update(one.pk for one in rows)
    work.people.update(one.party_id for one in rows)
    standing = standing_of([one for one in rows if one.is_open])
    right = [one for one in rows if isinstance(one, DetailProposal) and one.says_right]
    known = {one.confirmed_as for one in right if one.confirmed_as}
    then = people_then({one.party.scope_id for one in right}, known)
    _note_names(rows, then.values())
    masked, in_place = masks_of(rows) if masking else (set(), set())
    return [_line(one, standing, then, masked, one.pk in in_place) for one in rows]


def _note_names(rows: Iterable[Proposed], confirmed: Iterable[Party]) -> None:
    """Let the watch notice a reader who sees their own name, as a person's or as a proposed one."""
    called: dict[UUID, tuple[list[str], list[str]]] = {}
    for one in rows:
        party = one.party
        given, family = called.setdefault(party.pk, ([party.given_name], [party.family_name]))
        if isinstance(one, DetailProposal):
            if one.detail in (Detail.GIVEN_NAME, Detail.OTHER_NAMES):
                given.append(one.value)
            if one.detail in (Detail.FAMILY_NAME, Detail.OTHER_NAMES):
                family.append(one.value)
    names = [(" ".join(given), " ".join(family)) for given, family in called.values()]
    note_shown(current(), [*names, *((one.given_name, one.family_name) for one in confirmed)])


def _line(
    row: Proposed,
    standing: Standing,
    then: Mapping[UUID, Party],
    masked: Collection[UUID],
    in_place: bool,
) -> Line:
    before = standing.words(row) if row.is_open else _stood(row, in_place)
    mark = standing.mark(row) if row.is_open else ""
    if isinstance(row, AddressProposal):
        out, hidden = not is_protected(row), is_protected(row) or row.pk in masked
        after = row.get_kind_display() if hidden else address_in_words(row)
        of = _replaced(row, in_place)
        about = _("Address")
        return Line(row, about, before, after, mark, masked=hidden, sent_out=out, replaced=of)
    if isinstance(row, ContactProposal):
        return Line(row, _("Safe contact"), before, contact_in_words(row), mark)
    detail = cast(DetailProposal, row)
    what = detail.get_detail_display()
    if not detail.says_right:
        return Line(row, what, before, in_words(detail.detail, detail.value), mark)
    alone = detail.detail == Detail.NAMED
    party = then.get(detail.confirmed_as) if detail.confirmed_as else None
    by = NAMED if alone else EVERYTHING
    said = person_in_words(party, by) if party else _("how they stood then")
    return Line(row, what, "", said, says_right=True, named_alone=alone)


def _replaced(row: AddressProposal, masked: bool) -> str:
    if not row.replaces:
        return ""
    return row.replaces.get_kind_display() if masked else address_in_words(row.replaces)


def _stood(row: Proposed, masked: bool) -> str | Promise:
    """Return the value that an accepted proposal replaced. For a declined one the earlier value is
    of no use."""
    if not row.accepted:
        return ""
    if isinstance(row, AddressProposal):
        return _replaced(row, masked)
    if isinstance(row, ContactProposal):
        return contact_in_words(row.stood) if row.stood else ""
    detail = cast(DetailProposal, row)
    return in_words(detail.detail, detail.stood)


def open_proposals(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return, by case, how many proposals wait for somebody who decides on them, in one query for
    all cases."""
    if actor.role not in may.DECIDE_PROPOSALS.roles:
        return {}
    cases = list(case_ids)
    details = DetailProposal.objects.exclude(detail__in=RIGHT)
    first, *others = (
        rows.filter(scope_id__in=cases, accepted=None).order_by().values_list("scope_id", "pk")
        for rows in (details, AddressProposal.objects.all(), ContactProposal.objects.all())
    )
    return Counter(case_id for case_id, _pk in first.union(*others))


@dataclass(frozen=True)
class Outcome:
    """The decision on an agency's proposal about a person."""

    party_id: UUID
    name: str
    words: str


def own_outcomes(actor: Actor, case_id: UUID) -> list[Outcome]:
    """Return the decisions on all that the actor's agency proposed about the people of a case, in
    one query."""
    of_agency = {"scope_id": case_id, "agency_id": actor.agency_id}
    first, *others = (
        rows.filter(**of_agency)
        .order_by()
        .values_list("party_id", "party__given_name", "party__family_name", "accepted", "pk")
        for rows in (
            DetailProposal.objects.exclude(detail__in=RIGHT),
            AddressProposal.objects.all(),
            ContactProposal.objects.all(),
        )
    )
    found: dict[tuple[UUID, str], Counter[bool | None]] = {}
    for party_id, given, family, accepted, _pk in first.union(*others):
        name = Party(given_name=given, family_name=family).full_name
        found.setdefault((party_id, name), Counter())[accepted] += 1
    return [
        Outcome(party_id, name, _outcome_in_words(counts))
        for (party_id, name), counts in sorted(found.items(), key=lambda one: one[0][1])
    ]


def _outcome_in_words(counts: Counter[bool | None]) -> str:
    words = {
        None: _("%(number)d not decided on yet"),
        True: _("%(number)d accepted"),
        False: _("%(number)d declined"),
    }
    return ", ".join(said % {"number": counts[one]} for one, said in words.items() if counts[one])


def own_proposals(actor: Actor, case_id: UUID, party_id: UUID) -> list[Line]:
    """Return what the actor's agency has proposed about a person, only in its own words."""
    return lines_of(masking=False, scope_id=case_id, party_id=party_id, agency_id=actor.agency_id)


def own_proposed_actions(actor: Actor, case_id: UUID) -> list[ActionProposal]:
    """Return the actions that the actor's agency has proposed to the meeting."""
    rows = ActionProposal.objects.filter(scope_id=case_id, agency_id=actor.agency_id)
    return list(rows.select_related("by_agency"))


def proposed_actions(case_id: UUID) -> list[ActionProposal]:
    """Return the actions that agencies propose in a case that was opened before, and that are
    neither recorded nor put aside, for the people who record them."""
    rows = list(
        ActionProposal.objects.filter(
            scope_id=case_id, recorded=None, put_aside_at=None
        ).select_related("agency", "by_agency")
    )
    current().items.update(one.pk for one in rows)
    return rows


def actions_put_aside(case_id: UUID) -> list[ActionProposal]:
    """Return the actions that agencies proposed in a case that was opened before, and that were put
    aside, for the people who could still record them."""
    rows = list(
        ActionProposal.objects.filter(
            scope_id=case_id, recorded=None, put_aside_at__isnull=False
        ).select_related("agency", "by_agency", "put_aside_by")
    )
    current().items.update(one.pk for one in rows)
    return rows
