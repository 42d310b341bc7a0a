"""The research that is owed, by agency and case, for people who chase it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise

from meetings import permissions as may
from meetings.models import Case, Meeting, ResearchRequest, Stage
from meetings.queries.paces import paces_in_words
from meetings.queries.research.requests import asked_for, meeting_of_area
from meetings.queries.too_young import ages, is_of_a_child
from meetings.rules.listing import BEFORE, LIST_IS_OUT
from meetings.rules.phases import WAITS
from meetings.rules.reminders import may_be_reminded
from meetings.rules.research_state import (
    ANSWERED,
    COLOURS,
    MEANINGS,
    NOT_BEGUN,
    SHORT_WORDS,
    State,
    state_of,
)
from sharing import access, clock
from sharing.actor import Actor
from sharing.models import Agency
from sharing.queries.drafts import agencies_drafting
from sharing.reasons import Reason
from sharing.work import Refused


@dataclass(frozen=True)
class Cell:
    """One agency's state in one case; without a state it is no core agency and was not asked."""

    reference: str
    state: State | None
    until: date | None = None

    @property
    def owed(self) -> bool:
        return self.state is not None and self.state not in ANSWERED

    @property
    def late(self) -> bool:
        return self.state in (State.LATE, State.SILENT)

    @property
    def short(self) -> str | Promise:
        return SHORT_WORDS[self.state] if self.state else ""

    @property
    def day(self) -> str:
        return date_format(self.until) if self.until else ""

    @property
    def short_day(self) -> str:
        return date_format(self.until, "j M") if self.until else ""


@dataclass(frozen=True)
class Standing:
    """A state of research, and the cases in it."""

    state: State
    cells: list[Cell]

    @property
    def short(self) -> Promise:
        return SHORT_WORDS[self.state]

    @property
    def meaning(self) -> Promise:
        return MEANINGS[self.state]

    @property
    def colour(self) -> str:
        return COLOURS[self.state]

    @property
    def day(self) -> str:
        return self.cells[0].day

    @property
    def owed(self) -> bool:
        return self.state not in ANSWERED

    @property
    def references(self) -> list[str]:
        return [cell.reference for cell in self.cells]


@dataclass(frozen=True)
class GridRow:
    agency: Agency
    cells: list[Cell]
    reminded_at: datetime | None
    may_remind: bool

    @property
    def owed(self) -> int:
        return sum(cell.owed for cell in self.cells)

    @property
    def asked(self) -> int:
        return sum(cell.state is not None for cell in self.cells)

    @property
    def late(self) -> bool:
        return any(cell.late for cell in self.cells)

    @property
    def to_remind(self) -> bool:
        """Return whether the agency has a request that it has not answered."""
        return any(cell.owed and cell.state is not State.NOT_ASKED for cell in self.cells)

    @property
    def has_not_begun(self) -> bool:
        return any(cell.state in NOT_BEGUN for cell in self.cells)

    @property
    def standings(self) -> list[Standing]:
        """Return the agency's states, those that it owes first."""
        return sorted(standings_of(self.cells), key=lambda one: not one.owed)


@dataclass(frozen=True)
class Grid:
    """The agencies that owe something first, then the others."""

    meeting: Meeting
    cases: list[Case]
    rows: list[GridRow]
    by_itself: list[str]  # when the portal sends automatic reminders

    @property
    def owed(self) -> int:
        return sum(row.owed for row in self.rows)

    @property
    def asked(self) -> int:
        return sum(row.asked for row in self.rows)

    @property
    def is_complete(self) -> bool:
        """Return whether every answer is in, including those of all core agencies."""
        return bool(self.cases) and not self.owed

    @property
    def is_past(self) -> bool:
        return clock.now() > self.meeting.research_due_at

    @property
    def to_ask(self) -> bool:
        """Return whether some core agencies were not asked and still can be."""
        unasked = any(cell.state is State.NOT_ASKED for row in self.rows for cell in row.cells)
        return unasked and self.meeting.state in BEFORE

    @property
    def to_chase(self) -> list[GridRow]:
        """Return the agencies that have not begun, which one click reminds together."""
        return [row for row in self.rows if row.has_not_begun and row.may_remind]

    @property
    def owing(self) -> list[GridRow]:
        """Return the agencies that owe answers, which one click reminds together: none where these
        are those that have not begun."""
        found = [row for row in self.rows if row.to_remind and row.may_remind]
        return found if len(found) > max(len(self.to_chase), 1) else []

    @property
    def standings(self) -> list[Standing]:
        """Return how many cells have each state, which is also the key to the grid."""
        cells = [cell for row in self.rows for cell in row.cells]
        found = (Standing(one, [cell for cell in cells if cell.state is one]) for one in State)
        return [one for one in found if one.cells]


