"""Loading the example."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection

from meetings.example import basing, coming, past_meetings
from meetings.example.area import AREA, make_area
from meetings.example.days import PAST, Days
from meetings.example.hearing import COORDINATOR
from meetings.example.plot import Plot
from meetings.example.script import Script
from meetings.example.stories import stories
from meetings.operations import listing
from sharing import clock
from sharing.models import Area

MEETINGS = 8  # planned at once
PLANNED_BEFORE = timedelta(days=30)


def is_there() -> bool:
    """Return whether the example area exists, whole or not."""
    return Area.objects.filter(name=AREA).exists()


def load() -> Iterator[tuple[int, int, str]]:
    """The example is loaded; yields how many scenes were played, of how many, and what comes."""
    with connection.cursor() as cursor:
        # Nothing is lost that the next start would not load again.
        cursor.execute("SET synchronous_commit = off")
    days = Days()
    with clock.set_to(days.now - timedelta(days=90)):
        cast = make_area(days)
    cast.moment = days.at(days.first_meeting_on - PLANNED_BEFORE, 10)
    with cast.with_jobs():
        with cast.acting(COORDINATOR) as actor:
            meetings = listing.plan_meetings(actor=actor, count=MEETINGS)
        basing.set_all(cast)
        yield from _script(Plot(cast, days, meetings)).perform(cast)


def _script(plot: Plot) -> Script:
    coming_stories = stories("next_meeting")
    moved = [story for story in coming_stories if story.deferred]
    for number in range(PAST):
        last = number == PAST - 1
        cases = past_meetings.hold(plot, number, moved if last else [])
    coming.prepare(plot, [story for story in coming_stories if not story.deferred], cases)
    coming.wait(plot)
    return plot.script
