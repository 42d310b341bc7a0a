"""A number tells which house of a street is meant however they stand to each other in ordinary
wording; and what is counted, aged, or called by the street does not."""

from functools import partial

import pytest

from sharing.addresses.matching import names_address
from sharing.addresses.passages import passages
from sharing.addresses.places import address_of
from sharing.addresses.shapes import looks_like_address

HIDDEN = address_of("3 Hidden Row, Larkmere", "LM9 9ZZ")


@pytest.mark.parametrize(
    "text",
    [
        # A number alone, with the name of a place between.
        "She is in Hidden Row, Larkmere, 3.",
        "Hidden Row in Larkmere, 3",
        "Hidden Row (Larkmere) - 3",
        "Hidden Row, Larkmere, West Yorkshire, 3",
        "3 \u2014 her mother's \u2014 Hidden Row",
        "3\nShe\nHidden Row",
        "Smith     3       F      Hidden Row",
        "Three, and the street is called Hidden Row",
        # A number that is called so.
        "the number is three and the street is Hidden Row",
        "Street: Hidden Row. Town: Larkmere. County: Larkshire. House number: 3",
        "Hidden Row is where she is. She is at no. 3.",
        "Hidden Row where her number is 3",
        "She is staying at Hidden Row with her sister who has had number 3 for years.",
        "the 3rd house in Hidden Row",
        "She lives at 3 just off Hidden Row",
        "3. Hidden Row",
        "She lives at 3. Hidden Row, they say.",
        # Its letters apart.
        "H.i.d.d.e.n R.o.w, 3",
        "3 H  i  d  d  e  n   R  o  w",
        "3\nH\ni\nd\nd\ne\nn\nR\no\nw",
        "3 H-i-d-d-e-n R-o-w",
        "inward 9ZZ outward LM9",
        "LM9\nSmith, 2\n9ZZ",
        "LMg 9ZZ",
    ],
)
def test_its_number_is_found(text):
    assert names_address(text, [HIDDEN])


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("Rose Cottage, Mill Lane", "The cottage is called Rose, on Mill Lane."),
        ("Rose Cottage, Mill Lane", "She is at Rose, Mill Lane."),
        ("Flat 4, 27 Brook Street", "She is in flat 4 on Brook Street."),
        ("Flat 4, 27 Brook Street", "Brook Street, Larkmere, apt 4"),
        ("14a Church View", "She is at 14a Church Vw"),
        ("Unit 5, The Maltings, Kiln Lane", "Unit 5 Maltings"),
        ("21 Station Approach", "21 Station Appr."),
        ("Caravan 12, Sunny Sands Holiday Park", "caravan 12 at Sunny Sands"),
        ("12 3rd Avenue", "12 3RD Ave"),
    ],
)
def test_what_it_is_called_for_short_is_found(lines, text):
    assert names_address(text, [address_of(lines)])


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("14 Manor Road", "number 14 of 20 incidents at Manor Road school, no 3"),
        ("3 Station Road", "The house on Station Road. House 3 of the search team was told."),
        ("3 Station Road", "Station Road was searched, and house 3 of four had been empty."),
        ("6 Church Street", "Aged 6. Church Street school told us."),
        ("12 Mill Lane", "Mill Lane School, year 7; number 12 on the register"),
        ("12 Mill Lane", "Mill Lane School, Larkmere, 12"),
        ("3 Hidden Row", "3 hidden rows of stitches"),
        ("3 Hidden Row", "Tara Bell, 3, goes to nursery. Hidden Row was searched."),
        ("3 Hidden Row", "Her children Tom, 3, and Ann, 5, live with her in Hidden Row."),
        ("3 Hidden Row", "He was seen in Hidden Row, Larkmere, 3:15, and again at 4."),
        ("3 Hidden Row", "Hidden Row, Larkmere, 3/5/2026"),
        ("3 Hidden Row", "He was arrested at 3 near Hidden Row."),
        ("3 Hidden Row", "They are 3\n\u01c1\u01c1\nShe\n\u01c1\u01c1\nHidden Row"),
        ("3 Hidden Row", "Hidden Row\n\u01c1\u01c1\nnumber 3"),
        ("3 Hidden Row", "In Hidden Row she lives at"),
        ("Rose Cottage, Mill Lane", "Prices rose on Mill Lane."),
        ("Rose Cottage, Mill Lane", "She met Rose. Mill Lane was quiet."),
        ("Rose Cottage, Mill Lane", "She met Rose near Mill Lane."),
        ("Church Cottage, Mill Lane", "She goes to Church in Mill Lane."),
        ("Flat 4, 27 Brook Street", "4 Brook Street"),
        ("Flat 4, 27 Brook Street", "4 calls on Brook Street"),
    ],
)
def test_what_is_counted_aged_or_called_by_its_street_is_not(lines, text):
    assert not names_address(text, [address_of(lines)])


