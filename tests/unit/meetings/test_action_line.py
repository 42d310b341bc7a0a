"""An action in one line."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.action_date import find_due
from meetings.rules.action_line import (
    Known,
    KnownAgency,
    KnownParty,
    Parts,
    read,
    read_again,
    write,
)

TODAY = date(2026, 11, 26)  # a Thursday
NEXT = date(2026, 12, 8)
POLICE = KnownAgency(uuid4(), "Police", "police", people=("Petra Ford", "Dev Lock"))
CHILDREN = KnownAgency(uuid4(), "Children’s social care", "children", who="Maya Brook")
HOUSING = KnownAgency(uuid4(), "Larkmere Homes", "housing", people=("Jo Marsh",))
WEST = KnownAgency(uuid4(), "Westside Trust", "voluntary")
WEST_TOO = KnownAgency(uuid4(), "Westend Advice", "voluntary")
IDVA = KnownAgency(uuid4(), "IDVA service", "idva", people=("Ines Rill",))
TARA = KnownParty(uuid4(), "victim", "Tara")
ALDER = KnownParty(uuid4(), "child", "Alder")
KYLE = KnownParty(uuid4(), "perpetrator", "Kyle")
AUNT = KnownParty(uuid4(), "at_risk", "Brooke")
KNOWN = Known(
    today=TODAY,
    due_on=NEXT,
    agencies=(POLICE, CHILDREN, HOUSING, WEST, WEST_TOO, IDVA),
    parties=(TARA, ALDER, KYLE, AUNT),
)


def parts(line):
    return read(line, KNOWN)


def test_the_whole_line():
    line = "police disclosure with her IDVA present for victim wed petra ford"
    assert parts(line) == Parts(
        agency_id=POLICE.id,
        what="Disclosure with her IDVA present",
        for_whom="victim",
        due_on=date(2026, 12, 2),
        owner="Petra Ford",
    )


def test_a_party_by_name_and_the_owner_who_came():
    assert parts("csc strategy discussion for alder fri") == Parts(
        agency_id=CHILDREN.id,
        what="Strategy discussion",
        for_whom="child",
        party_id=ALDER.id,
        due_on=date(2026, 11, 27),
        owner="Maya Brook",
    )


def test_an_empty_line_says_nothing():
    assert parts("   ") == Parts()


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("police visit", POLICE),
        ("Police: visit", POLICE),
        ("children's social care visit", CHILDREN),
        ("children’s social care visit", CHILDREN),
        ("larkmere homes visit", HOUSING),
        ("housing visit", HOUSING),
        ("lark: visit", HOUSING),
        ("larkmere ho: visit", HOUSING),
        ("wests: visit", WEST),
        ("somebody visit", None),
        ("lark visit", None),  # the beginning of a name may be any word
        ("west: visit", None),  # two agencies begin so
        ("po: visit", None),  # too short to be sure
        ("", None),
    ],
)
def test_the_agency(line, agency):
    read_as = parts(line)
    assert read_as.agency_id == (agency.id if agency else None)
    assert read_as.what == ("Visit" if agency else line.capitalize())


@pytest.mark.parametrize(
    "line",
    [
        "ref to counselling for victim",
        "primary school to flag for child",
        "men programme place for perpetrator",
        "drug and alcohol assessment for perpetrator",
        "mental state assessment for victim",
        "pro bono advice for victim",
    ],
)
def test_a_word_that_an_agency_only_begins_with_stays_in_the_action(line):
    kinds = ("refuge", "primary_care", "mental_health", "substance", "probation", "police")
    agencies = [KnownAgency(uuid4(), kind.replace("_", " "), kind) for kind in kinds]
    read_as = read(line, replace(KNOWN, agencies=agencies))
    assert read_as.agency_id is None
    assert read_as.what == line.partition(" for ")[0].capitalize()


@pytest.mark.parametrize(
    ("said", "for_whom", "party"),
    [
        ("for victim", "victim", None),
        ("for the victim", "victim", None),
        ("for her child", "child", None),
        ("for children", "child", None),
        ("for perp", "perpetrator", None),
        ("for Kyle", "perpetrator", KYLE),
        ("for Brooke", "other", AUNT),
        ("for other", "other", None),
        ("for tea", "", None),
        ("for the", "", None),
    ],
)
def test_for_whom(said, for_whom, party):
    read_as = parts(f"police visit {said}")
    assert (read_as.for_whom, read_as.party_id) == (for_whom, party.id if party else None)


def test_of_two_people_with_one_name_the_line_names_neither():
    twin = replace(ALDER, id=uuid4())
    known = replace(KNOWN, parties=(ALDER, twin))
    read_as = read("police visit for alder", known)
    assert (read_as.for_whom, read_as.what) == ("", "Visit for alder")


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("today", TODAY),
        ("tomorrow", date(2026, 11, 27)),
        ("thu", date(2026, 12, 3)),  # today's weekday is a week on
        ("friday", date(2026, 11, 27)),
        ("next tues", date(2026, 12, 1)),
        ("by fri", date(2026, 11, 27)),
        ("2 dec", date(2026, 12, 2)),
        ("2nd December", date(2026, 12, 2)),
        ("dec 2", date(2026, 12, 2)),
        ("wed 2 dec", date(2026, 12, 2)),
        ("2 dec 2027", date(2027, 12, 2)),
        ("3 jan", date(2027, 1, 3)),
        ("2/12", date(2026, 12, 2)),
        ("2/12/2028", date(2028, 12, 2)),
        ("in 2 weeks", date(2026, 12, 10)),
        ("in a fortnight", date(2026, 12, 10)),
        ("in 3 days", date(2026, 11, 29)),
        ("next meeting", NEXT),
        ("", NEXT),
    ],
)
def test_the_date(said, on):
    read_as = parts(f"police visit for victim {said}")
    assert (read_as.what, read_as.due_on, read_as.owner) == ("Visit", on, "")


@pytest.mark.parametrize("said", ["in 2 moons", "in some days", "x 2026"])
def test_what_is_no_date_stays_in_the_action(said):
    read_as = parts(f"police visit {said}")
    assert (read_as.what, read_as.due_on) == (f"Visit {said}", NEXT)


@pytest.mark.parametrize("said", ["31 feb", "40/40", "31/11", "29/2/2025", "wed 31 nov"])
@pytest.mark.parametrize("line", ["police visit for victim {} petra ford", "police visit {}"])
def test_what_is_written_like_a_date_and_is_none_is_told(line, said):
    read_as = parts(line.format(said))
    assert (read_as.what, read_as.due_on, read_as.no_date) == ("Visit", None, said)


def test_what_is_written_like_a_date_stays_in_the_action_where_there_is_another():
    read_as = parts("police visit flat 12/14 for victim fri")
    assert (read_as.what, read_as.no_date) == ("Visit flat 12/14", "")


def test_a_day_that_is_over_is_read_as_it_was_said():
    assert parts("police visit for victim yesterday").due_on == date(2026, 11, 25)
    assert parts("police visit for victim 1/1/26").due_on == date(2026, 1, 1)


def test_a_date_before_the_person():
    read_as = parts("police lend an alarm by fri for victim")
    assert (read_as.what, read_as.due_on) == ("Lend an alarm", date(2026, 11, 27))


def test_a_date_without_a_person():
    read_as = parts("police lend an alarm fri dev lock")
    assert (read_as.what, read_as.due_on, read_as.owner) == (
        "Lend an alarm",
        date(2026, 11, 27),
        "Dev Lock",
    )


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("police visit her on friday for victim and children", "Visit her for victim and children"),
        ("police visit on friday for victim sam brook", "Visit for victim sam brook"),
        ("police on friday visit her for victim", "Visit her"),
        ("on friday police visit her for victim", "Visit her"),
        ("friday police: visit her for victim at home", "Visit her for victim at home"),
        ("police fri visit her", "Visit her"),
    ],
)
def test_a_date_at_an_edge_of_what_is_known(line, what):
    read_as = parts(line)
    assert (read_as.agency_id, read_as.what, read_as.due_on, read_as.owner) == (
        POLICE.id,
        what,
        date(2026, 11, 27),
        "",
    )


def test_a_date_before_the_person_stays_in_the_action_where_another_comes_after():
    read_as = parts("police on friday visit her for victim by 2 dec")
    assert (read_as.what, read_as.due_on) == ("On friday visit her", date(2026, 12, 2))


def test_an_owner_before_the_date():
    read_as = parts("police visit for victim petra ford by fri")
    assert (read_as.what, read_as.owner) == ("Visit", "Petra Ford")


def test_an_owner_without_a_date():
    read_as = parts("police visit for victim petra ford")
    assert (read_as.owner, read_as.due_on) == ("Petra Ford", NEXT)


def test_an_owner_whom_nobody_knows():
    assert parts("police visit for victim fri sam brook").owner == "Sam Brook"


def test_words_after_the_person_stay_in_the_action():
    read_as = parts("idva support for victim through the proceedings 8 dec ines rill")
    assert read_as == Parts(
        agency_id=IDVA.id,
        what="Support for victim through the proceedings",
        for_whom="victim",
        due_on=NEXT,
        owner="Ines Rill",
    )


def test_what_is_corrected_wins_over_the_line():
    line = "csc strategy discussion for alder fri"
    before = parts(line)
    typed = replace(before, agency_id=POLICE.id, for_whom="victim", party_id=None)
    assert read_again(line, line, typed, KNOWN).parts == typed


def test_what_was_only_read_is_read_again():
    old = "csc strategy discussion for alder fri"
    new = "police visit for victim wed"
    assert read_again(new, old, parts(old), KNOWN).parts == parts(new)


def test_a_correction_stays_while_the_line_goes_on():
    old, new = "csc meet for alder", "csc meet at school for alder"
    typed = replace(parts(old), owner="Kit Ware")
    assert read_again(new, old, typed, KNOWN).parts == replace(parts(new), owner="Kit Ware")


def test_the_fields_are_enough_without_a_line():
    typed = Parts(POLICE.id, "Visit", "victim", None, NEXT, "Petra Ford")
    assert read_again("", "", typed, KNOWN).parts == typed


def test_a_line_that_changed_what_was_corrected_wins_and_is_doubtful():
    old, new = "police visit for alder", "housing move her for alder"
    typed = replace(parts(old), agency_id=CHILDREN.id)
    again = read_again(new, old, typed, KNOWN)
    assert (again.parts, again.doubtful) == (parts(new), ("agency_id",))


def test_a_corrected_date_takes_the_place_of_what_is_none():
    old = "police visit for alder 31/11"
    again = read_again(old, old, replace(parts(old), due_on=NEXT), KNOWN)
    assert (again.parts.due_on, again.parts.no_date, again.doubtful) == (NEXT, "", ())


words = st.text(st.characters(codec="utf-8"), max_size=12)
near = st.sampled_from(
    ["police", "csc", "for", "victim", "alder", "the", "fri", "wed", "2", "dec", "31", "feb"]
    + ["in", "999", "weeks", "9/9", "29/2/2027", "by", "next", "meeting", "2026", "may", "a"]
)


@given(st.lists(words | near, max_size=12).map(" ".join))
def test_it_never_raises_and_loses_no_word_of_the_action(line):
    read_as = parts(line)
    assert read_as == Parts() or read_as.due_on is not None or read_as.no_date
    if read_as.agency_id is None and read_as.what == "" and line.split():
        assert read_as.for_whom or read_as.due_on != NEXT or read_as.owner


@given(
    name=st.sampled_from(["police", "larkmere homes", "idva service", "westside"]), data=st.data()
)
def test_no_word_is_taken_for_an_agency_whose_name_it_only_begins(name, data):
    first = data.draw(st.integers(1, len(name) - 1).map(lambda end: name[:end].strip()))
    if parts(first).agency_id is None:
        read_as = parts(f"{first} something for her for victim")
        assert read_as.agency_id is None
        assert read_as.what == f"{first} something for her".capitalize()


@given(st.dates(), st.lists(near, max_size=6))
def test_it_never_raises_on_any_day(today, said):
    find_due(said, today, today)


plain = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=9), min_size=1, max_size=4
).filter(lambda said: find_due(said, TODAY, NEXT) is None and "meeting" not in said)


@given(
    agency=st.sampled_from([POLICE, CHILDREN, HOUSING, IDVA]),
    what=plain,
    person=st.sampled_from(["victim", "child", "perpetrator", "other", TARA, ALDER, KYLE]),
    days=st.integers(0, 3000),
    owner=plain,
)
def test_what_is_written_reads_the_same(agency, what, person, days, owner):
    named = isinstance(person, KnownParty)
    one = Parts(
        agency_id=agency.id,
        what=" ".join(what).capitalize(),
        for_whom=person.role if named else person,
        party_id=person.id if named else None,
        due_on=TODAY + timedelta(days=days),
        owner=" ".join(word.capitalize() for word in owner),
    )
    assert read(write(one, KNOWN), KNOWN) == one


def test_parts_that_say_nothing_write_nothing():
    assert write(Parts(), KNOWN) == ""
