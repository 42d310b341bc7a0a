"""Which agencies have read what was shared about the cases of a meeting, by agency and case, for
people who chase it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings import permissions as may
from meetings.models import Case, Meeting
from meetings.queries.research.pages import PAGES
from meetings.queries.research.requests import meeting_of_area
from meetings.queries.research.who_read import AgencyRow, rows_of
from meetings.rules.research import OPEN_STAGES
from sharing import access
from sharing.actor import Actor
from sharing.facts import facts_of_all
from sharing.models import Agency
from sharing.queries.who_read import readers_of


class Reading(TextChoices):
    """How far an agency has read what the others share about a case. The words have to fit a cell
    as wide as a reference."""

    UNREAD = "unread", gettext_lazy("Unread")
    OLDER = "older", gettext_lazy("Older")
    NEWEST = "newest", gettext_lazy("Read")
    NOTHING = "nothing", gettext_lazy("Nothing")
    OWN = "own", gettext_lazy("Own")


MEANINGS: dict[Reading, Promise] = {
    Reading.UNREAD: gettext_lazy("not opened by anybody there"),
    Reading.OLDER: gettext_lazy("read, but not the newest version whole"),
    Reading.NEWEST: gettext_lazy("the newest version was read"),
    Reading.NOTHING: gettext_lazy("nothing is shared yet"),
    Reading.OWN: gettext_lazy("what is shared is its own"),
}
# By meaning, as in the grid of what is owed: yellow waits, green is done.
COLOURS: dict[Reading, str] = {
    Reading.UNREAD: "grey",
    Reading.OLDER: "yellow",
    Reading.NEWEST: "green",
    Reading.NOTHING: "grey",
    Reading.OWN: "grey",
}
TO_READ = (Reading.UNREAD, Reading.OLDER)


@dataclass(frozen=True)
class ReadingCell:
    """How far one agency has read one case; without a row the agency does not read the case."""

    reference: str
    row: AgencyRow | None

    @property
    def state(self) -> Reading | None:
        if self.row is None:
            return None
        if self.row.read.all_its_own:
            return Reading.OWN
        if not self.row.newest:
            return Reading.NOTHING
        if self.row.read.last_at is None:
            return Reading.UNREAD
        is_newest = self.row.read.version == self.row.newest and not self.row.read.changed_since
        return Reading.NEWEST if is_newest else Reading.OLDER

    @property
    def short(self) -> str | Promise:
        """Return how far, in words that fit a cell."""
        return self.state.label if self.state else ""

    @property
    def version(self) -> str:
        """Return which version was read, of how many, if it is not the newest."""
        if self.row is None or self.state is not Reading.OLDER or self.row.read.version is None:
            return ""
        of = {"number": self.row.read.version, "newest": self.row.newest}
        return _("%(number)s of %(newest)s") % of

    @property
    def last_at(self) -> datetime | None:
        return self.row.read.last_at if self.row else None


@dataclass(frozen=True)
class ReadSo:
    """A state of reading, with its cases or cells."""

    state: Reading
    cells: list[ReadingCell]

    @property
    def short(self) -> str | Promise:
        return self.state.label

    @property
    def meaning(self) -> Promise:
        return MEANINGS[self.state]

    @property
    def colour(self) -> str:
        return COLOURS[self.state]

    @property
    def owed(self) -> bool:
        return self.state in TO_READ

    @property
    def references(self) -> list[str]:
        return [cell.reference for cell in self.cells]


@dataclass(frozen=True)
class ReadingRow:
    """How far one agency has read each case of the meeting."""

    agency: Agency
    cells: list[ReadingCell]

    @property
    def standings(self) -> list[ReadSo]:
        return _read_so(self.cells)

    @property
    def owed(self) -> int:
        return sum(cell.state in TO_READ for cell in self.cells)


@dataclass(frozen=True)
class MeetingReaders:
    """Who has read what was shared about the cases of a meeting: agencies with something to read
    first."""

    meeting: Meeting
    cases: list[Case]
    rows: list[ReadingRow]

    @property
    def standings(self) -> list[ReadSo]:
        """Return how many cells have each state, which is also the key to the grid."""
        return _read_so([cell for row in self.rows for cell in row.cells])


def readers_of_meeting(actor: Actor, meeting_id: UUID) -> MeetingReaders:
    """Return which agencies have read what was shared about the cases that a meeting is to hear."""
    permission = may.SEE_READERS_OF_MEETING
    access.require(actor, permission)
    meeting = meeting_of_area(actor, meeting_id, permission.event)
    cases = list(
        Case.objects.filter(
            access.visible_to(actor, permission, "scope__"),
            meeting=meeting,
            stage__in=OPEN_STAGES,
        ).order_by("position", "reference")
    )
    ids = [case.pk for case in cases]
    access.show(actor, permission, ids)
    readers, facts = readers_of(ids, PAGES), facts_of_all(ids)
    circulation = {one: facts[one].full_circulation for one in ids}
    agencies = Agency.objects.in_bulk(
        {agency for one in ids for agency in (*circulation[one], *readers[one].agencies)}
    )
    of_case = {
        one: {row.agency.pk: row for row in rows_of(readers[one], agencies, circulation[one])}
        for one in ids
    }
    rows = [
        ReadingRow(
            agency, [ReadingCell(case.reference, of_case[case.pk].get(agency.pk)) for case in cases]
        )
        for agency in sorted(agencies.values(), key=lambda one: one.name)
    ]
    return MeetingReaders(meeting, cases, sorted(rows, key=lambda row: not row.owed))


def _read_so(cells: list[ReadingCell]) -> list[ReadSo]:
    found = (ReadSo(one, [cell for cell in cells if cell.state is one]) for one in Reading)
    return [one for one in found if one.cells]
