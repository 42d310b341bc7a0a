"""Whether a text names an address, however it is written, and never by common words."""

import pytest

from sharing.addresses.matching import names_address
from sharing.addresses.places import address_of, without_shared
from sharing.addresses.shapes import looks_like_address

ELM = address_of("Flat 3, 12A Elm Road\nLeeds", "LS1 4AB")


@pytest.mark.parametrize(
    "text",
    [
        "She is at 12 elm rd now.",
        "12A, ELM ROAD",
        "12\nElm\nRoad",
        "number 12 on Elm Road",
        "Elm Road 12",
        "Elm Road, number 12a",
        "flat 3 12a elm rd.",
        "twelve Elm Road",
        "12elm rd",
        "12 Elm",
        "１２ Elm Road",
        "12 elm\u200b road",
        "ls14ab",
        "LS1  4AB.",
        "ls1-4ab",
        "LS1\n4AB",
        "LSl 4AB",
    ],
)
def test_it_is_found(text):
    assert names_address(text, [ELM])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12 incidents on Elm Road",
        "Elm Road at 12 noon",
        "On 12 March, Elm Road was closed.",
        "She has 12 children.",
        "112 Elm Road",
        "12 Elmwood Road",
        "Leeds",
        "flat 3",
        "FLS1 4AB",
        "LS1 4AC",
        "Elm Road",
        "Lives in Elm Road.",
    ],
)
def test_another_place_and_common_words_are_not(text):
    assert not names_address(text, [ELM])


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("22 St John's Street", "twenty-two saint johns st"),
        ("3/12 Elm Road", "3 elm road"),
        ("12-14 Elm Road", "14 elm road"),
        ("7 Canal St Leeds", "7 canal street"),
        ("Flat 12 Elm Court Leeds", "in elm ct"),
        ("Room 4\nSt Anne's Hostel\n7 Canal St", "at St. Annes hostel"),
        ("Willow House, Moor Lane", "Willow Hse"),
        ("12\nElm Road", "12 elm road"),
        ("Elm Road", "in Elm Rd"),
        ("Women's refuge, 1 Refuge Way", "1 refuge way"),
        ("12 Broadway", "12, Broadway"),
        ("Flat 9, 9 Elm Road", "9 elm road"),
        ("Elm Road, YO1 7XX", "yo17xx"),
        ("12 Elm Road Flat 3", "12 elm road"),
        ("12 Elm Road (Flat 3)", "12 elm road"),
        ("12 Elm Road Leeds 7", "12 elm road"),
        ("12 Elm Road 2nd floor", "12 elm road"),
        ("12 Elm Road (from 3 May)", "12 elm road"),
        ("3 (rear) Hidden Row", "3 hidden row"),
        ("Elm Road no 12", "12 elm road"),
        ("Flat 2 Victoria Gardens", "flat 2 victoria gardens"),
        ("Apartment 5 Regent Quay", "apt 5, regent quay"),
        ("Room 4 The Haven", "room 4, the haven"),
        ("The Laurels", "at the laurels now"),
        ("The Laurels, Mill Lane", "at the laurels now"),
        ("Flat 4, The Old Rectory", "in the old rectory"),
        ("Rose Cottage 12 Elm Road", "in rose cottage"),
        ("Rose Cottage Elm Road 12", "12 elm road"),
        ("Premier Inn, 7 Canal Street", "in the Premier Inn, room 4"),
        ("Willow House, Moor Lane", "Willow House's manager rang"),
        ("12 Elm Road", "12, first floor, Elm Road"),
        ("12 Elm Road", "12-14 Elm Road"),
        ("12 Elm Road", "Elm Road, flat 3, number 12"),
        ("2 Young Street", "2 Young"),
        ("12 Elm Road", "the house on Elm Road at 12"),
        ("12 Elm Road", "She lives in Elm Road at 12, they say."),
        ("12 Elm Road", "12 Elmroad"),
        ("12 Elmroad", "12 elm road"),
        ("3 Hidden Row", "3HiddenRow.pdf"),
        ("3 Hidden Row", "copy_of_3_hidden_row_(2).docx"),
        ("3 Hidden Row", "3HiddenRowTara.docx"),
        ("3 Hidden Row", "12 calls from 3 Hid-\nden Row"),
        ("22 St John's Street", "22 StJohnsStreet"),
        ("Willow House", "WillowHouse"),
        ("Willow House", "in Willowhouse"),
        ("112 Elm Road", "one hundred and twelve Elm Road"),
        ("112 Elm Road", "a hundred and twelve, Elm Rd"),
        ("120 Elm Road", "one hundred twenty Elm Road"),
        ("200 Elm Road", "two hundred, Elm Road"),
        ("12 Elm Road", "House number: 12\nName of street: Elm Road"),
        ("12 Elm Road", "Address line 1: 12\nAddress line 2: Elm Road"),
        ("12 Elm Road, LS1 4AB", "ElmLS14AB.txt"),
        ("12 Elm Road", "in Elm Road, at number 12"),
        ("12 Elm Road", "Elm Road, door 12"),
        ("12 Elm Road", "https://maps.example/12%20Elm%20Road"),
        ("12 Elm Road", "12&nbsp;Elm&nbsp;Road"),
        ("12 Elm Road", "12 \u0415lm R\u043ead"),
    ],
)
def test_each_way_to_write_an_address_is_read(lines, text):
    assert names_address(text, [address_of(lines)])


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("The refuge", "She is in the refuge."),
        ("Women's refuge, Leeds", "The women's refuge has a place in Leeds."),
        ("With her mother", "She lives with her mother."),
        ("Not known", "It is not known."),
        ("3 Park Road", "3 park wardens"),
        ("5 A Road", "5 a day"),
        ("Flat 3", "3 of them"),
        ("House", "the house"),
        ("Secure refuge, Leeds", "She asked for a secure refuge place in Leeds."),
        ("Mother's house, 3 Elm Road", "He went to his mother's house."),
        ("12 Elm Road (from 3 May)", "He was arrested on 3 May."),
        ("12 The Green", "Between 10 and 12 the police were called twice."),
        ("2 Young Street", "She has 2 young children."),
        ("2 Black Street", "Seen with two black eyes."),
        ("12 Elm Road", "He came to the house on Elm Road at 12 noon."),
        ("12 Elm Road", "He came to the house on Elm Road at 12:30."),
        ("12 Elm Road", "She left the house on Elm Road at 12 on Monday."),
        ("12 Elm Road", "He was seen on Elm Road at 12."),
        ("12 Elm Road", "The house on Elm Road at the corner"),
        ("12 Elm Road", "One hundred and twelve calls; the house is on Elm Road."),
        ("12 Elm Road", "112 Elmroad"),
        ("12 Elm Road", "One hundred and twelve Elm Road"),
        ("12 Fo Street", "12 of them in a forest"),
        ("3 Hidden Row", "3 hiddenly rowdy people"),
    ],
)
def test_what_names_no_place_is_looked_for_nowhere(lines, text):
    assert not names_address(text, [address_of(lines)])


