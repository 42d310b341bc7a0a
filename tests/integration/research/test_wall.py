"""What is not shared reaches nobody outside its agency: no text, no count, no order, no row."""

import re
from itertools import zip_longest

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Case, MeetingState, Stage
from meetings.operations.hearing import agree_minutes, begin_hearing, end_hearing, end_meeting
from meetings.operations.research import (
    add_item,
    answer_case,
    submit_research,
    withdraw_item,
)
from meetings.queries.overview.research import research_of as research_on_overview
from meetings.queries.research import research_of
from sharing import clock
from sharing.models import Item
from sharing.queries.changes import changes_of
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.research.helpers import people, request_of, rewrite
from tests.memory import memory
from tests.paper import unprinted
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in, somebody_came
from tests.trail import newest_event

SECRET = "A quiet word of somebody"
OTHERS = ["carys", "chidi", "ines", "rowan"]
READERS = [*OTHERS, "wren"]
NOT_FOR_OTHERS = (
    {"text": f"{SECRET} restricted", "who_may_read": "restricted"},
    {"text": f"{SECRET} spoken", "who_may_read": "spoken", "heading": "health"},
    {"text": "", "who_may_read": "not_shared", "subject": "weapons"},
)


def police_write(cast, case, *, secretly):
    """Police share two items; in one of the two worlds they keep others to themselves, in the
    other they work on what they share as often."""
    request = request_of(cast, case, "police")
    do(
        cast,
        "petra",
        answer_case,
        request_id=request.pk,
        answer="known",
        known_parties=people(case)[:1],
    )

    def add(**values):
        if values["who_may_read"] == "restricted":  # to an agency of which nobody is among them
            values["restricted_to"] = [cast.agency("probation").pk]
        return do(cast, "petra", add_item, request_id=request.pk, **values)

    first = add(text="Arrested.", who_may_read="shared")
    # Of what is spoken only others see the heading, once, however much it is.
    add(text=f"{SECRET} aloud", who_may_read="spoken", heading="health")
    for values in NOT_FOR_OTHERS:
        if secretly:
            add(**values)
        else:
            rewrite(cast, first, text="Arrested.")
    last = add(text="Charged.", who_may_read="shared")
    do(cast, "petra", submit_research, request_id=request.pk)
    if secretly:
        add(text=f"{SECRET} draft", who_may_read="shared")
        rewrite(cast, last, text=f"{SECRET} changed")
    else:
        draft = add(text="Bailed.", who_may_read="shared")
        do(cast, "petra", withdraw_item, case_id=case.pk, item_id=draft.pk)


@pytest.fixture
def two_worlds(cast):
    """Two cases that differ only in what police do not share."""
    plain = case_at(cast, Stage.RESEARCH)
    secret = case_at(cast, Stage.RESEARCH, meeting=plain.meeting, position=2)
    police_write(cast, plain, secretly=False)
    police_write(cast, secret, secretly=True)
    return plain, secret


def rows(case):
    """What the database itself shows to the actor of the open unit, asked past every query."""
    found = {}
    for table in ("sharing_item", "sharing_historicalitem"):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT text, who_may_read, heading, subject, replaces_id, withdrawn_at"
                f" FROM {table} WHERE scope_id = %s OR true AND scope_id = %s ORDER BY text",
                [case.pk, case.pk],
            )
            found[table] = cursor.fetchall()
    return found


@pytest.mark.parametrize("who", OTHERS)
def test_the_query_tells_two_worlds_apart_in_nothing(cast, two_worlds, who):
    seen = []
    for case in two_worlds:
        actor = cast.actor(who)
        with unit_of_work(actor):
            found = research_of(actor, case.pk)
            seen.append(
                (
                    [
                        (one.agency.name, [(it.number, it.item.text, it.facts) for it in one.items])
                        for one in found.agencies
                    ],
                    [one.name for one in found.known_to],
                    [one.name for one in found.not_known_to],
                    [one.name for one in found.not_answered],
                )
            )
    assert seen[0] == seen[1]
    assert seen[0][0] == [("Police", [(1, "Arrested.", ""), (2, "Charged.", "")])]


