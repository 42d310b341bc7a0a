"""The trail as a file: on record before the first byte, and without content."""

import csv
import io

import pytest
from django.urls import reverse

from meetings.permissions import LIST_CASES
from sharing.models import AuditEvent
from sharing.queries.details import said_beside
from sharing.queries.trail import export
from sharing.unit import unit_of_work
from sharing.views import trail as views
from tests.conftest import as_owner
from tests.copies import copies_of
from tests.doing import wall_off
from tests.integration.trail.helpers import looked
from tests.signing_in import signed_in_client
from tests.trail import newest_event


def taken(cast, path, name="odile", status=200):
    answer = signed_in_client(cast, name).get(path)
    assert answer.status_code == status
    return answer


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def of_case(case, kind="csv"):
    return reverse(f"case_trail_{kind}", args=[case.pk])


def test_it_works(cast, case):
    found = rows(taken(cast, "/trail/csv/"))
    petra = next(row for row in found if row["What"] == "opened the case")
    assert petra["Who"] in (
        "Hal Example, Acute hospital, Representative",
        "Petra Example, Police, Representative",
    )
    assert {row["Outcome"] for row in found} == {"Allowed", "Refused"}
    assert case.reference in {row["Cases"] for row in found}
    times = [row[column] for row in found for column in ("When (UTC)", "Recorded (UTC)")]
    assert all(time.endswith("+00:00") for time in times)


def test_what_sends_nothing_takes_nothing_out(cast, case):
    for path in ("/trail/csv/", "/trail/pdf/", of_case(case), of_case(case, "pdf")):
        assert signed_in_client(cast, "odile").head(path).status_code == 405
    with as_owner():
        assert not AuditEvent.objects.filter(code__in=["trail_taken", "case_trail_taken"])


def test_it_holds_what_the_page_shows(cast, case):
    path = f"?person={cast.user('petra').pk}&only=changes"
    page = signed_in_client(cast, "odile").get(f"/trail/{path}").context["trail"]
    found = rows(taken(cast, f"/trail/csv/{path}"))
    assert [row["Event"] for row in found] == [str(line.id) for line in page.lines]


@pytest.mark.parametrize("kind", ["csv", "pdf"])
def test_it_records_event_with_the_number(cast, case, kind):
    answer = taken(cast, f"/trail/{kind}/?person={cast.user('petra').pk}")
    event = newest_event()
    assert (event.code, event.outcome) == ("trail_taken", "allowed")
    assert event.cases == [case.pk]
    assert event.recipient_id == cast.agency("marac").pk
    with as_owner():
        beside = said_beside([event.id])[event.id]
    assert beside["events"] >= 2
    if kind == "csv":
        assert beside["events"] == len(rows(answer))


def test_the_trail_of_a_case_is_taken_out_with_its_own_event(cast, case):
    found = rows(taken(cast, of_case(case)))
    assert (newest_event().code, newest_event().cases) == ("case_trail_taken", [case.pk])
    assert "said how an action stands" in {row["What"] for row in found}
    assert "Panel on Tuesday" not in str(found)


@pytest.mark.parametrize("path", ["area", "case"])
def test_a_paper_can_be_made(cast, case, path):
    answer = taken(cast, "/trail/pdf/" if path == "area" else of_case(case, "pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "Example" not in answer["Content-Disposition"]


@pytest.mark.parametrize("name", ["carys", "chidi", "petra", "alex"])
def test_it_refuses_everybody_but_the_lead(cast, case, name):
    taken(cast, "/trail/csv/", name, 403)
    taken(cast, of_case(case), name, 403)


def test_it_refuses_conflict_and_leaves_its_events_out(cast, case):
    wall_off(cast, case, "odile")
    taken(cast, of_case(case), status=404)
    assert case.reference not in taken(cast, "/trail/csv/").content.decode()


@pytest.mark.parametrize("kind", ["csv", "pdf"])
def test_what_is_too_much_for_a_file_is_not_taken(cast, case, kind, monkeypatch):
    monkeypatch.setattr(views.TakeTrail, "most", 2)
    monkeypatch.setattr(views.PrintTrail, "most", 2)
    # Nor is the rest read then.
    monkeypatch.setattr(export, "AT_ONCE", 3)
    answer = taken(cast, f"/trail/{kind}/", status=422)
    assert "at most 2 events" in answer.content.decode()
    with as_owner():
        event = AuditEvent.objects.filter(code="trail_taken").latest("recorded_at")
        assert said_beside([event.id])[event.id]["events"] == 0


def test_many_events_are_read_in_several_steps(cast, case, monkeypatch):
    monkeypatch.setattr(export, "AT_ONCE", 4)
    looked(cast, "petra", case, times=9)
    found = rows(taken(cast, of_case(case)))
    assert len(found) == len({row["Event"] for row in found}) >= 11


def test_a_list_of_many_cases_is_a_number(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        work.note(LIST_CASES.event, cases=[one.pk for one in copies_of(cast, case, 4)])
    found = rows(taken(cast, "/trail/csv/"))
    listed = next(row for row in found if row["What"] == "looked at a list of cases")
    assert (listed["Cases"], listed["Number of cases"]) == ("", "4")
    assert taken(cast, "/trail/pdf/").content.startswith(b"%PDF")
