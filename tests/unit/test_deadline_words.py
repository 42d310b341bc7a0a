"""How a deadline is said on the home pages."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from meetings.queries.home.todo import by_words
from sharing import clock

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 18, 9, 30, tzinfo=LONDON)  # a Wednesday


@pytest.mark.parametrize(
    ("day", "words"),
    [(3, "Was due 3 November"), (18, "Today, 17:00"), (20, "Friday, 17:00"), (25, "25 November")],
)
def test_a_deadline_is_said_as_people_say_it(day, words):
    with clock.set_to(NOW):
        assert by_words(datetime(2026, 11, day, 17, 0, tzinfo=LONDON)) == words


def test_a_deadline_whose_hour_has_passed_was_due():
    at = datetime(2026, 11, 18, 17, 0, tzinfo=LONDON)
    with clock.set_to(at + timedelta(minutes=40)):
        assert by_words(at) == "Was due today, 17:00"
