"""Which agencies have read which version of what was shared; and what is new to who reads it
again."""

from datetime import timedelta

import pytest

from meetings.models import MeetingState, Stage
from meetings.operations.research import withdraw_item
from sharing import clock
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.doing import do, wall_off
from tests.integration.research.helpers import answer, ask, rewrite, submit, write
from tests.integration.research.test_files import attach, withdraw
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import get, words_of

FIRST, SECOND = "He has one car.", "He works at night."
HOUR = timedelta(hours=1)


@pytest.fixture
def item(cast, case):
    answer(cast, case)
    item = write(cast, case, text=FIRST)
    submit(cast, case)
    return item


def read(cast, who, case, *, after=timedelta()):
    with clock.set_to(clock.now() + after):
        return words_of(get(cast, who, "case_research", case.pk))


def rows(cast, case, who="carys", page="who_read"):
    """What the page says of each agency."""
    found = words_of(get(cast, who, page, case.pk))
    table = found.split("Has read")[1].split("Versions:")[0]
    names = ("Housing", "IDVA service", "MARAC team", "Police")
    places = sorted((table.index(f" {name} "), name) for name in names if f" {name} " in table)
    ends = [place for place, _ in places[1:]] + [len(table)]
    return {
        name: table[place + len(name) + 2 : end].split("Last opened")[0].strip()
        for (place, name), end in zip(places, ends, strict=True)
    }


def test_each_version_is_read_or_not(cast, case, item):
    found = rows(cast, case)
    assert found.pop("Police") == "What is shared is its own"
    assert set(found.values()) == {"Not opened"}
    read(cast, "rowan", case)
    read(cast, "ines", case)
    write(cast, case, text=SECOND)
    submit(cast, case)
    read(cast, "ines", case)
    rewrite(cast, item, text="He has two cars.")
    submit(cast, case)
    page = words_of(get(cast, "carys", "who_read", case.pk))
    assert "Versions: 3" in page
    assert "Police: 1 item corrected" in page and page.count("Police: 1 item added") == 2
    assert FIRST not in page and SECOND not in page
    assert rows(cast, case) == {
        "Housing": "Version 1 of 3 Changed since",
        "IDVA service": "Version 2 of 3 Changed since",
        "Police": "What is shared is its own",
    }
    assert "Housing: not acknowledged yet" in page and "Police, item 1," in page
    read(cast, "rowan", case)
    assert rows(cast, case)["Housing"] == "Version 3 of 3"


def test_what_was_taken_back_is_read_by_who_looks_again(cast, case, item):
    write(cast, case, text=SECOND)
    submit(cast, case)
    read(cast, "rowan", case)
    do(cast, "petra", withdraw_item, case_id=case.pk, item_id=item.pk)
    assert rows(cast, case)["Housing"] == "Version 2 of 3 Changed since"
    page = words_of(get(cast, "carys", "who_read", case.pk))
    assert "Police: 1 item taken back" in page
    read(cast, "rowan", case)
    assert rows(cast, case)["Housing"] == "Version 3 of 3"


def test_the_pack_of_the_meeting_is_read_too(cast, case, item):
    get(cast, "rowan", "pack", case.meeting_id)
    assert rows(cast, case)["Housing"] == "Version 1 of 1"
    rewrite(cast, item, text="He has two cars.")
    submit(cast, case)
    page = words_of(get(cast, "rowan", "home"))
    assert f"1 correction of what you read about {case.reference}" in page


def test_a_pack_that_showed_names_alone_is_not_research_read(cast, case, item):
    ask(cast, case, "acute")
    page = get(cast, "hal", "pack", case.meeting_id)
    assert page.status_code == 200 and FIRST not in words_of(page)
    assert "Acute" not in words_of(get(cast, "carys", "who_read", case.pk))
    of_meeting = words_of(get(cast, "carys", "readers_of_meeting", case.meeting_id))
    assert "Older" not in of_meeting and "Acute" not in of_meeting


def test_who_looked_before_there_was_anything(cast, case):
    read(cast, "rowan", case)
    assert rows(cast, case)["Housing"] == "Opened: nothing was shared yet"
    answer(cast, case)
    write(cast, case, text=FIRST)
    submit(cast, case)
    read(cast, "petra", case)
    found = rows(cast, case)
    assert found["Housing"] == "Opened, and no whole version read Changed since"
    assert found["Police"] == "Version 1 of 1", "it is theirs"


def test_what_is_not_for_all_makes_no_version(cast, case, item):
    for how, more in (
        ("restricted", {"restricted_to": [cast.agency("housing").pk]}),
        ("spoken", {"heading": "other"}),
        ("not_shared", {"text": ""}),
    ):
        write(cast, case, **({"text": "A word."} | more), who_may_read=how)
    last = write(cast, case, text=SECOND)
    submit(cast, case)
    read(cast, "rowan", case)
    rewrite(cast, last, text="He works by day.")
    submit(cast, case)
    for who in ("carys", "chidi", "odile"):
        page = words_of(get(cast, who, "who_read", case.pk))
        assert "Versions: 3" in page and "Police: 1 item added" in page
        assert "items added" not in page
        assert "Police, item 2," in page, "no gap in the numbers"