MEWS = address_of("7 Hollowthorn Mews, Netherbeck", "ZZ9 9ZQ")


@pytest.mark.parametrize(
    "text",
    [
        "Hollowthorn, number 7",
        "Hollowthorn 7",
        "They say Hollowthorn 7a.",
        "on Hollowthorn (number 7)",
        "at Hollowthorn no 7 now",
        "she moved into number 7 in Hollowthorn",
        "No.7 on Hollowthorn",
        "no 7 at Hollowthorn",
        "Her flat is number 7. It is in Hollowthorn.",
        "She is glad to be in Hollowthorn. It is number seven.",
        "Hollowthorn is number 7",
        "Hollowthorn house 7",
        "hollowthorn, number 7",
        "7 Hoʟʟowthorn Mews",
        "7 ʜᴏʟʟᴏᴡᴛʜᴏʀɴ ᴍᴇᴡꜱ",
    ],
)
def test_a_number_is_found_beside_a_street_without_its_kind(text):
    assert names_address(text, [MEWS])


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("7 Church Road", "Church, 7 people"),
        ("7 Church Road", "At Church 7."),
        ("7 Church Road", "They were at church. It was number 7 on the list."),
        ("7 School Lane", "at school 7"),
        ("7 Young Street", "One of the young, number 7 on the list"),
        ("7 Hollowthorn Mews", "Hollowthorn"),
        ("7 Hollowthorn Mews", "Hollowthorn, 7 people"),
        ("7 Hollowthorn Mews", "She was seen in Hollowthorn 7 times."),
        ("7 Hollowthorn Mews", "He was in Hollowthorn at 7."),
        ("7 Hollowthorn Mews", "He came to Hollowthorn 7.30 at night."),
        ("7 Hollowthorn Mews", "Call number 7 of 9 came from Hollowthorn."),
        ("7 Hollowthorn Mews", "Hollowthorn number 17"),
        ("7 Hollowthorn Mews", "Hollowthorn school, number 7 on the register"),
        ("7 Hollowthorn Mews", "Hollowthorn Road, number 7"),
        ("7 Hollowthorn Mews", "Hollowthorn House, number 7"),
        ("7 Hollowthorn Mews", "PC Hollowthorn, number 7"),
        ("7 Rose Lane", "Rose, 7, goes to nursery."),
        ("7 Rose Lane", "She met Rose. Number 7 on her list was done."),
        ("7 Rose Lane", "Incident number 7 was closed, and she spoke with Rose."),
        ("7 Rose Lane", "Calls rose 7."),
    ],
)
def test_what_is_beside_an_everyday_name_or_another_place_is_not(lines, text):
    assert not names_address(text, [address_of(lines)])


def test_what_several_sentences_say_together_is_shown_and_no_more():
    text = "Two calls.\n" * 4 + "Number 3.\nLarkmere.\nTown.\nHidden Row\n" + "No harm.\n" * 3
    (shown,) = passages(text, partial(names_address, addresses=[HIDDEN]))
    assert "Number 3" in shown and shown.endswith("Hidden Row") and "harm" not in shown


def test_flats_of_one_number_in_two_houses_are_two_places():
    one, two = address_of("Flat 4, 27 Brook Street"), address_of("Flat 4, 29 Brook Street")
    assert not one.shares_place(two)


def test_the_shape_of_a_house_is_seen_behind_a_word_with_a_capital():
    assert looks_like_address("At Willow House now.")
