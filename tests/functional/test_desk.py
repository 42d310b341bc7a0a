"""The safeguarding lead's desk, looked at: the trail, its files, the watch, an alert decided."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from playwright.sync_api import expect

from meetings.models import Stage
from meetings.permissions import VIEW_CASE
from sharing import clock
from sharing.permissions import SHOW_ADDRESS
from sharing.reasons import Reason
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.browser import DESK, PHONE
from tests.conftest import as_owner
from tests.integration.door.test_meeting_reason import meeting_with
from tests.integration.watch.helpers import look, wednesday_at
from tests.story import case_at

OFTEN = (("petra", 3), ("ines", 2), ("carys", 4), ("rowan", 1), ("chidi", 2))


def seen(cast, name, case, at):
    with clock.set_to(at), unit_of_work(cast.actor(name)) as work:
        work.note(VIEW_CASE.event, cases=[case.pk])


def refused(cast, name, case, at):
    with pytest.raises(Refused), clock.set_to(at), unit_of_work(cast.actor(name)):
        raise Refused(Reason.OFF_CIRCULATION, VIEW_CASE.event, case.pk)


@pytest.fixture
def case(cast):
    """A case at which people of five agencies looked for two weeks; somebody at night, somebody
    again and again without being let in."""
    case = case_at(cast, Stage.ACTIONS)
    case_at(cast, Stage.TRIAGE, name="Hedda")
    noon = wednesday_at(12)
    for day in range(14):
        for name, often in OFTEN:
            for time in range((day * often) % 4):
                moment = noon - timedelta(days=day, minutes=7 * time)
                if moment.weekday() < 5:
                    seen(cast, name, case, moment)
    for minute in range(5):
        refused(cast, "hal", case, noon + timedelta(minutes=minute))
    seen(cast, "ines", case, wednesday_at(22, 41))
    with clock.set_to(noon), unit_of_work(cast.actor("petra")) as work:
        work.note(SHOW_ADDRESS.event, cases=[case.pk])
        work.why = "To arrange a survey of the locks."
    look()
    return case


def test_the_trail_of_a_case_answers_who_saw_it_and_who_tried(person, case):
    odile = person("odile")
    odile.go("trail_of_case")
    odile.fill("Reference of the case", case.reference)
    odile.press("Open", within=odile.page.get_by_role("main"))
    odile.is_at("case_trail", case_id=case.pk)
    odile.heading(f"Who has seen {case.reference}")
    odile.sees("5 attempts were refused.", "Reason given: To arrange a survey of the locks.")
    odile.look("trail of a case")
    odile.follow("Petra Example, Police, Representative", exact=False)
    expect(odile.page).to_have_url(re.compile("person="))
    odile.sees_not("Hal Example, Acute hospital")
    odile.page.get_by_text("The same as a table").click()
    odile.look("trail of a case narrowed to a person, chart as a table")


def test_the_trail_of_the_area_is_narrowed_and_taken_out(person, case):
    odile = person("odile")
    odile.go("trail")
    odile.look("trail of the area")
    odile.choose("Refused")
    odile.press("Apply")
    odile.sees("Not on circulation")
    odile.look("trail of the area, refused only")
    with odile.page.expect_download() as waiting:
        odile.follow("CSV")
    taken = waiting.value
    assert taken.suggested_filename == f"trail-{clock.today().isoformat()}.csv"
    assert "Hal Example, Acute hospital, Representative" in taken.path().read_text("utf-8-sig")
    odile.go("trail")
    odile.date("From", clock.today())
    odile.date("To", clock.today() - timedelta(days=3))
    odile.press("Apply")
    odile.look("trail of the area with an error")


def test_on_a_phone_a_link_leads_past_charts_and_filter(person, case):
    odile = person("odile")
    for name, words, heading, more in (
        ("watch", "To the alerts", "Alerts", {}),
        ("trail", "To the events", "Events", {}),
        ("case_trail", "To the events", "Events", {"case_id": case.pk}),
    ):
        odile.go(name, **more)
        odile.page.set_viewport_size(DESK)
        link = odile.page.get_by_role("link", name=words)
        expect(link).to_be_hidden()
        odile.page.set_viewport_size(PHONE)
        expect(link).to_be_in_viewport()
        link.click()
        expect(odile.page.get_by_role("heading", name=heading, exact=True)).to_be_in_viewport()


def test_an_alert_is_asked_about_and_decided(person, case):
    odile = person("odile")
    odile.go("home")
    odile.look("home with new alerts")
    odile.press("Decide on alerts")
    odile.is_at("watch")
    odile.look("watch")
    odile.page.get_by_text("The same as a table").click()
    odile.look("watch, chart as a table")
    odile.follow("Looked at cases out of hours")
    odile.look("alert")
    odile.press("Record the decision")
    odile.sees("Select whether it is explained or a concern")
    odile.look("alert with errors")
    odile.choose("Explained")
    odile.fill("In your words", "On call that night; the rota says so.")
    odile.press("Record the decision")
    odile.is_at("watch")
    odile.sees("What you decided is kept with the alert.")
    odile.follow("Explained: 1")
    odile.sees("Explained, Odile Example")
    odile.look("watch, explained")


def test_what_is_watched_for_is_set(person, case):
    odile = person("odile")
    odile.go("watch_settings")
    odile.look("what is watched for")
    odile.follow("Was refused again and again", exact=False)
    odile.fill("When one person does it so many times", "3")
    odile.look("a rule")
    odile.press("Save")
    odile.sees("3 times within 60 minutes")
    odile.follow("IDVA service", exact=False)
    odile.choose("Between these hours")
    odile.fill("Until", "21:30")
    odile.look("working hours")
    odile.press("Save")
    odile.sees("07:00–21:30, Monday to Friday")


def test_a_member_sees_their_own_accesses(person, case):
    petra = person("petra")
    petra.go("my_trail")
    petra.sees("opened the case", "Reason given: To arrange a survey of the locks.")
    petra.look("what i have looked at")


def test_a_coordinator_reads_what_changed(person, case):
    carys = person("carys")
    carys.go("case_trail", case_id=case.pk)
    carys.choose("Changed")
    carys.press("Apply")
    carys.sees("What changed")
    carys.look("trail of a case as its coordinator")


@pytest.fixture
def years():
    """Two years of the trail that are over for long, in which nothing was done."""
    last = clock.today().year - 14
    with as_owner(), connection.cursor() as cursor:
        for year in (last, last - 1):
            cursor.execute("SELECT make_audit_partition(%s)", [year])
    yield last - 1, last
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE audit_event_{last}, audit_event_{last - 1}")


def test_a_year_is_held_and_ended_by_two(person, years):
    before, year = years
    odile = person("odile")
    odile.go("trail_years")
    odile.look("years of the trail")
    odile.go("hold_year", year=year)
    odile.press("Put on hold")
    odile.look("a hold without a reason")
    odile.fill("Why has the year to be kept?", "An inquiry asked for it.")
    odile.press("Put on hold")
    odile.is_at("trail_years")
    odile.sees("On hold")
    odile.look("a year on hold")
    odile.go("lift_hold", year=year)
    odile.look("a hold is lifted")
    odile.go("end_year", year=before)
    odile.look("a year to end")


def test_a_meeting_that_is_over_asks_why(person, cast):
    meeting, _cases = meeting_with(cast)
    petra = person("petra")
    petra.go("meeting_minutes", meeting_id=meeting.pk)
    petra.is_at("give_reasons", meeting_id=meeting.pk)
    petra.press("Open the meeting")
    petra.look("no reason")
    petra.choose("Supervision, a complaint or a review of practice")
    petra.press("Open the meeting")
    petra.is_at("meeting_minutes", meeting_id=meeting.pk)