@pytest.mark.parametrize("who", ["carys", "chidi", "odile"])
def test_coordinator_chair_and_lead_read_it(cast, case, item, who):
    read(cast, "rowan", case)
    page = words_of(get(cast, who, "who_read", case.pk))
    assert case.reference in page and "Version 1 of 1" in page
    event = newest_event()
    assert event.code == "readers_seen" and item.pk not in event.items
    assert ("Tara" in page) is (who != "odile"), "the lead reads no case"
    assert "Who has read what was shared" in words_of(get(cast, who, "case_trail", case.pk))


@pytest.mark.parametrize("who", ["petra", "rowan", "ines", "wren", "hal", "alex", "nia"])
def test_nobody_else_does(cast, case, item, who):
    assert get(cast, who, "who_read", case.pk).status_code in (403, 404)


def test_a_keeper_with_a_conflict_of_interest_reads_nothing(cast, case, item):
    wall_off(cast, case, "carys")
    assert get(cast, "carys", "who_read", case.pk).status_code == 404
    page = words_of(get(cast, "carys", "readers_of_meeting", case.meeting_id))
    assert case.reference not in page and "No case waits" in page


def test_of_a_file_it_says_to_whom_it_was_listed(cast, case, item):
    file = attach(cast, case, name="a name of somebody.txt")
    attach(cast, case, name="kept.txt", who_may_read="restricted")
    submit(cast, case)
    page = words_of(get(cast, "carys", "who_read", case.pk))
    assert "Police, file 1, shared" in page and "Not seen by another agency" in page
    assert "file 2" not in page and "somebody.txt" not in page
    read(cast, "rowan", case)
    withdraw(cast, file)
    page = words_of(get(cast, "odile", "who_read", case.pk))
    assert "Listed to Housing," in page and "Withdrawn" in page


def test_what_came_since_is_marked_for_an_hour(cast, case, item):
    assert "since you" not in read(cast, "rowan", case)
    write(cast, case, text=SECOND)
    attach(cast, case)
    submit(cast, case)
    for page in ("case", "research_return"):
        found = words_of(get(cast, "rowan", page, case.pk))
        assert "2 items or files of other agencies were added since you last read." in found
    for after in (timedelta(), HOUR / 2):
        page = read(cast, "rowan", case, after=after)
        assert f"{SECOND} Added since you last read." in page
        assert page.count("Added since you last read.") == 2
    assert "since you" not in read(cast, "rowan", case, after=2 * HOUR)
    assert "since you" not in read(cast, "chidi", case), "to who never read it all is new"
    with clock.set_to(clock.now() + 2 * HOUR):
        assert "were added" not in words_of(get(cast, "rowan", "case", case.pk))


def test_who_refers_is_told_of_no_research(cast, case, item):
    assert "since you" not in words_of(get(cast, "wren", "case", case.pk))


def test_agency_by_case_before_the_meeting(cast):
    meeting = meeting_in(cast, state=MeetingState.PUBLISHED)
    cases = [
        case_at(cast, Stage.RESEARCH, meeting=meeting, name=f"Vera{number}", position=number)
        for number in (1, 2)
    ]
    answer(cast, cases[0])
    only = {cast.agency("police").pk}
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, cases[1].pk, full_circulation=frozenset(only))
    write(cast, cases[0], text=FIRST)
    submit(cast, cases[0])
    read(cast, "ines", cases[0])
    client = signed_in_client(cast, "carys")
    with made_queries() as first:
        page = words_of(client.get(f"/meetings/{meeting.pk}/research/readers/"))
    assert all(case.reference in page for case in cases) and FIRST not in page
    assert "Read 1 , the newest version was read" in page and "Unread" in page
    assert "– Does not read the case" in page
    assert "Own 1 , what is shared is its own" in page and "nothing is shared yet" in page
    assert newest_event().code == "meeting_readers_seen"
    case_at(cast, Stage.RESEARCH, meeting=meeting, name="Vera3", position=3)
    with made_queries() as second:
        client.get(f"/meetings/{meeting.pk}/research/readers/")
    assert len(first) == len(second)
    write(cast, cases[0], text=SECOND)
    submit(cast, cases[0])
    page = words_of(client.get(f"/meetings/{meeting.pk}/research/readers/"))
    assert "Older 1 , read, but not the newest version whole" in page and "Older 1 of 2" in page
    assert get(cast, "petra", "readers_of_meeting", meeting.pk).status_code == 403
    assert "Who has read what was shared" in words_of(
        get(cast, "carys", "research_grid", meeting.pk)
    )