def standings_of(cells: Iterable[Cell]) -> list[Standing]:
    """Return these cells by state, and by the day until which an agency cannot check."""
    found: dict[tuple[State, date | None], Standing] = {}
    for cell in cells:
        if cell.state:
            key = (cell.state, cell.until)
            found.setdefault(key, Standing(cell.state, [])).cells.append(cell)
    return list(found.values())


def agency_to_remind(actor: Actor, agency_id: UUID) -> Agency:
    """Return an agency of the area, for somebody who may remind it. Raises `Refused`."""
    access.expect(actor, may.CHASE_RESEARCH)
    found = Agency.objects.filter(area=actor.area_id, pk=agency_id).first()
    if found is None:
        raise Refused(Reason.NOTHING_THERE, may.CHASE_RESEARCH.event)
    return found


def research_grid(actor: Actor, meeting_id: UUID) -> Grid:
    """Return the state of each agency's research for the meeting, for coordinator and chair."""
    access.require(actor, may.SEE_RESEARCH_GRID)
    meeting = meeting_of_area(actor, meeting_id, may.SEE_RESEARCH_GRID.event)
    requests = list(asked_for([meeting], actor, may.SEE_RESEARCH_GRID).select_related("agency"))
    cases = _cases(actor, meeting)
    case_ids = [case.pk for case in cases]
    access.show_together(actor, may.SEE_RESEARCH_GRID, case_ids, meeting.pk)
    drafts = agencies_drafting(case_ids)
    core = (
        Agency.objects.filter(area=meeting.area_id, core=True) if cases else Agency.objects.none()
    )
    agencies = {one.agency_id: one.agency for one in requests} | {one.pk: one for one in core}
    asked = {(one.agency_id, one.scope_id): one for one in requests}
    rows = []
    for agency in sorted(agencies.values(), key=lambda one: one.name):
        cells = [
            _cell(case, agency, asked.get((agency.pk, case.pk)), drafts.get((case.pk, agency.pk)))
            for case in cases
        ]
        reminded_at = _reminded(requests, agency.pk)
        rows.append(GridRow(agency, cells, reminded_at, may_be_reminded(reminded_at, clock.now())))
    rows.sort(key=lambda row: not row.owed)
    return Grid(meeting, cases, rows, paces_in_words(meeting.area))


def _cases(actor: Actor, meeting: Meeting) -> list[Case]:
    """Return the cases on a list that is out that are still to be heard."""
    if meeting.state not in LIST_IS_OUT:
        return []
    cases = Case.objects.filter(
        access.visible_to(actor, may.SEE_RESEARCH_GRID, "scope__"),
        meeting=meeting,
        stage__in=WAITS,
        scope__frozen=False,
    )
    # Nobody is asked about a victim who is too young for a meeting.
    return [
        case
        for case in cases.annotate(**ages()).order_by("position", "reference")
        if case.stage != Stage.LISTED or not is_of_a_child(case)
    ]


def _cell(
    case: Case, agency: Agency, request: ResearchRequest | None, draft: datetime | None
) -> Cell:
    if request is None:
        return Cell(case.reference, State.NOT_ASKED if agency.core else None)
    # Text that was written for an earlier meeting is no answer to this one.
    drafted = draft is not None and draft >= request.asked_at
    state = state_of(request, now=clock.now(), today=clock.today(), is_drafted=drafted)
    return Cell(case.reference, state, request.check_by if state is State.NOT_YET else None)


def _reminded(requests: Iterable[ResearchRequest], agency_id: UUID) -> datetime | None:
    own = (one.reminded_at for one in requests if one.agency_id == agency_id)
    return max((time for time in own if time), default=None)
