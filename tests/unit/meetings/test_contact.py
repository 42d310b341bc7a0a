"""When a safe way of contact must be checked before anybody uses it."""

from datetime import date, timedelta

import pytest

from meetings.rules.contact import must_be_checked

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("confirmed_on", "newest_incident", "heard_since", "checked"),
    [
        (TODAY, None, False, False),
        (TODAY - 14 * DAY, None, False, False),
        (TODAY - 15 * DAY, None, False, True),
        (TODAY - 2 * DAY, TODAY - DAY, True, True),
        (TODAY, TODAY, False, False),  # confirmed after it, on the same day
        (TODAY, TODAY, True, True),
        (TODAY - DAY, TODAY - 9 * DAY, True, True),  # long ago, and heard of now
        (TODAY - DAY, TODAY, False, True),  # confirmed before it, whenever that was written down
    ],
)
def test_a_way_grows_old(confirmed_on, newest_incident, heard_since, checked):
    answer = must_be_checked(
        confirmed_on, today=TODAY, newest_incident=newest_incident, heard_since=heard_since
    )
    assert answer is checked