def alike(case, response):
    """A page without what differs in every case: references, identifiers, tokens."""
    text = response.content.decode().replace(case.reference, "REFERENCE")
    text = re.sub(r"number \d", "NUMBER", text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "IDENTIFIER", text)
    return re.sub(r'(csrfmiddlewaretoken" value=)"[^"]*"', r"\1", text)


@pytest.mark.parametrize("who", OTHERS)
def test_pages_tell_two_worlds_apart_in_nothing(cast, two_worlds, who):
    client = signed_in_client(cast, who)
    pages = []
    with clock.set_to(clock.now()):
        for case in two_worlds:
            response = client.get(reverse("case_research", args=[case.pk]))
            assert response.status_code == 200
            assert SECRET not in response.content.decode()
            pages.append(alike(case, response))
    assert pages[0] == pages[1]


def everywhere(cast, *, secretly):
    """What each of them reads on each page that shows the case or counts it, in one world."""
    meeting = meeting_in(cast, state=MeetingState.RUNNING)
    case = case_at(cast, Stage.RESEARCH, meeting=meeting)
    police_write(cast, case, secretly=secretly)
    in_the_room(cast, meeting, *OTHERS)
    clients = {who: signed_in_client(cast, who) for who in READERS}
    seen = {}

    def read(when, name, *args):
        for who, client in clients.items():
            response = client.get(reverse(name, args=args))
            page = re.sub(r"[0-9a-f]{16}", "STAMP", alike(case, response))
            seen[who, when, name] = response.status_code, page.split("\n")

    for when, stage in (("before", Stage.RESEARCH), ("now", Stage.HEARING), ("after", None)):
        if stage is Stage.HEARING:
            do(cast, "chidi", begin_hearing, case_id=case.pk)
        elif stage is None:
            do(
                cast,
                "chidi",
                end_hearing,
                case_id=case.pk,
                gap_reason="None needed.",
                untold_reason="No safe way.",
            )
            do(cast, "chidi", end_meeting, meeting_id=meeting.pk)
            somebody_came(cast, meeting)
            do(cast, "chidi", agree_minutes, meeting_id=meeting.pk)
            for name in ("minutes", "minutes_paper"):
                read(when, name, case.pk)
            for name in ("meeting_minutes", "meeting_minutes_paper"):
                read(when, name, meeting.pk)
        read(when, "home")
        for name in ("case", "case_research", "case_trail"):
            read(when, name, case.pk)
        for name in ("meeting", "meeting_opening", "case_list"):
            read(when, name, meeting.pk)
        read(when, "hearing", meeting.pk, case.pk)
    return seen


def test_no_page_of_case_meeting_or_home_tells_two_worlds_apart(cast):
    """No text, no heading, no count: one world after the other, at the same moment."""
    with memory.while_the_clock_stands(), unprinted():
        with memory.undone():
            plain = everywhere(cast, secretly=False)
        secret = everywhere(cast, secretly=True)
    for page, (status, lines) in plain.items():
        assert secret[page][0] == status, page
        differ = [pair for pair in zip_longest(lines, secret[page][1]) if len(set(pair)) > 1]
        assert differ == [], page
    for who in OTHERS:
        assert "Charged." in str(plain[who, "now", "hearing"])
        assert "Charged." in str(plain[who, "after", "minutes_paper"])
    assert SECRET not in str(secret)


@pytest.mark.parametrize("who", ["carys", "chidi"])
def test_the_grid_tells_nothing(cast, two_worlds, who):
    response = signed_in_client(cast, who).get(
        reverse("research_grid", args=[two_worlds[0].meeting_id])
    )
    text = response.content.decode()
    line = re.search(r"<th[^>]*>Police\s*</th>(.*?)</tr>", text, re.DOTALL).group(1)
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", line)
    assert cells == ["Sent", "Sent"] and SECRET not in text


