"""Filters of the trail stand in the address, and pages keep them."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetings.models import Stage
from sharing import clock
from sharing.permissions import SHOW_ADDRESS
from sharing.queries.trail import NEWEST, Asked, case_trail, pages
from sharing.unit import unit_of_work
from tests.integration.trail.helpers import days, days_ago, looked, trail_of
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.visits import page_of


def trail(cast, name, path):
    answer = signed_in_client(cast, name).get(path)
    assert answer.status_code == 200
    return answer.context["trail"]


def who(found):
    return {line.who.split()[0] for line in found.lines}


@pytest.mark.parametrize("reader", ["carys", "odile"])
def test_the_trail_of_a_case_is_narrowed_by_person_and_agency(cast, case, reader):
    whole = who(trail(cast, reader, trail_of(case)))
    assert {"Petra", "Hal", "Wren", "Carys"} <= whole
    petra = f"?person={cast.user('petra').pk}"
    assert who(trail(cast, reader, trail_of(case, petra))) == {"Petra"}
    acute = f"?agency={cast.agency('acute').pk}"
    assert who(trail(cast, reader, trail_of(case, acute))) == {"Hal"}


def test_the_trail_of_the_area_is_narrowed_by_agency(cast, case):
    found = trail(cast, "odile", f"/trail/?agency={cast.agency('police').pk}")
    assert who(found) == {"Petra"}


def test_days_narrow_by_when_it_was_and_not_by_when_it_was_written(cast, case):
    looked(cast, "ines", case, at=days_ago(20))
    day = clock.today() - timedelta(days=20)
    assert who(trail(cast, "carys", trail_of(case, f"?{days(day, day)}"))) == {"Ines"}
    assert who(trail(cast, "odile", f"/trail/?{days(day, day)}")) == {"Ines"}
    own = trail(cast, "ines", f"/trail/mine/?{days(day, day)}")
    assert len(own.lines) == 1
    before = day - timedelta(days=1)
    assert trail(cast, "carys", trail_of(case, f"?{days(before, before)}")).lines == []


def test_the_last_hour_of_a_day_in_london_is_of_that_day(cast, case):
    looked(cast, "ines", case, at=days_ago(20, hour=23))
    day = clock.today() - timedelta(days=20)
    assert len(trail(cast, "carys", trail_of(case, f"?{days(day, day)}")).lines) == 1


# What stands in the list narrowed so, and what does not.
NARROWED = {
    "seen": ("opened the case", "said how an action stands"),
    "changes": ("said how an action stands", "opened the case"),
    "searches": ("searched for a case", "opened the case"),
    "taken": ("made minutes as PDF", "opened the case"),
    "addresses": ("had an address shown", "opened the case"),
    "refused": ("tried: opened the case", "said how an action stands"),
}


@pytest.mark.parametrize("path", ["case", "area"])
def test_what_happened_narrows(cast, case, path):
    carys = signed_in_client(cast, "carys")
    carys.post("/find/", {"find": case.reference})
    carys.get(f"/cases/{case.pk}/minutes/paper/")
    with unit_of_work(cast.actor("petra")) as work:
        work.note(SHOW_ADDRESS.event, cases=[case.pk])
    address = trail_of(case) if path == "case" else "/trail/"
    for only, (there, not_there) in NARROWED.items():
        found = trail(cast, "odile", f"{address}?only={only}")
        said = {str(words) for line in found.lines for words in [line.what, *line.also]}
        assert there in said
        assert not_there not in {str(line.what) for line in found.lines}
        assert {line.refused for line in found.lines} == {only == "refused"}, only


def test_what_was_tried_with_an_account_is_in_the_list_of_its_person(cast, case):
    Client().post("/sign-in/", {"email": "hal@example.org", "password": "guessed", "next": ""})
    found = trail(cast, "odile", f"/trail/?person={cast.user('hal').pk}")
    assert "Somebody" in who(found)
    assert "failed to sign in" in page_of(cast, "hal", "/trail/mine/")
    assert "failed to sign in" not in page_of(cast, "petra", "/trail/mine/")


def test_who_is_not_in_the_area_is_no_choice_and_narrows_nothing(cast, case):
    page = page_of(cast, "odile", f"/trail/?person={uuid4()}")
    assert "<title>Error: " in page
    assert "Petra Example" in page


def test_no_address_holds_a_name(cast, case):
    answer = signed_in_client(cast, "odile").get("/trail/")
    text = answer.content.decode()
    addresses = [part.split('"')[0] for part in text.split('href="')[1:]]
    for address in addresses:
        query = parse_qs(urlsplit(address).query)
        assert set(query) <= {"person", "agency", "only", "older", "newer", "state"}
        assert "Example" not in address


def test_pages_follow_each_other_and_keep_the_filter(cast, case, monkeypatch):
    monkeypatch.setattr(pages.turned, "__kwdefaults__", {"per_page": 3})
    looked(cast, "petra", case, times=7)
    path = trail_of(case, f"?person={cast.user('petra').pk}")
    seen, address = [], path
    client = signed_in_client(cast, "carys")
    while address:
        answer = client.get(address)
        page = answer.context["trail"]
        seen += [line.id for line in page.lines]
        assert who(page) == {"Petra"}
        text = answer.content.decode()
        assert ('rel="prev"' in text) is (len(seen) > 3)
        address = f"{path}&older={page.older}" if page.older else ""
    assert len(seen) == len(set(seen)) >= 9
    back = client.get(f"{path}&newer={page.newer}").context["trail"]
    assert [line.id for line in back.lines] == seen[-3 - len(page.lines) :][:3]


@pytest.mark.parametrize(
    ("name", "path"), [("odile", "/trail/?only="), ("petra", "/trail/mine/?only=")]
)
def test_so_do_those_of_the_area_and_of_oneself(cast, case, monkeypatch, name, path):
    looked(cast, "petra", case, times=8)
    client = signed_in_client(cast, name)
    monkeypatch.setattr(pages.turned, "__kwdefaults__", {"per_page": 4})
    first = client.get(path).context["trail"]
    second = client.get(f"{path}&older={first.older}").context["trail"]
    back = client.get(f"{path}&newer={second.newer}").context["trail"]
    assert len({line.id for line in [*first.lines, *second.lines]}) == 8
    assert [line.id for line in back.lines] == [line.id for line in first.lines]


def test_a_page_does_not_move_while_others_write(cast, case, monkeypatch):
    monkeypatch.setattr(pages.turned, "__kwdefaults__", {"per_page": 3})
    client = signed_in_client(cast, "carys")
    first = client.get(trail_of(case)).context["trail"]
    second = client.get(trail_of(case, f"?older={first.older}")).context["trail"]
    looked(cast, "petra", case, times=5)
    again = client.get(trail_of(case, f"?older={first.older}")).context["trail"]
    assert [line.id for line in again.lines] == [line.id for line in second.lines]


def test_the_hundredth_page_takes_no_more_queries(cast, case, monkeypatch):
    monkeypatch.setattr(pages.turned, "__kwdefaults__", {"per_page": 3})
    looked(cast, "petra", case, times=30)

    def queries(older):
        with (
            unit_of_work(cast.actor("odile")) as work,
            CaptureQueriesContext(connection) as captured,
        ):
            found = case_trail(work.actor, case.pk, Asked(), pages.Turn.to(older=older, newer=""))
        return len(captured), found.older

    first, older = queries("")
    for _page in range(8):
        number, older = queries(older)
        assert number == first


def test_the_database_finds_events_of_a_case_for_whom_its_trail_is_there_alone(cast, case):
    from sharing.queries.trail import of_case

    for name, there in (
        ("carys", True), ("chidi", True), ("odile", True), ("petra", False), ("nia", False),
        ("wren", False), ("alex", False),
    ):  # fmt: skip
        with unit_of_work(cast.actor(name)):
            assert bool(of_case(case.pk, Asked(), NEWEST, 5)) is there, name


def test_the_database_finds_no_events_of_a_draft(cast):
    from sharing.queries.trail import of_case

    draft = case_at(cast, Stage.DRAFT)
    with unit_of_work(cast.actor("odile")):
        assert of_case(draft.pk, Asked(), NEWEST, 5) == []


def test_an_index_leads_to_what_a_person_saw_and_no_event_is_read_but_theirs(cast, case):
    with unit_of_work(cast.actor("odile")), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        # Of the person alone: among few rows, an index by day may seem as good to the planner.
        cursor.execute(
            "EXPLAIN SELECT * FROM audit_event WHERE user_id = %s", [cast.user("petra").pk]
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond: (user_id =" in plan
    assert "Seq Scan" not in plan
