"""Two texts side by side, with the words marked in which they differ."""

from hypothesis import given
from hypothesis import strategies as st

from sharing.differences import compare


def marked(pieces):
    return [piece.words.strip() for piece in pieces if piece.marked]


def whole(pieces):
    return "".join(piece.words for piece in pieces)


def test_the_words_that_differ_are_marked():
    found = compare(
        "Item",
        "His visits follow release dates and weekends.",
        "His visits follow weekends. The next is 28 November.",
    )
    assert marked(found.theirs) == ["release dates and"]
    assert marked(found.mine) == ["The next is 28 November."]


def test_texts_with_nothing_in_common_are_marked_nowhere():
    found = compare("How", "By telephone.", "At the clinic.")
    assert marked(found.theirs) == marked(found.mine) == []


def test_nothing_is_nothing():
    found = compare("Note", "Rang twice.", "")
    assert (whole(found.theirs), found.mine) == ("Rang twice.", [])


@given(st.text(), st.text())
def test_no_word_is_lost(theirs, mine):
    found = compare("Text", theirs, mine)
    assert (whole(found.theirs), whole(found.mine)) == (theirs, mine)
