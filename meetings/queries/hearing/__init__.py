"""The meeting: who is in the room, which case is heard, what was recorded of it."""

from meetings.queries.hearing.case import (
    HearingPage,
    changed_plan,
    hearing_page,
    line_to_read,
    page_at_meeting,
    plan_stamp,
)
from meetings.queries.hearing.meeting import (
    MeetingPage,
    has_declared,
    meeting_of,
    meeting_page,
    meeting_to_join,
    meeting_to_run,
    meetings_kept,
    minutes_to_agree,
)
from meetings.queries.hearing.minutes import (
    case_minutes,
    case_minutes_to_print,
    meeting_minutes,
    meeting_minutes_to_print,
)
from meetings.queries.hearing.observers import (
    agencies_that_signed,
    observer_to_take_back,
    observers_page,
)
from meetings.queries.hearing.presence import PresenceRow, presence_to_record
from meetings.queries.hearing.read_back import read_back_of
from meetings.queries.hearing.recorded import (
    check_declared,
    hearing_of,
    left_the_room,
    why_not_recorded,
)
from meetings.queries.hearing.written import written_minutes

__all__ = [
    "HearingPage",
    "MeetingPage",
    "PresenceRow",
    "agencies_that_signed",
    "case_minutes",
    "case_minutes_to_print",
    "changed_plan",
    "check_declared",
    "has_declared",
    "hearing_of",
    "hearing_page",
    "left_the_room",
    "line_to_read",
    "meeting_minutes",
    "meeting_minutes_to_print",
    "meeting_of",
    "meeting_page",
    "meeting_to_join",
    "meeting_to_run",
    "meetings_kept",
    "minutes_to_agree",
    "observer_to_take_back",
    "observers_page",
    "page_at_meeting",
    "plan_stamp",
    "presence_to_record",
    "read_back_of",
    "why_not_recorded",
    "written_minutes",
]
