"""What is asked of whoever may read cases, as a rule: without a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from sharing.rules.reading import FEWEST, Opening, Standing, may_be_slowed, too_fast, unexplained
from sharing.watch.settings import Setting

NOW = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
ONE, OTHER = UUID(int=1), UUID(int=2)
YESTERDAY = NOW - timedelta(days=1)
EARLIER = NOW - timedelta(hours=1)


def opening(explained_at=None, before=None, others=()):
    return Opening(explained_at, before, list(others))


@pytest.mark.parametrize(
    ("standing", "found", "asked"),
    [
        (Standing(), opening(), True),
        (Standing(), opening(explained_at=YESTERDAY, before=YESTERDAY), True),
        (Standing(), opening(explained_at=EARLIER), False),
        (Standing(), opening(before=EARLIER), False),
        (Standing(on_list=True), opening(), False),
        (Standing(own=True), opening(), False),
        (Standing(at_meeting=True), opening(), False),
    ],
)
def test_why_is_asked_once_a_day_of_what_is_on_no_list(standing, found, asked):
    cases = unexplained({ONE: standing}, {ONE: found}, today=NOW.date())
    assert cases == ([ONE] if asked else [])


@pytest.mark.parametrize(("others", "slowed"), [(FEWEST, True), (FEWEST - 1, False)])
def test_nobody_is_slowed_before_the_fewest(others, slowed):
    assert may_be_slowed({ONE: opening(others=[NOW] * others)}) is slowed


@pytest.mark.parametrize(
    ("number", "lately", "before", "asked"),
    [
        (7, 7, None, [ONE]),
        (7, 6, None, []),
        (1, FEWEST - 1, None, []),
        (7, 7, YESTERDAY, [ONE]),
        (7, 7, NOW - timedelta(minutes=5), []),
    ],
)
def test_who_they_are_is_asked_of_cases_that_are_new_on_top_of_too_many(
    number, lately, before, asked
):
    others = [NOW] * lately + [YESTERDAY] * 9
    openings = {ONE: opening(before=before, others=others), OTHER: opening(before=NOW)}
    assert too_fast(openings, Setting(number=number, minutes=10), now=NOW) == asked
