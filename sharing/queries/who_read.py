"""Which agencies’ people were shown which version of what was shared about a case. A version is
what stood there between two changes; it is told by what events showed, not by the hour alone."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True)
class Shared:
    """One item or file that was shared, and by which events it came and went."""

    item_id: UUID
    is_file: bool
    agency_id: UUID
    place: int | None  # the same for each version of an item
    listed: int | None  # the order in which others read it
    shared_at: datetime
    shared_in: UUID | None
    ended_at: datetime | None
    ended_in: UUID | None

    @property
    def order(self) -> tuple[int, int]:
        return self.listed or 0, self.place or 0


@dataclass
class Change:
    """What one agency did to what is shared: how many items each way."""

    added: int = 0
    corrected: int = 0
    taken_back: int = 0


@dataclass
class Version:
    """What is shared from a moment on, and what each agency changed of it then."""

    number: int
    at: datetime
    changes: dict[UUID, Change] = field(default_factory=dict)
    items: dict[UUID, UUID] = field(default_factory=dict)  # that stand then, each with its agency


@dataclass(frozen=True)
class AgencyRead:
    """Which version an agency’s people were shown last, of what the others share."""

    agency_id: UUID
    version: int | None
    last_at: datetime | None
    changed_since: bool
    all_its_own: bool = False  # no other agency shares anything


@dataclass(frozen=True)
class Opened:
    """A file that was shared, and when people of which agencies first opened it or saw that it is
    there."""

    file: Shared
    first_at: dict[UUID, datetime]


@dataclass(frozen=True)
class Readers:
    """What was shared about one case, and who was shown it."""

    shared: list[Shared]
    versions: list[Version]
    seen: dict[UUID, dict[UUID | None, tuple[datetime, datetime]]]

    def of(self, agency_id: UUID) -> AgencyRead:
        """Return which version the agency’s people were shown last."""
        seen = self.seen.get(agency_id, {})
        last = max((at for _first, at in seen.values()), default=None)
        if last is None:
            own = bool(self.versions) and not list(self._of_others(agency_id))
            return AgencyRead(agency_id, None, None, False, own)
        read, newest = 0, 0
        for number, at, items, grew in self._of_others(agency_id):
            newest = number
            if items <= seen.keys() and (grew or last >= at):
                read = number
        # What one's own agency changed makes no version that it has yet to read.
        shown = self.versions[-1].number if self.versions and read == newest else read
        return AgencyRead(agency_id, shown or None, last, read < newest)

    @property
    def agencies(self) -> set[UUID]:
        return set(self.seen)

    def number_of(self, item_id: UUID) -> int:
        """Return which of the items that its agency ever shared this is, in the order in which
        others came to read them."""
        (item,) = (one for one in self.shared if one.item_id == item_id)
        of_agency = {
            one.order for one in self.shared if one.agency_id == item.agency_id and not one.is_file
        }
        return sum(one <= item.order for one in of_agency)

    def _of_others(self, agency_id: UUID) -> Iterator[tuple[int, datetime, set[UUID], bool]]:
        """Yield each version that differs in what other agencies share: its number, when it began,
        what stands in it, and whether something came that was not there before."""
        none = Version(0, datetime.min)
        for before, version in pairwise([none, *self.versions]):
            had, has = (
                {item for item, owner in one.items.items() if owner != agency_id}
                for one in (before, version)
            )
            if had != has:
                yield version.number, version.at, has, bool(has - had)


def readers_of(case_ids: Collection[UUID], pages: Collection[str]) -> dict[UUID, Readers]:
    """Return who was shown what of cases whose trail the actor reads. `pages` are the codes of
    events that show the research of a case, whatever stood in it."""
    shared: dict[UUID, list[Shared]] = {case_id: [] for case_id in case_ids}
    seen: dict[UUID, dict[UUID, dict[Any, Any]]] = {case_id: {} for case_id in case_ids}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM shared_since(%s::uuid[])", [list(case_ids)])
        for case_id, *rest in cursor.fetchall():
            shared[case_id].append(Shared(*rest))
        cursor.execute(
            "SELECT * FROM looks_of_agencies(%s::uuid[], %s::varchar[])",
            [list(case_ids), list(pages)],
        )
        for case_id, item_id, agency_id, first, last in cursor.fetchall():
            seen[case_id].setdefault(agency_id, {})[item_id] = (first, last)
    return {
        case_id: Readers(
            sorted(shared[case_id], key=_place), _versions(shared[case_id]), seen[case_id]
        )
        for case_id in case_ids
    }


def _place(one: Shared) -> tuple[str, tuple[int, int], datetime]:
    return str(one.agency_id), one.order, one.shared_at


def _versions(shared: list[Shared]) -> list[Version]:
    items = [one for one in shared if not one.is_file]
    began: dict[UUID | None, datetime] = {}
    for one in items:
        for event, at in ((one.shared_in, one.shared_at), (one.ended_in, one.ended_at)):
            if at is not None:
                began[event] = min(at, began.get(event, at))
    versions: list[Version] = []
    standing: dict[UUID, UUID] = {}
    for number, event in enumerate(sorted(began, key=lambda one: (began[one], str(one))), 1):
        version = Version(number, began[event])
        came = {(one.agency_id, one.place): one for one in items if one.shared_in == event}
        gone = {
            (one.agency_id, one.place): one
            for one in items
            if one.ended_at is not None and one.ended_in == event
        }
        for key in sorted(came.keys() | gone.keys(), key=str):
            change = version.changes.setdefault(key[0], Change())
            if key in came and key in gone:
                change.corrected += 1
            elif key in came:
                change.added += 1
            else:
                change.taken_back += 1
        for one in gone.values():
            standing.pop(one.item_id, None)
        standing |= {one.item_id: one.agency_id for one in came.values()}
        version.items = dict(standing)
        versions.append(version)
    return versions
