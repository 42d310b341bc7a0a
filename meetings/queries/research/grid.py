"""Who owes research: agency by case, for those who chase it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format

from meetings import permissions as may
from meetings.models import Case, Meeting, ResearchRequest
from meetings.queries.research.requests import asked_for, meeting_of_area
from meetings.rules.research import (
    ANSWERED,
    COLOURS,
    STATE_WORDS,
    State,
    may_be_reminded,
    state_of,
)
from sharing import access, clock
from sharing.actor import Actor
from sharing.models import Agency


@dataclass(frozen=True)
class Cell:
    """How one agency stands in one case; it was not asked about a case without a state."""

    reference: str
    state: State | None
    words: str
    day: str = ""

    @property
    def owed(self) -> bool:
        return self.state is not None and self.state not in ANSWERED

    @property
    def late(self) -> bool:
        return self.state in (State.LATE, State.SILENT)

    @property
    def colour(self) -> str:
        return COLOURS[self.state] if self.state else ""


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
    def late(self) -> bool:
        return any(cell.late for cell in self.cells)

    @property
    def owing(self) -> list[tuple[Cell, list[str]]]:
        """Return what is owed by how it stands, each with the references of its cases."""
        found: dict[tuple[str, str], tuple[Cell, list[str]]] = {}
        for cell in self.cells:
            if cell.owed:
                found.setdefault((cell.words, cell.day), (cell, []))[1].append(cell.reference)
        return list(found.values())


@dataclass(frozen=True)
class Grid:
    """The agencies that owe something first, then the others."""

    meeting: Meeting
    cases: list[Case]
    owing: list[GridRow]
    answered: list[GridRow]

    @property
    def rows(self) -> list[GridRow]:
        return [*self.owing, *self.answered]

    @property
    def owed(self) -> int:
        return sum(row.owed for row in self.owing)

    @property
    def asked(self) -> int:
        return sum(cell.state is not None for row in self.rows for cell in row.cells)


def research_grid(actor: Actor, meeting_id: UUID) -> Grid:
    """Return how each agency's research for the meeting stands, for coordinator and chair."""
    access.require(actor, may.SEE_RESEARCH_GRID)
    meeting = meeting_of_area(actor, meeting_id, may.SEE_RESEARCH_GRID.event)
    requests = list(asked_for([meeting], actor, may.SEE_RESEARCH_GRID).select_related("agency"))
    cases = list(
        Case.objects.filter(pk__in={one.scope_id for one in requests}).order_by(
            "position", "reference"
        )
    )
    access.show_together(actor, may.SEE_RESEARCH_GRID, [case.pk for case in cases], meeting.pk)
    now, today = clock.now(), clock.today()
    agencies = {one.agency_id: one.agency for one in requests}
    asked = {(one.agency_id, one.scope_id): one for one in requests}
    rows = []
    for agency in sorted(agencies.values(), key=lambda one: one.name):
        cells = []
        for case in cases:
            request = asked.get((agency.pk, case.pk))
            if request is None:
                cells.append(Cell(case.reference, None, ""))
                continue
            state = state_of(request, now=now, today=today)
            until = request.check_by if state is State.NOT_YET else None
            day = date_format(until) if until else ""
            cells.append(Cell(case.reference, state, str(STATE_WORDS[state]), day))
        reminded_at = _reminded(asked, agency.pk)
        rows.append(GridRow(agency, cells, reminded_at, may_be_reminded(reminded_at, now)))
    return Grid(
        meeting,
        cases,
        [row for row in rows if row.owed],
        [row for row in rows if not row.owed],
    )


def _reminded(asked: dict[tuple[UUID, UUID], ResearchRequest], agency_id: UUID) -> datetime | None:
    own = [one.reminded_at for one in asked.values() if one.agency_id == agency_id]
    return max((time for time in own if time), default=None)
