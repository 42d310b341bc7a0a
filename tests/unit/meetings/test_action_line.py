"""An action in one line."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.action_date import find_due, on_another_weekday
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
        ("2 dec 26", date(2026, 12, 2)),
        ("2nd dec 26", date(2026, 12, 2)),
        ("2nd of december 2026", date(2026, 12, 2)),
        ("dec 2 2026", date(2026, 12, 2)),
        ("dec 2, 26", date(2026, 12, 2)),
        ("30.11", date(2026, 11, 30)),
        ("2.12.", date(2026, 12, 2)),
        ("2.12.26", date(2026, 12, 2)),
        ("2-12", date(2026, 12, 2)),
        ("02-12-2026", date(2026, 12, 2)),
        ("2026-12-02", date(2026, 12, 2)),
        ("on sat", date(2026, 11, 28)),
        ("weds", date(2026, 12, 2)),
        ("this tues", date(2026, 12, 1)),
        ("tuesday week", date(2026, 12, 8)),
        ("by tuesday week", date(2026, 12, 8)),
        ("a week on tuesday", date(2026, 12, 8)),
        ("tomorrow week", date(2026, 12, 4)),
        ("tonight", TODAY),
        ("in two weeks", date(2026, 12, 10)),
        ("within ten days", date(2026, 12, 6)),
        ("within 48 hours", date(2026, 11, 28)),
        ("within the next 48 hours", date(2026, 11, 28)),
        ("in 4 hours", TODAY),
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


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("22/11", date(2026, 11, 22)),
        ("22 nov", date(2026, 11, 22)),
        ("1 jun", date(2026, 6, 1)),
        ("1 may", date(2027, 5, 1)),
    ],
)
def test_without_a_year_it_is_the_nearest_such_day_so_one_just_past_is_no_day_of_next_year(
    said, on
):
    assert parts(f"police visit for victim {said}").due_on == on


def test_the_nearest_day_may_be_of_the_year_before():
    known = replace(KNOWN, today=date(2027, 1, 3))
    assert read("police visit for victim 30 dec", known).due_on == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("tomorrow at 10", "at 10"),
        ("tomorrow 10 am", "10 am"),
        ("tomorrow at 10.30", "at 10.30"),
        ("tomorrow 9:15", "9:15"),
        ("by fri noon", "noon"),
        ("tomorrow by close of business", "by close of business"),
        ("27/11 before 3pm", "before 3pm"),
    ],
)
@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("police visit {} for victim", ""),
        ("police visit for victim {}", ""),
        ("police visit for victim {} petra ford", "Petra Ford"),
        ("police visit {}", ""),
        ("{} police visit for victim", ""),
    ],
)
def test_a_time_after_the_date_stays_in_the_action(line, said, time, owner):
    read_as = parts(line.format(said))
    assert (read_as.what, read_as.due_on, read_as.owner) == (
        f"Visit {time}",
        date(2026, 11, 27),
        owner,
    )


@pytest.mark.parametrize("said", ["at 10", "petra ford at"])
def test_a_time_without_a_date_is_none(said):
    assert parts(f"police visit {said}").what == f"Visit {said}"


@pytest.mark.parametrize(
    "said",
    ["asap", "urgently", "next week", "by next week", "this month", "in a month", "in 2 years"]
    + [
        "within six months",
        "in some days",
        "in a few weeks",
        "by the weekend",
        "end of week",
        "end of november",
        "by christmas",
        "cob",
        "by the end of the month",
    ],
)
@pytest.mark.parametrize(
    ("line", "what", "owner"),
    [
        ("police visit for victim {} petra ford", "Visit for victim {}", "Petra Ford"),
        ("police visit for victim {}", "Visit for victim {}", ""),
        ("police visit {} for victim", "Visit {}", ""),
        ("police visit {}", "Visit {}", ""),
        ("police visit {} petra ford", "Visit {}", "Petra Ford"),
    ],
)
def test_a_time_that_is_no_date_is_told_and_stays_in_the_action(said, line, what, owner):
    read_as = parts(line.format(said))
    assert (read_as.what, read_as.due_on, read_as.no_date, read_as.owner) == (
        what.format(said),
        None,
        said,
        owner,
    )


@pytest.mark.parametrize(
    "line", ["police visit asap for victim fri", "police visit for victim fri asap"]
)
def test_a_time_that_is_no_date_asks_nothing_where_a_date_is_said(line):
    read_as = parts(line)
    assert (read_as.due_on, read_as.no_date) == (date(2026, 11, 27), "")


@pytest.mark.parametrize("said", ["mon 2 december", "mon 2/12", "fri 2 dec 26", "mon 2026-12-02"])
def test_a_day_of_the_week_that_the_date_is_not_is_told(said):
    read_as = parts(f"police visit for victim {said}")
    assert (read_as.due_on, read_as.no_date) == (None, said)
    assert on_another_weekday(said, KNOWN.today) == date(2026, 12, 2)


@pytest.mark.parametrize("said", ["31 feb", "mon 31 feb", "asap", "wed 2 dec", "", "mon"])
def test_of_other_words_no_day_of_the_week_is_told(said):
    assert on_another_weekday(said, KNOWN.today) is None


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("police ask where she was sat for victim", "Ask where she was sat"),
        ("police sat with her for victim", "Sat with her"),
        ("police ask whom he wed before", "Ask whom he wed before"),
        ("police support 24/7 for victim", "Support 24/7"),
        ("police visit at 9.10 for victim", "Visit at 9.10"),
        ("police score 10.30 for victim", "Score 10.30"),
        ("police support of children aged 2-33 for child", "Support of children aged 2-33"),
        ("police attend 2000-01 for victim", "Attend 2000-01"),
    ],
)
def test_an_everyday_word_within_the_line_is_no_day(line, what):
    read_as = parts(line)
    assert (read_as.what, read_as.due_on, read_as.no_date) == (what, NEXT, "")


@pytest.mark.parametrize(
    "line",
    [
        "police visit her by sat for victim",
        "police visit her next sat for victim",
        "police visit her sat 28 nov for victim",
        "police visit her for victim sat",
        "police visit her for victim sat petra ford",
        "police visit her sat",
        "police visit her saturday for victim",
    ],
)
def test_after_a_little_word_or_at_the_end_it_is_a_day(line):
    read_as = parts(line)
    assert (read_as.what, read_as.due_on) == ("Visit her", date(2026, 11, 28))


@pytest.mark.parametrize("said", ["in 2 moons", "in a mix", "x 2026"])
def test_what_is_no_date_stays_in_the_action(said):
    read_as = parts(f"police visit {said}")
    assert (read_as.what, read_as.due_on) == (f"Visit {said}", NEXT)


@pytest.mark.parametrize(
    "said",
    ["31 feb", "40/40", "31/11", "29/2/2025", "wed 31 nov", "31.11", "31-11-26", "2026-11-31"],
)
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


@pytest.mark.parametrize("read_from", ["", "police visit for alder"])
def test_a_typed_date_that_is_none_takes_no_day_from_the_line(read_from):
    typed = replace(parts("police visit for alder"), due_on=None, no_date="whenever")
    again = read_again("police visit for alder", read_from, typed, KNOWN)
    assert (again.parts.due_on, again.parts.no_date, again.doubtful) == (None, "whenever", ())


def test_a_date_that_was_none_is_read_again_once_the_line_says_another():
    old, new = "police visit for alder 31/11", "police visit for alder 30/11"
    again = read_again(new, old, parts(old), KNOWN)
    assert again.parts == parts(new)


def test_a_line_that_says_another_date_than_the_one_that_was_none_is_doubtful():
    old, new = "police visit for alder", "police visit for alder fri"
    typed = replace(parts(old), due_on=None, no_date="whenever")
    again = read_again(new, old, typed, KNOWN)
    assert (again.parts, again.doubtful) == (parts(new), ("due_on",))


def test_what_was_emptied_stays_empty():
    line = "csc strategy discussion for alder fri"
    typed = replace(parts(line), owner="")
    assert read_again(line, line, typed, KNOWN).parts.owner == "Maya Brook"
    assert read_again(line, line, typed, KNOWN, emptied={"owner"}).parts == typed
    # Nothing was read into the field yet, so nobody emptied it.
    assert read_again(line, "", typed, KNOWN, emptied={"owner"}).parts == parts(line)


words = st.text(st.characters(codec="utf-8"), max_size=12)
near = st.sampled_from(
    ["police", "csc", "for", "victim", "alder", "the", "fri", "wed", "2", "dec", "31", "feb"]
    + ["in", "999", "weeks", "9/9", "29/2/2027", "by", "next", "meeting", "2026", "may", "a"]
    + ["at", "10", "noon", "asap", "sat", "mon", "2.12", "31-11", "week", "within", "hours", "26"]
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
