"""A long text takes as much more work as it is longer, whatever it says: nobody holds a server with
one."""

import sys
from functools import partial

import pytest

from sharing.addresses.matching import names_address
from sharing.addresses.passages import passages
from sharing.addresses.places import address_of
from sharing.addresses.shapes import looks_like_address

# Words that lead from a number to a street may be a street's own: "The Street", "Number House".
PROTECTED = [
    address_of("3 The Street, Larkmere", "LM9 9ZZ"),
    address_of("Room 4 Number House", "LS1 4AB"),
    address_of("Unit 5, The Maltings, Kiln Lane"),
    address_of("7 Hollowthorn Mews"),
]
TIMES = 300  # that a text is repeated, and then ten times as often


def work(done):
    """Return how many functions, of Python and of its library, are called to do it."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        done()
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize(
    "repeated",
    [
        "the street ",
        "number house ",
        "the street. ",
        "street, the, ",
        "number, house, flat, ",
        "in the\n",
        "flat flat street ",
        "lm9 ",
        "h ",
        "one hundred and ",
        "maltings, a, b\n",
        "in hollowthorn number ",
        "Rose Cottage",
    ],
)
def test_the_work_grows_as_the_text(repeated):
    def stopped(times):
        return work(lambda: names_address(repeated * times, PROTECTED))

    def shaped(times):
        return work(lambda: looks_like_address(repeated * times))

    for done in (stopped, shaped):
        assert done(10 * TIMES) < 11 * done(TIMES)


def test_where_it_stands_in_a_long_text_is_found_with_little_more_work():
    """Nobody looks at each of its lines, nor at the whole of it for each word of a passage."""
    names = partial(names_address, addresses=PROTECTED)
    text = "Two calls, no harm.\n" * 10 * TIMES
    for ending in ("She is at 3 The Street.", "3 The\nStreet"):
        shown = []
        once = work(lambda: names(text + ending))  # noqa: B023
        assert work(lambda: shown.extend(passages(text + ending, names))) < 6 * once  # noqa: B023
        assert [" ".join(one.split()) for one in shown] == [ending.rstrip(".").replace("\n", " ")]
