"""What agencies answer before a meeting, and what they know."""

from meetings.operations.research.answers import (
    answer_case,
    answer_list,
    open_list,
    open_return,
    submit_research,
)
from meetings.operations.research.items import add_item, add_items, change_item, withdraw_item
from meetings.operations.research.reminders import chase_research, remind_of_research

__all__ = [
    "add_item",
    "add_items",
    "answer_case",
    "answer_list",
    "change_item",
    "chase_research",
    "open_list",
    "open_return",
    "remind_of_research",
    "submit_research",
    "withdraw_item",
]
