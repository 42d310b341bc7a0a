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
from meetings.queries.listing.reason import AskedOfMeeting, reason_asked_of_meeting

__all__ = [
    "AskedOfMeeting",
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
    "reason_asked_of_meeting",
]
