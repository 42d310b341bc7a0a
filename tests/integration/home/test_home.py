"""Home opens for everybody, and shows what may be seen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import Case, Meeting, Stage
from sharing import clock
from sharing.models import Membership
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import every, wall_off
from tests.integration.home.helpers import late_action, seen
from tests.memory import told_once
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event


def test_it_works(cast):
    meeting = meeting_in(cast, state="published")
    waiting = case_at(cast, Stage.TRIAGE, name="Hedda")
    case_at(cast, Stage.RESEARCH, meeting=meeting, name="Vera")
    heard = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5))
    late_action(cast, heard, what="Panel on Tuesday.")
    page = seen(cast, "carys")
    assert f"Decide on {waiting.reference}" in page
    assert "Waiting for triage: 1" in page
    assert "Chase Children’s social care" in page
    assert "No victim’s wishes yet for" in page
    assert "1 action is overdue" in page
    assert "Overdue actions: 1 of 2 open" in page
    assert "Panel on Tuesday." in page
    assert "0 of 6 answers in" in page
    assert "Tarn" not in page


def test_it_rejects_post(cast):
    assert signed_in_client(cast, "carys").post("/").status_code == 405


def test_it_records_event(cast):
    case = case_at(cast, Stage.TRIAGE)
    seen(cast, "carys")
    event = newest_event()
    assert (event.code, event.cases) == ("home_seen", [case.pk])


def test_it_asks_strangers_to_sign_in(cast):
    assert signed_in_client(cast, "nobody").get("/").status_code == 302


def test_an_empty_area_says_what_brings_something(cast):
    page = seen(cast, "carys")
    assert "No meeting is planned." in page
    assert "Plan the meetings" in page and "/meetings/plan/" in page
    assert "Nothing is waiting." in page
    assert "None is late." in page


def test_an_area_with_a_meeting_to_come_and_an_idva_service_has_nothing_to_begin_with(cast):
    meeting_in(cast, days=30)
    page = seen(cast, "carys")
    assert "Plan the meetings" not in page and "No IDVA service" not in page
    assert "Nothing is due." in page


def test_an_area_without_an_idva_service_says_so(cast):
    with as_owner(), unit_of_work(cast.actor("alex")):
        service = cast.agency("idva")
        service.kind = "other"
        service.save()
    assert "No IDVA service in this area" in seen(cast, "carys")


def test_a_case_behind_a_wall_is_nowhere(cast):
    meeting = meeting_in(cast, state="published")
    case = case_at(cast, Stage.RESEARCH, meeting=meeting)
    heard = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5))
    late_action(cast, heard)
    triage = case_at(cast, Stage.TRIAGE, name="Hedda")
    for one in (case, heard, triage):
        wall_off(cast, one, "chidi")
    page = seen(cast, "chidi")
    for one in (case, heard, triage):
        assert one.reference not in page
    assert "Waiting for triage: 0" in page
    assert "Overdue actions: 0 of 0 open" in page
    assert newest_event().cases == []


def test_as_what_else_one_may_act_is_shown(cast):
    with as_owner(), unit_of_work(cast.actor("carys")):
        other = Membership.objects.create(
            user=cast.user("petra"),
            agency=cast.agency("housing"),
            role=Role.REPRESENTATIVE,
            starts_on=clock.today(),
        )
    client = signed_in_client(cast, "petra", membership=cast.memberships["petra"])
    page = client.get("/").content.decode()
    assert "You also act as" in page
    assert "Representative, Housing, Larkmere" in page
    assert other.pk != cast.memberships["petra"].pk


@told_once
def fill(cast, times):
    meeting = Meeting.objects.filter(state="published").first() or meeting_in(
        cast, state="published"
    )
    held = Meeting.objects.exclude(pk=meeting.pk).first() or meeting_in(cast, days=-5)
    with unit_of_work(cast.actor("carys")):
        start = every(Case).count()
    for number in range(start, start + times):
        case_at(cast, Stage.TRIAGE, name=f"Hedda{number}")
        case_at(cast, Stage.RESEARCH, meeting=meeting, name=f"Vera{number}", position=number + 1)
        late_action(
            cast,
            case_at(cast, Stage.ACTIONS, meeting=held, name=f"Tara{number}", position=number + 1),
        )
        case_at(cast, Stage.RESEARCH, meeting=held, name=f"Beck{number}", position=number + 101)


@pytest.mark.parametrize("name", ["carys", "ines", "petra", "wren", "odile"])
def test_ten_times_the_rows_take_no_more_queries(cast, name):
    client = signed_in_client(cast, name)
    counts = []
    for times in (1, 9):
        fill(cast, times)
        client.get("/")  # while rows are laid down the session may grow old: seen again here
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 25
