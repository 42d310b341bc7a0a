from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.ages import about_words, age_on, age_words, is_too_young

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2004, 3, 3), date(2026, 3, 2), 21),
        (date(2004, 3, 3), date(2026, 3, 3), 22),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
    ],
)
def test_whole_years(born, day, age):
    assert age_on(born, day) == age


@given(st.dates(date(1920, 1, 1), date(2025, 1, 1)), st.integers(0, 20000))
def test_nobody_grows_younger(born, days):
    day = born + timedelta(days=days)
    assert 0 <= age_on(born, day) <= age_on(born, day + timedelta(days=1))


@pytest.mark.parametrize(
    ("born", "about", "too_young"),
    [
        (date(2010, 11, 20), None, False),  # 16 today
        (date(2010, 11, 21), None, True),
        (date(2004, 3, 3), 15, False),  # the date counts before the estimate
        (None, 15, True),
        (None, 16, False),
        (None, None, False),
    ],
)
def test_who_is_too_young(born, about, too_young):
    assert is_too_young(born_on=born, age_about=about, youngest=16, today=TODAY) is too_young


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(2004, 3, 3), "22"),
        (date(2024, 11, 20), "2"),
        (date(2024, 11, 21), "23 months"),
        (date(2026, 1, 20), "10 months"),
        (date(2026, 1, 21), "9 months"),
        (date(2026, 10, 20), "1 month"),
        (date(2026, 10, 21), "4 weeks"),
        (date(2026, 11, 6), "2 weeks"),
        (date(2026, 11, 7), "13 days"),
        (date(2026, 11, 19), "1 day"),
        (TODAY, "newborn"),
    ],
)
def test_an_age_is_said_as_people_say_it(born, words):
    assert age_words(born, TODAY) == words


@given(st.dates(date(1910, 1, 1), date(2026, 11, 20)))
def test_nobody_is_said_to_be_nought_years_old(born):
    said = age_words(born, TODAY)
    assert not said.startswith("-")
    assert said not in ("0", "1")


def test_an_estimate_is_said_to_be_one():
    assert (about_words(0), about_words(30)) == ("under 1", "about 30")
