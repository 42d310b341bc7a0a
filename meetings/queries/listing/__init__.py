"""Meetings and their lists, as each reader may see them."""

from meetings.queries.listing.calendar import (
    MeetingRow,
    MeetingsPage,
    meetings_page,
    meetings_to_plan,
)
from meetings.queries.listing.choice import Choice, ListingPage, listing_page
from meetings.queries.listing.meeting import MeetingPage, keep_order, meeting_page
from meetings.queries.listing.paper import CasePaper, ListPaper, list_paper

__all__ = [
    "CasePaper",
    "Choice",
    "ListPaper",
    "ListingPage",
    "MeetingPage",
    "MeetingRow",
    "MeetingsPage",
    "keep_order",
    "list_paper",
    "listing_page",
    "meeting_page",
    "meetings_page",
    "meetings_to_plan",
]
