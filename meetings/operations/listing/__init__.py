"""Meetings, and the cases on their lists."""

from meetings.operations.listing.calling_off import call_off
from meetings.operations.listing.cases import defer_case, list_case, take_off_list
from meetings.operations.listing.meetings import add_meeting, plan_meetings
from meetings.operations.listing.order import order_list
from meetings.operations.listing.planning_again import plan_again
from meetings.operations.listing.publishing import ask_research, publish_list

__all__ = [
    "add_meeting",
    "ask_research",
    "call_off",
    "defer_case",
    "list_case",
    "order_list",
    "plan_again",
    "plan_meetings",
    "publish_list",
    "take_off_list",
]
