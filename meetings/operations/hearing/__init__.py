"""The meeting: opened, each case heard, ended, its minutes agreed."""

from meetings.operations.hearing.case import (
    begin_hearing,
    end_hearing,
    record_hearing,
    reopen_hearing,
)
from meetings.operations.hearing.meeting import (
    declare,
    declare_for,
    end_meeting,
    open_meeting,
    record_presence,
    take_opening_back,
)
from meetings.operations.hearing.minutes import agree_minutes
from meetings.operations.hearing.observers import admit_observer, take_back_observer

__all__ = [
    "admit_observer",
    "agree_minutes",
    "begin_hearing",
    "declare",
    "declare_for",
    "end_hearing",
    "end_meeting",
    "open_meeting",
    "record_hearing",
    "record_presence",
    "reopen_hearing",
    "take_back_observer",
    "take_opening_back",
]
