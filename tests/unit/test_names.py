"""Names as they compare."""

import pytest

from sharing.names import family_words, given_words, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Tara  TARN", {"tara", "tarn"}),
        ("Renée O’Brien", {"renee", "obrien"}),
        ("Ford-Hill", {"fordhill", "ford", "hill"}),
        ("Al-Amin", {"alamin", "amin"}),
        ("- ,", set()),
        ("", set()),
    ],
)
def test_words_of_a_name(name, words):
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Petra Ford", {"petra"}, {"ford"}),
        ("Anna van der Berg", {"anna"}, {"berg"}),
        ("Cher", set(), {"cher"}),
        ("  ", set(), set()),
    ],
)
def test_parts_of_a_full_name(name, given, family):
    assert given_words(name) == given
    assert family_words(name) == family
