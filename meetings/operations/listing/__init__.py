"""Meetings, and the cases on their lists."""

from meetings.operations.listing.cases import defer_case, list_case, take_off_list
from meetings.operations.listing.meetings import add_meeting, plan_meetings
from meetings.operations.listing.order import order_list
from meetings.operations.listing.publishing import ask_research, publish_list

__all__ = [
    "add_meeting",
    "ask_research",
    "defer_case",
    "list_case",
    "order_list",
    "plan_meetings",
    "publish_list",
    "take_off_list",
]
