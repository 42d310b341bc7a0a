from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.ages import age_on, is_too_young

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
