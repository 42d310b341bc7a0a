"""The events of an area, and one’s own."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Stage
from meetings.permissions import LOOK_UP
from sharing import clock, events
from sharing.actor import Actor
from sharing.permissions import READ_CASE_TRAIL
from sharing.queries.trail import Asked, Names, case_trail, line_of
from sharing.queries.trail.chart import area_chart
from sharing.queries.trail.reading import area_trail, refused_of_late
from sharing.unit import unit_of_work
from tests.copies import copies_of
from tests.doing import wall_off
from tests.integration.research.helpers import ask
from tests.integration.trail.helpers import trail_of
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import page_of


def test_the_list_of_the_area_is_narrowed_by_day_and_person(cast, case):
    page = page_of(cast, "odile", "/trail/")
    assert "Petra Example" in page
    assert case.reference in page
    today, before = clock.today(), clock.today() - timedelta(days=30)
    query = (
        f"?start-day={today.day}&start-month={today.month}&start-year={today.year}"
        f"&end-day={today.day}&end-month={today.month}&end-year={today.year}"
    )
    page = page_of(cast, "odile", f"/trail/{query}&person={cast.user('hal').pk}")
    assert "Hal Example, Acute" in page
    assert "Petra Example, Police" not in page
    page = page_of(cast, "odile", f"/trail/{query}&only=changes")
    assert "said how an action stands" in page
    assert "Hal Example, Acute" not in page
    query = (
        f"?start-day={today.day}&start-month={today.month}&start-year={today.year}"
        f"&end-day={before.day}&end-month={before.month}&end-year={before.year}"
    )
    assert "must be the same as or after" in page_of(cast, "odile", f"/trail/{query}")
    query = f"?start-day={before.day}&start-month={before.month}&start-year={before.year}"
    assert "Enter the last day" in page_of(cast, "odile", f"/trail/{query}")
    query_end = query.replace("start", "end")
    assert "Enter the first day" in page_of(cast, "odile", f"/trail/{query_end}")
    wrong = query.replace(f"start-year={before.year}", "start-year=x")
    assert "must have a year" in page_of(cast, "odile", f"/trail/{wrong}")
    end = before + timedelta(days=1)
    query += f"&end-day={end.day}&end-month={end.month}&end-year={end.year}"
    assert "Nothing happened here." in page_of(cast, "odile", f"/trail/{query}")


def test_another_area_is_not_in_the_list(cast, case):
    signed_in_client(cast, "nia").get("/")
    assert "Nia Example" not in page_of(cast, "odile", "/trail/")


def test_everyone_reads_what_they_looked_at(cast, case):
    page = page_of(cast, "petra", "/trail/mine/")
    assert "opened the case" in page
    assert case.reference in page
    assert "Hal Example" not in page
    assert newest_event().code == "own_trail_read"
    page = page_of(cast, "hal", "/trail/mine/")
    assert "Nothing there for you" in page
    assert case.reference not in page


@pytest.mark.parametrize(
    "name", ["rowan", "hal", "nia"], ids=["walled off", "off circulation", "another area"]
)
def test_no_own_trail_tells_a_case_that_is_hidden_from_none(cast, case, name):
    if name == "rowan":
        wall_off(cast, case, "rowan")

    def told(case_id):
        page_of(cast, name, reverse("case", args=[case_id]), 404)
        trail = signed_in_client(cast, name).get("/trail/mine/").context["trail"]
        line = next(one for one in trail.lines if one.refused)
        return len(trail.lines), (line.what, line.why, line.cases)

    before, unknown = told(uuid4())
    after, hidden = told(case.pk)
    assert unknown == hidden
    assert after == before + 2  # the attempt, and reading the trail before it


@pytest.mark.parametrize("address", ["minutes", "case", "triage", "add_development"])
def test_what_a_lead_was_refused_tells_them_of_no_wall(cast, case, address):
    """Neither in the list of the area, nor in its numbers, nor in its chart."""
    opened = case_at(cast, Stage.TRIAGE, name="Hedda")
    wall_off(cast, case, "odile")

    def told(case_id):
        page_of(cast, "odile", reverse(address, args=[case_id]), 403)
        with unit_of_work(cast.actor("odile")) as work:
            lines = area_trail(work.actor, Asked()).lines
            chart = area_chart(work.actor, Asked())
            tried = [[bar.refused for bar in one.bars] for one in chart.series]
            return [one.id for one in lines if one.refused], tried, refused_of_late(work.actor)

    told(uuid4())  # to read the trail of cases is itself in the chart
    assert told(uuid4()) == told(case.pk) == told(opened.pk)


@pytest.mark.parametrize(
    ("name", "page"),
    [("petra", "case"), ("hal", "research_return"), ("odile", None)],
    ids=["who reads the case", "who only looks people up", "who reads no case"],
)
def test_a_case_in_ones_own_trail_leads_to_a_page_that_opens(cast, name, page):
    case = case_at(cast, Stage.RESEARCH)
    ask(cast, case, "acute")
    with unit_of_work(cast.actor(name)) as work:
        work.note(LOOK_UP.event, cases=[case.pk])
    client = signed_in_client(cast, name)
    shown = client.get("/trail/mine/").content.decode()
    found = re.findall(rf'href="([^"]+)">{case.reference}<', shown)
    assert case.reference in shown
    assert found == ([reverse(page, args=[case.pk])] if page else [])
    assert [client.get(one).status_code for one in found] == [200] * len(found)


def test_the_page_that_opens_is_asked_for_at_once_whatever_is_hidden(cast, case):
    """A hidden case takes as many queries as an unknown one."""
    counts = []
    for hidden in (uuid4(), case.pk):
        with clock.set_to(clock.now() + timedelta(hours=len(counts))):
            with unit_of_work(cast.actor("nia")) as work:
                work.note(LOOK_UP.event, cases=[hidden])
            client = signed_in_client(cast, "nia")
            with CaptureQueriesContext(connection) as queries:
                client.get("/trail/mine/")
            counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_somebody_did_before_a_wall_stays_in_their_own_trail(cast, case):
    signed_in_client(cast, "rowan").get(reverse("case", args=[case.pk]))
    wall_off(cast, case, "rowan")
    page = page_of(cast, "rowan", "/trail/mine/")
    assert "opened the case" in page
    assert case.reference not in page


def test_many_cases_of_one_event_are_a_number(cast, case):
    copies_of(cast, case_at(cast, Stage.TRIAGE, name="Hedda"), 3)
    signed_in_client(cast, "carys").get("/")
    page = page_of(cast, "carys", "/trail/mine/")
    assert "4 cases" in page


def test_ten_times_the_events_take_no_more_queries(cast, case):
    pages = {"odile": "/trail/", "carys": trail_of(case), "petra": "/trail/mine/"}
    clients = {name: signed_in_client(cast, name) for name in pages}
    for name, path in pages.items():
        clients[name].get(path)
    counts = {name: [] for name in pages}
    for times in (1, 10):
        for _time in range(times):
            signed_in_client(cast, "petra").get(reverse("case", args=[case.pk]))
        for name, path in pages.items():
            with CaptureQueriesContext(connection) as queries:
                assert clients[name].get(path).status_code == 200
            counts[name].append(len(queries))
    for name, (few, many) in counts.items():
        assert few == many <= 27, name


def test_the_portal_and_those_who_sign_in_have_names_of_their_own(cast, case):
    with unit_of_work(Actor.system("notices")) as work:
        work.note(READ_CASE_TRAIL.event, cases=[case.pk])
    job = newest_event()
    assert (line_of(job, Names()).who, line_of(job, Names()).why) == (
        "The portal",
        "Rule of the portal",
    )
    with unit_of_work(Actor()) as work:
        work.note(events.SIGN_IN_FAILED)
    nobody = line_of(newest_event(), Names())
    assert (nobody.who, nobody.why) == ("Somebody not signed in", "")
    with unit_of_work(Actor(user_id=cast.user("petra").pk)) as work:
        work.note(events.PASSWORD_GIVEN)
    event = newest_event()
    names = Names(people={event.user_id: ("Petra Example", "")})
    assert line_of(event, names).who == "Petra Example"
    event.code, event.outcome, event.reason = "from_long_ago", "refused", "no_longer_a_reason"
    line = line_of(event, Names())
    said = (line.who, line.what, line.why)
    assert said == ("Somebody", "tried: from_long_ago", "no_longer_a_reason")
    assert "Petra Example" in page_of(cast, "petra", "/trail/mine/")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("carys", "By role, for the whole area"),
        ("ines", "Agency on full circulation"),
        ("wren", "Own referral"),
        ("odile", "By role, without content"),
        ("alex", "By role"),
    ],
)
def test_each_role_has_its_own_reason(cast, case, name, why):
    with unit_of_work(cast.actor(name)) as work:
        work.note(READ_CASE_TRAIL.event, cases=[case.pk])
    with unit_of_work(cast.actor("carys")) as work:
        assert case_trail(work.actor, case.pk, Asked()).lines[0].why == why
