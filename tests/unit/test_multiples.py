"""Small bar charts: of one scale, within their picture, and no less as a table."""

import re
from datetime import date, timedelta

import pytest
from django.template import Context, Template

from sharing.queries.trail.chart import Bar, Chart, Series

START = date(2026, 11, 7)


def chart(*numbers, step=1):
    """Return a chart with these (allowed, refused) of each agency, day by day."""
    series = [
        Series(
            f"Agency {place}",
            [
                Bar(START + timedelta(days=step * day), allowed, refused)
                for day, (allowed, refused) in enumerate(days)
            ],
        )
        for place, days in enumerate(numbers)
    ]
    end = START + timedelta(days=step * len(numbers[0]) - 1)
    return Chart(START, end, step, series)


def drawn(one):
    return Template("{% load components %}{% multiples chart %}").render(Context({"chart": one}))


def bars(text):
    """Return (x, y, width, height) of each bar."""
    found = re.findall(r'<rect [^>]*x="(.+?)" y="(.+?)" width="(.+?)" height="(.+?)"', text)
    return [tuple(map(float, one)) for one in found]


@pytest.mark.parametrize("days", [1, 2, 14, 31])
def test_bars_stand_within_the_picture_and_on_the_line(days):
    found = bars(drawn(chart([(number + 1, 0) for number in range(days)])))
    assert len(found) == days
    for x, y, width, height in found:
        assert x >= 0 and x + width <= 248
        assert y >= 0 and y + height == pytest.approx(36, abs=0.11)
        assert width <= 20


def test_all_charts_have_one_scale():
    tall, low = bars(drawn(chart([(10, 0)], [(5, 0)])))
    assert tall[3] == pytest.approx(2 * low[3], abs=0.11)


def test_a_refused_attempt_is_a_cross_and_a_number_in_the_table():
    text = drawn(chart([(0, 3), (2, 1)]))
    assert len(bars(text)) == 1
    # The key has one of its own.
    assert text.count("app-multiples__cross") == 3
    assert "2, 4 refused" in re.sub(r"<[^>]+>", "", text)
    for cell in ("0 (3)", "2 (1)"):
        assert f'numeric">{cell}</td>' in text


def test_nothing_but_refusals_is_drawn_too():
    assert bars(drawn(chart([(0, 1)]))) == []


def test_several_days_to_a_bar_are_said():
    text = drawn(chart([(1, 0), (2, 0)], step=4))
    assert "Each bar is 4 days." in text
    assert ">From</th>" in text
    assert ">Day</th>" in drawn(chart([(1, 0)]))


def test_one_day_is_named_once():
    text = drawn(chart([(3, 0)]))
    assert "7 November 2026, same scale, tallest bar is 3." in text
    assert text.count("7 Nov<") == 1
    assert "7 November 2026 to 8 November 2026, same" in drawn(chart([(3, 0), (1, 0)]))
