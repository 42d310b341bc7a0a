"""Actions and their progress."""

from meetings.queries.follow_up.list import (
    Counts,
    Filter,
    action_list,
    agencies_to_choose,
    count,
    followed,
)
from meetings.queries.follow_up.rows import (
    Row,
    days_late,
    due_words,
    holidays_of,
    initials,
    rows_of,
    victim_names,
    with_case,
)
from meetings.queries.follow_up.update import ActionPage, action_page, case_of, check_own

__all__ = [
    "ActionPage",
    "Counts",
    "Filter",
    "Row",
    "action_list",
    "action_page",
    "agencies_to_choose",
    "case_of",
    "check_own",
    "count",
    "days_late",
    "due_words",
    "followed",
    "holidays_of",
    "initials",
    "rows_of",
    "victim_names",
    "with_case",
]
