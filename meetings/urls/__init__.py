"""The URLs of each step, in the order of the flow; `case` holds those that belong to no step."""

from meetings.urls import (
    actions,
    case,
    closure,
    follow_up,
    hearing,
    listing,
    packs,
    referral,
    research,
    transfer,
    triage,
)

STEPS = (
    case,
    referral,
    triage,
    listing,
    research,
    packs,
    hearing,
    actions,
    follow_up,
    closure,
    transfer,
)

urlpatterns = [pattern for step in STEPS for pattern in step.urlpatterns]
