"""Notices by mail. A notice holds nothing personal: it says that something waits, with its
reference or day and a link to sign in. A job sends it after the unit of work that asked for it, and
then records it."""

from meetings.notices.of_case import (
    send_case_notice,
    tell_keepers_of_development,
    tell_of_death,
    tell_of_death_taken_back,
    tell_of_decision,
    tell_of_development,
    tell_of_leaving,
    tell_of_referral,
    tell_of_staff_warning,
)
from meetings.notices.of_meeting import (
    send_calling_off_notice,
    tell_agencies_of_calling_off,
    tell_of_added,
    tell_of_calling_off,
    tell_of_list,
    tell_of_planning_again,
)

__all__ = [
    "send_calling_off_notice",
    "send_case_notice",
    "tell_agencies_of_calling_off",
    "tell_keepers_of_development",
    "tell_of_added",
    "tell_of_calling_off",
    "tell_of_death",
    "tell_of_death_taken_back",
    "tell_of_decision",
    "tell_of_development",
    "tell_of_leaving",
    "tell_of_list",
    "tell_of_planning_again",
    "tell_of_referral",
    "tell_of_staff_warning",
]
