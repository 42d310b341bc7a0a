"""The audit trail, in sentences: who did, saw or tried what, and why it was allowed or not."""

from sharing.queries.trail.asked import DAYS, Asked, Only, looks
from sharing.queries.trail.chart import Chart, area_chart, case_summary
from sharing.queries.trail.export import (
    Taken,
    check_may_take_area,
    check_may_take_case,
    take_area_trail,
    take_case_trail,
)
from sharing.queries.trail.lines import Line, Names, line_of, lines_of
from sharing.queries.trail.pages import NEWEST, Turn
from sharing.queries.trail.reading import (
    Trail,
    agencies_of,
    area_trail,
    ask_for_case,
    case_trail,
    find_trail,
    latest_events,
    of_case,
    own_trail,
    people_of,
    refused_of_late,
)

__all__ = [
    "DAYS",
    "NEWEST",
    "Asked",
    "Chart",
    "Line",
    "Names",
    "Only",
    "Taken",
    "Trail",
    "Turn",
    "agencies_of",
    "area_chart",
    "area_trail",
    "ask_for_case",
    "case_summary",
    "case_trail",
    "check_may_take_area",
    "check_may_take_case",
    "find_trail",
    "latest_events",
    "line_of",
    "lines_of",
    "looks",
    "of_case",
    "own_trail",
    "people_of",
    "refused_of_late",
    "take_area_trail",
    "take_case_trail",
]
