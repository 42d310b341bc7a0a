"""The URLs of each step, in the order of the flow; `case` holds those that belong to no step.

What many addresses begin with is one pattern, because each request tries them one after another."""

from django.urls import URLPattern, URLResolver, include, path

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


def named(which: str) -> list[URLPattern | URLResolver]:
    """Return the patterns that the steps have under this name."""
    return [pattern for step in STEPS for pattern in getattr(step, which, [])]


urlpatterns = [
    path("meetings/<uuid:meeting_id>/", include(named("of_meeting"))),
    path("cases/<uuid:case_id>/", include(named("of_case"))),
    *named("urlpatterns"),
]