@pytest.mark.parametrize(
    "lines", ["With her mother", "Not known", "Flat 3", "5 A Road", "House", ""]
)
def test_some_lines_say_nothing_of_where_somebody_is(lines):
    assert address_of(lines).is_nowhere
    assert not address_of(lines, "LS1 4AB").is_nowhere


def test_what_others_share_tells_of_nobody():
    neighbour = address_of("40 Elm Road", "LS1 4AB")
    shared = without_shared(ELM, [neighbour], [neighbour])
    assert not names_address("LS1 4AB", [shared]) and names_address("12 Elm Road", [shared])
    assert names_address("LS1 4AB", [without_shared(ELM, [neighbour], [])])
    flat, other = address_of("57 Reed Court", "LM7 2AB"), address_of("Flat 8, Reed Court")
    assert flat.shares_place(address_of("Reed Ct")) and flat.shares_place(address_of("57 Reed Ct"))
    assert not flat.shares_place(other)
    assert names_address("57 Reed Ct", [without_shared(flat, [other], [])])
    assert not names_address("Reed Court", [without_shared(flat, [other], [])])
    assert names_address("Reed Court", [flat])


@pytest.mark.parametrize(
    "text",
    [
        "12 elm rd",
        "Goes to Willow House.",
        "LS14AB",
        "5 The Street",
        "7 Old Mill Lane",
        "42a high st",
    ],
)
def test_the_shape_of_an_address_is_seen(text):
    assert looks_like_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "10 minutes drive",
        "2 dogs near the road",
        "Visit in pairs: a weapon may be at hand",
        "3 doors down the road",
        "Crown Court on 4 March",
        "He has 2 children at home, in a house.",
        "2 St John Ambulance staff",
        "24 hours a day",
        "Meet at the office, not in the house.",
        "2 incidents in the street",
        "2 2 Road",
        "They all know Mill Lane.",
        "Road",
        "Police National Computer, names and dates of birth",
        "The assault on 14 June took place at a ward.",
        "4 assaults took place.",
        "On 12 January attended close to midnight.",
        "Dr Hall was threatened.",
        "On 12 May Sarah Green was threatened.",
        "Fined by Coroners Court.",
    ],
)
def test_common_words_have_no_shape_of_an_address(text):
    assert not looks_like_address(text)


def test_what_is_given_to_search_with_may_be_written():
    assert not looks_like_address("Known at 12 elm rd, ls14ab.", [ELM])
    assert looks_like_address("Known at 14 elm rd.", [ELM])
    house = address_of("Willow House")
    assert not looks_like_address("Known at Willow House.", [house])
    assert looks_like_address("Known at Rose Cottage.", [house])
    assert not looks_like_address("Rose Cottage register", houses=False)
    assert looks_like_address("Files of 3 Elm Road", houses=False)
