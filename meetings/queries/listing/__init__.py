"""Meetings and their lists, as each reader may see them."""

from meetings.queries.listing.calendar import (
    MeetingRow,
    MeetingsPage,
    meetings_page,
    meetings_to_plan,
)
from meetings.queries.listing.calling_off import (
    CallingOffPage,
    PlanningAgainPage,
    calling_off_page,
    cases_that_stood_on,
    cases_to_move,
    next_left_on,
    planning_again_page,
)
from meetings.queries.listing.choice import Choice, ListingPage, listing_page, where_it_stands
from meetings.queries.listing.meeting import MeetingPage, keep_order, meeting_page
from meetings.queries.listing.paper import CasePaper, ListPaper, list_paper
from meetings.queries.listing.reason import AskedOfMeeting, reason_asked_of_meeting
from meetings.queries.too_young import too_young_among

__all__ = [
    "AskedOfMeeting",
    "CallingOffPage",
    "CasePaper",
    "Choice",
    "ListPaper",
    "ListingPage",
    "MeetingPage",
    "MeetingRow",
    "MeetingsPage",
    "PlanningAgainPage",
    "calling_off_page",
    "cases_that_stood_on",
    "cases_to_move",
    "keep_order",
    "list_paper",
    "listing_page",
    "meeting_page",
    "meetings_page",
    "meetings_to_plan",
    "next_left_on",
    "planning_again_page",
    "reason_asked_of_meeting",
    "too_young_among",
    "where_it_stands",
]