@pytest.mark.parametrize("who", [*READERS, "hal", "nia", "odile", "alex"])
def test_the_database_shows_no_row(cast, two_worlds, who):
    seen = []
    for case in two_worlds:
        with unit_of_work(cast.actor(who)):
            seen.append(rows(case))
    assert seen[0] == seen[1]
    assert SECRET not in str(seen)


def test_its_own_agency_reads_all_of_it(cast, two_worlds):
    with unit_of_work(cast.actor("petra")):
        own = Item.objects.filter(scope_id=two_worlds[1].pk)
        assert own.filter(text__startswith=SECRET).count() == 3
        assert own.filter(who_may_read="not_shared", text="").count() == 1
    text = signed_in_client(cast, "petra").get(reverse("research_return", args=[two_worlds[1].pk]))
    assert text.content.decode().count(SECRET) == 5


def test_nobody_else_writes_or_takes_an_item(cast, two_worlds):
    with unit_of_work(cast.actor("rowan")), connection.cursor() as cursor:
        cursor.execute("UPDATE sharing_item SET text = 'x' WHERE text LIKE %s", [f"{SECRET}%"])
        assert cursor.rowcount == 0


# What was shared by mistake and taken back.


@pytest.fixture(params=["replaced", "withdrawn"])
def taken_back(cast, request):
    """Return a case with an item that others could read until police took it back, and the events
    of that story."""
    case = case_at(cast, Stage.RESEARCH)
    asked = request_of(cast, case, "police").pk
    do(
        cast, "petra", answer_case, request_id=asked,
        answer="known", known_parties=people(case)[:1],
    )  # fmt: skip
    item = do(
        cast, "petra", add_item, request_id=asked, text=f"{SECRET} shared", who_may_read="shared"
    )
    events = [newest_event().id]
    do(cast, "petra", submit_research, request_id=asked)
    events.append(newest_event().id)
    with unit_of_work(cast.actor("rowan")):
        assert SECRET in str(rows(case)["sharing_item"])
        assert SECRET in str(rows(case)["sharing_historicalitem"])
    assert SECRET in event_page(cast, "carys", case, events[1])
    if request.param == "withdrawn":
        do(cast, "petra", withdraw_item, case_id=case.pk, item_id=item.pk)
    else:
        rewrite(cast, item, text="", who_may_read="not_shared")
        events.append(newest_event().id)
        do(cast, "petra", submit_research, request_id=asked)
    return case, [*events, newest_event().id]


def event_page(cast, who, case, event_id):
    response = signed_in_client(cast, who).get(reverse("case_event", args=[case.pk, event_id]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("who", [*READERS, "odile"])
def test_what_was_taken_back_is_in_no_row(cast, taken_back, who):
    with unit_of_work(cast.actor(who)):
        assert rows(taken_back[0]) == {"sharing_item": [], "sharing_historicalitem": []}


@pytest.mark.parametrize("who", ["carys", "chidi"])
def test_what_was_taken_back_is_not_read_in_its_past(cast, taken_back, who):
    case, events = taken_back
    for event_id in events:
        assert SECRET not in event_page(cast, who, case, event_id)


def test_the_query_keeps_it_back_without_the_wall_of_the_database(cast, taken_back):
    case, events = taken_back
    with unit_of_work(cast.actor("carys")) as work, as_owner():
        shown = [changes_of(work.actor, case.pk, one) for one in events]
    assert SECRET not in str(shown)


def test_its_own_agency_still_reads_what_it_took_back(cast, taken_back):
    with unit_of_work(cast.actor("petra")):
        assert SECRET in str(rows(taken_back[0]))


def test_the_overview_counts_no_more_without_the_wall_of_the_database(cast, two_worlds):
    counted = []
    for case in two_worlds:
        with unit_of_work(cast.actor("rowan")) as work, as_owner():
            found = research_on_overview(work.actor, Case.objects.get(pk=case.pk))
            counted.append([one.words for one in found.agencies if one.agency == "Police"])
    assert counted[0] == counted[1]
