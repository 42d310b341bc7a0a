"""Which agencies have read which version of what was shared about a case, for its keepers. An
agency that shares nothing looks like one that has nothing to share, and no word of an item appears
here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.queries.references import references_of
from meetings.queries.research.corrected_people import AcknowledgedDetail, details_acknowledged
from meetings.queries.research.corrections import ReadBy
from meetings.queries.research.pages import PAGES
from sharing import access
from sharing.actor import Actor
from sharing.models import Agency
from sharing.queries.corrections import Acknowledged, acknowledged
from sharing.queries.who_read import AgencyRead, Change, Readers, readers_of


@dataclass(frozen=True)
class AgencyRow:
    """How much an agency’s people have read, in words."""

    agency: Agency
    read: AgencyRead
    newest: int
    on_circulation: bool

    @property
    def words(self) -> str:
        if self.read.all_its_own:
            return _("What is shared is its own")
        if self.read.last_at is None:
            return _("Not opened")
        if not self.newest:
            return _("Opened: nothing was shared yet")
        if self.read.version is None:
            return _("Opened, and no whole version read")
        of = {"number": self.read.version, "newest": self.newest}
        return _("Version %(number)s of %(newest)s") % of


@dataclass(frozen=True)
class VersionRow:
    """One version of what is shared about a case, and what made it."""

    number: int
    at: datetime
    changes: list[str]


@dataclass(frozen=True)
class FileRow:
    """A shared file, without its name, and the agencies that were shown that it exists."""

    agency: Agency
    number: int
    shared_at: datetime
    ended_at: datetime | None
    seen: list[tuple[Agency, datetime]]


@dataclass(frozen=True)
class CorrectionRow:
    """A correction of what somebody had read, and the agencies that have acknowledged it. For a
    detail of a person it names neither the person nor the agency that proposed it."""

    agency: Agency | None
    number: int
    corrected_at: datetime
    read_by: list[ReadBy]


@dataclass(frozen=True)
class WhoRead:
    """Who has read what was shared about one case."""

    case_id: UUID
    reference: str
    rows: list[AgencyRow]
    versions: list[VersionRow]
    files: list[FileRow]
    corrections: list[CorrectionRow]


def who_read(actor: Actor, case_id: UUID) -> WhoRead:
    """Return which agencies have read which version of what was shared about a case."""
    facts = access.require(actor, may.SEE_READERS, case_id)
    readers = readers_of([case_id], PAGES)[case_id]
    circulation = facts.full_circulation if facts else frozenset()
    corrections = [one for one in acknowledged(case_id) if _is_of(readers, one.item_id)]
    details = details_acknowledged(case_id)
    agencies = Agency.objects.in_bulk(
        {
            *circulation,
            *readers.agencies,
            *(one.agency_id for one in readers.shared),
            *(one.agency_id for one in details),
        }
    )
    return WhoRead(
        case_id,
        references_of(actor, [case_id]).get(case_id, ""),
        rows_of(readers, agencies, circulation),
        [
            VersionRow(one.number, one.at, list(_in_words(one.changes.items(), agencies)))
            for one in reversed(readers.versions)
        ],
        _files(readers, agencies),
        _corrections(readers, agencies, corrections, details),
    )


def rows_of(
    readers: Readers, agencies: dict[UUID, Agency], circulation: frozenset[UUID]
) -> list[AgencyRow]:
    """Return how much each agency has read of a case, in order of name: those on circulation, and
    others that were shown something."""
    newest = len(readers.versions)
    rows = [
        AgencyRow(agencies[one], readers.of(one), newest, one in circulation)
        for one in {*circulation, *readers.agencies}
    ]
    return sorted(rows, key=lambda row: row.agency.name)


def _in_words(
    changes: Iterable[tuple[UUID, Change]], agencies: dict[UUID, Agency]
) -> Iterable[str]:
    for agency_id, change in sorted(changes, key=lambda pair: agencies[pair[0]].name):
        parts = [
            ngettext("%(number)s item added", "%(number)s items added", change.added)
            % {"number": change.added}
            if change.added
            else "",
            ngettext("%(number)s item corrected", "%(number)s items corrected", change.corrected)
            % {"number": change.corrected}
            if change.corrected
            else "",
            ngettext("%(number)s item taken back", "%(number)s items taken back", change.taken_back)
            % {"number": change.taken_back}
            if change.taken_back
            else "",
        ]
        said = ", ".join(part for part in parts if part)
        yield _("%(agency)s: %(changes)s") % {"agency": agencies[agency_id].name, "changes": said}


def _files(readers: Readers, agencies: dict[UUID, Agency]) -> list[FileRow]:
    rows, numbers = [], dict[UUID, int]()
    for file in (one for one in readers.shared if one.is_file):
        numbers[file.agency_id] = numbers.get(file.agency_id, 0) + 1
        seen = [
            (agencies[agency_id], shown[file.item_id][0])
            for agency_id, shown in readers.seen.items()
            if file.item_id in shown
        ]
        seen.sort(key=lambda pair: pair[0].name)
        agency = agencies[file.agency_id]
        rows.append(FileRow(agency, numbers[file.agency_id], file.shared_at, file.ended_at, seen))
    return sorted(rows, key=lambda row: (row.agency.name, row.number))


def _is_of(readers: Readers, item_id: UUID) -> bool:
    """Return whether the item was shared with all, because a keeper's own agency also hears of its
    others."""
    return any(one.item_id == item_id for one in readers.shared)


def _corrections(
    readers: Readers,
    agencies: dict[UUID, Agency],
    corrections: Iterable[Acknowledged],
    details: Iterable[AcknowledgedDetail],
) -> list[CorrectionRow]:
    rows: dict[UUID, CorrectionRow] = {}
    for one in corrections:
        number = readers.number_of(one.item_id)
        row = CorrectionRow(agencies[one.owner_id], number, one.corrected_at, [])
        row = rows.setdefault(one.item_id, row)
        row.read_by.append(ReadBy(agencies[one.agency_id], one.readers, one.waiting))
    for detail in details:
        row = CorrectionRow(None, 0, detail.corrected_at, [])
        row = rows.setdefault(detail.correction_id, row)
        row.read_by.append(ReadBy(agencies[detail.agency_id], detail.readers, detail.waiting))
    for row in rows.values():
        row.read_by.sort(key=lambda one: one.agency.name)
    return sorted(rows.values(), key=lambda row: row.corrected_at, reverse=True)
