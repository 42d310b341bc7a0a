"""Dates are taken in the ways that people write them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from meetings.forms.referral import VictimForm
from sharing.fields import GovDateField, month_number


@pytest.mark.parametrize(
    "typed",
    [["3", "3", "2020"], [" 3 ", "03", "2020"], ["3", "March", "2020"], ["3", "mar.", "2020"]],
)
def test_a_date_is_taken_in_the_ways_that_people_write_it(typed):
    assert GovDateField().clean(typed) == date(2020, 3, 3)


def test_a_month_is_known_in_the_language_of_the_page_and_in_english():
    with translation.override("de"):
        assert month_number("März") == 3
        assert month_number("march") == 3
        assert month_number("Brumaire") == 0


@pytest.mark.parametrize(
    ("typed", "message", "parts"),
    [
        (["", "3", "2020"], "Date of birth must include a day", ("day",)),
        (["3", "", "2020"], "Date of birth must include a month", ("month",)),
        (["3", "3", ""], "Date of birth must include a year", ("year",)),
        (["", "", "2020"], "Date of birth must include a day and month", ("day", "month")),
        (["", "3", ""], "Date of birth must include a day and year", ("day", "year")),
        (["3", "", ""], "Date of birth must include a month and year", ("month", "year")),
        (["3", "3", "20"], "Date of birth must have a year of 4 numbers", ("year",)),
        (["3", "3", "20²0"], "Date of birth must have a year of 4 numbers", ("year",)),
        (
            ["30", "2", "2020"],
            "Date of birth must be a real date, like 27 3 2026",
            ("day", "month", "year"),
        ),
        (
            ["³", "x", "2020"],
            "Date of birth must be a real date, like 27 3 2026",
            ("day", "month", "year"),
        ),
        (
            ["07700900123", "3", "1994"],
            "Date of birth must be a real date, like 27 3 2026",
            ("day", "month", "year"),
        ),
        (
            ["3", "07700900123", "1994"],
            "Date of birth must be a real date, like 27 3 2026",
            ("day", "month", "year"),
        ),
        (
            ["9" * 5000, "9" * 5000, "1994"],
            "Date of birth must be a real date, like 27 3 2026",
            ("day", "month", "year"),
        ),
    ],
)
def test_a_wrong_date_is_told_by_its_part(typed, message, parts):
    with pytest.raises(ValidationError) as wrong:
        GovDateField(name="Date of birth").clean(typed)
    assert wrong.value.messages == [message]
    assert wrong.value.params["parts"] == parts


def test_the_example_of_a_birth_date_is_a_birth_year():
    form = VictimForm({"born_on-day": "30", "born_on-month": "2", "born_on-year": "1994"})
    assert form.errors["born_on"] == ["Date of birth must be a real date, like 27 3 1994"]


def test_an_empty_date_is_none_or_asked_for():
    assert GovDateField(required=False).clean(["", "", ""]) is None
    assert GovDateField(required=False).clean(None) is None
    assert GovDateField().clean(date(2020, 3, 3)) == date(2020, 3, 3)
    with pytest.raises(ValidationError, match="Enter a date"):
        GovDateField().clean(["", "", ""])
