"""Home opens for everybody, and shows what may be seen."""

from meetings.models import Stage
from sharing import clock
from sharing.models import Membership
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.copies import copies_of
from tests.doing import wall_off
from tests.integration.home.helpers import late_action, seen
from tests.queries import made_queries
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


def one_of_each(cast):
    """Lay down a case for each list, an action of which is late."""
    meeting, held = meeting_in(cast, state="published"), meeting_in(cast, days=-5)
    heard = case_at(cast, Stage.ACTIONS, meeting=held, name="Tara")
    late_action(cast, heard)
    return [
        case_at(cast, Stage.TRIAGE, name="Hedda"),
        case_at(cast, Stage.RESEARCH, meeting=meeting, name="Vera"),
        case_at(cast, Stage.RESEARCH, meeting=held, name="Beck", position=2),
        heard,
    ]


def test_ten_times_the_rows_take_no_more_queries(cast):
    def queries_of(name):
        client = signed_in_client(cast, name)
        client.get("/")  # what the first look writes down is no query of the next
        with made_queries() as made:
            assert client.get("/").status_code == 200
        return len(made)

    cases, names = one_of_each(cast), ("carys", "ines", "petra", "wren", "odile")
    for case in cases:
        copies_of(cast, case, 1)
    few = {name: queries_of(name) for name in names}
    for case in cases:
        copies_of(cast, case, 18)
    for name in names:
        assert queries_of(name) <= few[name] <= 25, name
