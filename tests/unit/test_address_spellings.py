"""However an address is written it is found, and common talk is none."""

import re
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharing.addresses.matching import names_address
from sharing.addresses.passages import LONGEST, passages
from sharing.addresses.places import address_of
from sharing.addresses.shapes import looks_like_address

ELM = address_of("Flat 3, 12A Elm Road\nLeeds", "LS1 4AB")

NAMES = st.sampled_from(["Elm", "Old Mill", "St John's", "Hidden", "King Edward", "Beech Hill"])
KINDS = [("Road", "rd"), ("Street", "st."), ("Lane", "LN"), ("Close", "cl"), ("Row", "row")]
GAPS = st.sampled_from([" ", "\n", ", ", "  ", "\t", " \r\n"])
SAID = ["She moved to {}.", "{}", "Ask at {} before noon", "by 3 May\n{}\nthe police", "({})"]


@st.composite
def written_twice(draw):
    """Return an address as it was given, and as somebody else writes it."""
    number, name = draw(st.integers(1, 999)), draw(NAMES)
    kind, short = draw(st.sampled_from(KINDS))
    flat = draw(st.sampled_from(["", "Flat 3, ", "Room 2\n"]))
    case = draw(st.sampled_from([str.upper, str.lower, str.title, str]))
    parts = [str(number), *name.replace("'", "").split(), draw(st.sampled_from([kind, short]))]
    text = draw(GAPS).join(case(part) for part in parts)
    return f"{flat}{number} {name} {kind}\nLarkmere", draw(st.sampled_from(SAID)).format(text)


HIDDEN = address_of("3 Hidden Row, Larkmere", "LM9 9ZZ")
APART = [
    "She is in Hidden Row, Larkmere, number 3.",
    "She moved to Hidden Row. It is number 3.",
    "House 3, Larkmere, Hidden Row",
    "Number: 3. Road: Hidden Row",
    "Hidden Row where her house is no. 3",
    "3 H i d d e n R o w",
    "3 Hid den Row",
    "9ZZ LM9",
    "Her postcode begins LM9 and ends 9ZZ",
    "\u0663 Hidden Row",
    "3 \u041dIDDEN ROW",
]
ELSEWHERE = [
    "Hidden Row was quiet. Police came 3 times.",
    "He rang from Hidden Row, Larkmere. She left at 3.",
    "Number 5, Hidden Row",
    "13 Hid den Row",
    "LM9 and the 9ZZZ form",
]


@pytest.mark.parametrize("text", APART)
def test_its_words_may_stand_apart(text):
    assert names_address(text, [HIDDEN])


@pytest.mark.parametrize("text", ELSEWHERE)
def test_what_stands_near_a_street_is_not_always_its_number(text):
    assert not names_address(text, [HIDDEN])


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("The Old Vicarage, Nether Poppleton", "She is at Old Vicarage now."),
        ("The Laurels, Mill Lane", "She is at Laurels, Mill Lane."),
        ("1204 Long Road", "She is at 1,204 Long Road."),
        ("27 Brook Street", "The 27th, Brook Street"),
    ],
)
def test_it_is_found_without_all_that_it_was_given_with(lines, text):
    assert names_address(text, [address_of(lines)])


def test_a_house_called_like_a_thing_is_not_that_thing():
    laurels = address_of("The Laurels, Mill Lane")
    assert not names_address("He hid behind laurels for an hour.", [laurels])


@given(written_twice())
def test_however_an_address_is_written_it_is_found(twice):
    lines, text = twice
    assert names_address(text, [address_of(lines)])
    assert looks_like_address(text)


BEHIND = st.sampled_from(["", " Flat 3", " (Flat 3)", " Leeds 7", " 2nd floor", " (from 3 May)"])


@given(st.integers(1, 999), NAMES, st.sampled_from(KINDS), BEHIND)
def test_whatever_stands_behind_it_on_the_line_it_is_known(number, name, kind, behind):
    address = address_of(f"{number} {name} {kind[0]}{behind}")
    assert names_address(f"She is at {number} {name} {kind[1]} now.", [address])
    assert not names_address(f"She is at {number + 1} {name} {kind[1]} now.", [address])


TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ONES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]


def said(number, hundred):
    """Return a number below a thousand in words."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    below = [TENS[tens - 2], *ONES[ones - 1 : ones]] if tens > 1 and ones else [TENS[tens - 2]]
    behind = below if tens > 1 else ONES[rest - 1 : rest] if rest else []
    before = [ONES[hundreds - 1], "hundred"] if hundreds else []
    return before + (hundred if before and behind else []) + behind


@given(
    st.integers(1, 999), NAMES, st.sampled_from(KINDS), st.sampled_from([["and"], []]),
    st.sampled_from([" ", "-", "\n"]),
)  # fmt: skip
def test_however_its_number_is_said_it_is_found(number, name, kind, hundred, gap):
    words = gap.join(said(number, hundred))
    for spelling in (
        " ".join((name, kind[0])),
        f"{name}{kind[0]}",
        name.replace(" ", "") + kind[0],
    ):
        text = f"She has moved to {words} {spelling} with two of them."
        assert names_address(text, [address_of(f"{number} {name} {kind[0]}")]), text
        assert not names_address(text, [address_of(f"{number + 1} {name} {kind[0]}")])


@given(st.from_regex(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}", fullmatch=True), GAPS)
def test_however_a_postcode_is_spaced_it_is_found(postcode, gap):
    address = address_of("", postcode)
    for text in (postcode.lower(), postcode.replace(" ", ""), postcode.replace(" ", gap)):
        assert names_address(f"Now in {text}, they say.", [address])


@given(
    st.lists(
        st.sampled_from(["She", "was", "at", "home.", "Two", "calls;", "no", "harm."]), max_size=80
    ),
    st.sampled_from(["12 Elm Road", "ls1\n4ab", "flat 3, 12 elm rd"]),
    st.lists(st.sampled_from(["He", "then", "left", "it", "alone", "by", "night."]), max_size=80),
)
def test_the_passage_is_shown_in_which_it_stands(before, written, after):
    text = " ".join([*before, written, *after])
    (shown,) = passages(text, partial(names_address, addresses=[ELM]))
    assert len(shown) <= LONGEST and shown in " ".join(text.split())
    assert names_address(shown, [ELM])
    assert passages(text, lambda part: False) == []


def test_each_passage_is_shown_and_no_endless_list():
    text = "They are at 12 Elm Rd.\nTwo calls.\nSchool: LS1 4AB; 12 Elm Road. Flat 3, 12 elm rd."
    shown = passages(text, partial(names_address, addresses=[ELM]))
    assert shown == ["They are at 12 Elm Rd", "School: LS1 4AB", "12 Elm Road"]
    long = f"{'so ' * 60}12 Elm Road{' so' * 60}"
    shown = passages(long, partial(names_address, addresses=[ELM]))
    assert shown == ["so so so so so 12 Elm Road so so so so"]


COMMON = re.findall(
    r"\w+",
    "she he they said that police came to the house on a road near park street with two children"
    " and 12 calls in 3 weeks no further action court bail until 14 March at 9 30 a flat door lane"
    " drive close green hill view he will way end place garden 2 officers saw her mother school",
)


@given(st.lists(st.sampled_from(COMMON), max_size=40))
def test_no_talk_of_common_words_is_stopped(words):
    protected = [ELM, address_of("3 Hidden Row", "LM9 9ZZ"), address_of("Willow House, Moor Lane")]
    assert not names_address(" ".join(words), protected)
