"""A line is read by English words, and by those of the language of the page."""

from datetime import date
from unittest import mock
from uuid import uuid4

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from meetings.rules import line_words
from meetings.rules.action_date import find_due
from meetings.rules.action_line import Known, KnownAgency, read, write

TODAY = date(2026, 11, 26)  # a Thursday
NEXT = date(2026, 12, 8)
POLICE = KnownAgency(uuid4(), "Heddlu", "police")
OTHER = KnownAgency(uuid4(), "Arall", "other")
KNOWN = Known(today=TODAY, due_on=NEXT, agencies=(POLICE, OTHER))

# As a translator would have it.
WELSH = {
    "typed in an action line\x04for": "i, ar gyfer",
    "typed in an action line\x04victim": "dioddefwr",
    "typed in an action line\x04police, pol": "heddwas, Heddweision",
    "typed before a date\x04by, on, due, before": "erbyn",
    "typed as a date\x04tomorrow": "yfory",
    "typed as a date, before a number of days or weeks\x04in, within": "ymhen",
    "typed as a date, after a number\x04week, weeks": "wythnos, ",
    "typed as a date, before a day or “meeting”\x04next, this": "nesaf",
}


@pytest.fixture
def welsh():
    """The page is in Welsh, with a catalogue that has some of these words."""
    catalogue = trans_real.translation("cy")
    line_words._all.cache_clear()
    with translation.override("cy"):
        standing = catalogue._catalog

        class Both(dict):
            def get(self, key, default=None):
                return WELSH.get(key) or standing.get(key, default)

        with mock.patch.object(catalogue, "_catalog", Both()):
            yield
    line_words._all.cache_clear()


def due(line):
    found = find_due(line.split(), TODAY, NEXT)
    return found and found.on


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("gwe", date(2026, 11, 27)),
        ("gwener", date(2026, 11, 27)),
        ("2 rhagfyr", date(2026, 12, 2)),
        ("erbyn 2 rhag 2027", date(2027, 12, 2)),
        ("yfory", date(2026, 11, 27)),
        ("nesaf gwener", date(2026, 11, 27)),
        ("ymhen 2 wythnos", date(2026, 12, 10)),
        ("fri", date(2026, 11, 27)),
        ("by 2 december", date(2026, 12, 2)),
        ("in 2 weeks", date(2026, 12, 10)),
        ("in a fortnight", date(2026, 12, 10)),
        ("next meeting", NEXT),
        ("ymhen 2 wythnosau", None),
    ],
)
def test_dates_of_both_languages(welsh, line, day):
    assert due(line) == day


@pytest.mark.parametrize("line", ["gwe", "2 rhagfyr", "yfory", "ymhen 2 wythnos"])
def test_words_of_another_language_than_that_of_the_page_are_none(line):
    assert due(line) is None


def test_a_line_in_both_languages(welsh):
    for line in ("heddwas ymweld i dioddefwr gwe", "police ymweld for victim fri"):
        parts = read(line, KNOWN)
        assert (parts.agency_id, parts.what, parts.for_whom, parts.due_on) == (
            POLICE.id,
            "Ymweld",
            "victim",
            date(2026, 11, 27),
        )
        assert read(write(parts, KNOWN), KNOWN) == parts


def test_a_line_in_english_takes_no_word_of_welsh():
    assert read("heddwas visit for victim fri", KNOWN).what == "Heddwas visit"


def test_an_agency_that_nobody_has_another_word_for(welsh):
    assert read("arall ymweld", KNOWN).agency_id == OTHER.id
