"""One file for each step, in the order of the flow; `case` holds what belongs to none of them."""

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
