"""An action is recorded in one line."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import MeetingState, Stage
from meetings.operations.actions import record_action
from sharing import clock
from sharing.models import KeptForm, Party, Scope
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, form_token, look
from tests.integration.actions.helpers import HTMX, actions_of, values, way
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import codes, events


def test_it_works(cast, case):
    client = signed_in_client(cast, "carys")
    line = "police lend an alarm for tara in 2 days petra ford"
    response = client.post(way(case), form_token() | {"line": line})
    assert response.status_code == 302
    assert response["Location"].endswith(f"/cases/{case.pk}/#line")
    (action,) = actions_of(cast, case)
    assert (action.agency.kind, action.what, action.for_whom) == (
        "police",
        "Lend an alarm",
        "victim",
    )
    assert (action.party.given_name, action.owner) == ("Tara", "Petra Ford")
    assert action.due_on == clock.today() + timedelta(days=2)
    assert (action.position, action.meeting_id) == (1, case.meeting_id)


def test_with_htmx_the_plan_comes_back_and_the_line_is_empty(cast, case):
    client = signed_in_client(cast, "carys")
    line = "police lend an alarm for victim fri"
    response = client.post(way(case), form_token() | {"line": line}, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page and "<main" not in page
    assert "Lend an alarm" in page and "Actions so far: 1" in page and "1 action" in page
    assert 'name="line" type="text"' in page and 'value=""' in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_pasted_into_the_line_is_neither_cut_nor_lost(cast, case, headers):
    client = signed_in_client(cast, "carys")
    page = client.get(reverse("hearing", args=[case.pk])).content.decode()
    assert 'name="line"' in page and "maxlength" not in page
    pasted = "police visit for victim " + "x" * 9976
    response = client.post(way(case), form_token() | {"line": pasted}, headers=headers)
    page = response.content.decode()
    says = "“Action, in one line” must be 600 characters or fewer. It has 10,000."
    assert says in page or says.replace("10,000", "10000") in page
    assert f'value="{pasted}"' in page
    assert actions_of(cast, case) == []


def test_the_agency_of_an_action_reads_the_whole_case(cast, case):
    acute = cast.agency("acute").pk
    in_the_room(cast, case.meeting, "hal")
    client = signed_in_client(cast, "hal")
    page = reverse("hearing", args=[case.pk])
    assert client.get(page).status_code == 404
    do(cast, "carys", record_action, **values(cast, case, agency_id=acute))
    assert acute in look(cast, lambda: Scope.objects.get(pk=case.pk)).full_circulation
    assert client.get(page).status_code == 200


def test_the_fields_alone_are_enough(cast, case):
    client = signed_in_client(cast, "carys")
    alder = look(cast, lambda: Party.objects.get(scope=case.pk, role="child"))
    sent = {
        "agency_id": str(cast.agency("children").pk),
        "for_whom": str(alder.pk),
        "what": "Strategy discussion",
        "due_on": "in 3 days",
        "owner": "Maya Brook",
    }
    assert client.post(way(case), form_token() | sent).status_code == 302
    (action,) = actions_of(cast, case)
    assert (action.agency.kind, action.for_whom, action.party_id) == ("children", "child", alder.pk)
    assert (action.owner, action.due_on) == ("Maya Brook", clock.today() + timedelta(days=3))


def test_an_action_for_somebody_else_at_risk(cast, case):
    with unit_of_work(cast.actor("carys")):
        aunt = Party.objects.create(scope_id=case.pk, role="at_risk", given_name="Brooke")
    client = signed_in_client(cast, "carys")
    sent = {"line": "police warn her", "for_whom": str(aunt.pk)}
    assert client.post(way(case), form_token() | sent).status_code == 302
    (action,) = actions_of(cast, case)
    assert (action.for_whom, action.party_id) == ("other", aunt.pk)


def test_it_keeps_what_was_typed(cast, case):
    client = signed_in_client(cast, "carys")
    sent = {"line": "somebody does something", "owner": "Kit"}
    for headers in (None, HTMX):
        response = client.post(way(case), form_token() | sent, headers=headers)
        page = response.content.decode()
        assert response.status_code == 422
        assert 'value="somebody does something"' in page and 'value="Kit"' in page
        assert "Choose the agency" in page and "Say for whom it is" in page
        # What was read stands in the fields: only what is wrong is typed again.
        assert 'value="Somebody does something"' in page
    assert actions_of(cast, case) == []


def test_an_empty_form_says_what_is_missing(cast, case):
    response = signed_in_client(cast, "carys").post(way(case), form_token() | {"due_on": "soon"})
    page = response.content.decode()
    for words in ("Choose the agency", "Say what is to be done", "Say for whom", "Say when"):
        assert words in page
    assert 'value="soon"' in page


def test_the_line_is_read_while_it_is_typed(cast, case):
    client = signed_in_client(cast, "carys")
    before = len(events())
    read = reverse("read_line", args=[case.pk])
    response = client.post(read, {"line": "csc meet for alder", "form_token": ""}, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="Meet"' in page
    agency = cast.agency("children").pk
    assert f'<option value="{agency}" selected>' in page
    assert "csc" not in page.replace("csc meet for alder", "")
    # The names of the case stand in the answer: that is a look, and no change.
    assert [one.code for one in events()[before:]] == ["hearing_seen"]
    assert events()[-1].cases == [case.pk]
    assert actions_of(cast, case) == []
    assert client.get(read).status_code == 405


def test_a_line_that_is_read_after_the_session_leads_nowhere_and_waits_nowhere(
    cast, case, settings
):
    client = signed_in_client(cast, "carys")
    read = reverse("read_line", args=[case.pk])
    settings.LONGEST_SESSION = timedelta()
    before = codes()
    headers = HTMX | {"X-Background": "1"}
    response = client.post(read, form_token() | {"line": "police visit"}, headers=headers)
    assert (response.status_code, response.content) == (401, b"")
    with as_owner():
        assert not KeptForm.objects.exists()
    assert codes() == before


def test_whoever_could_not_record_it_has_no_line_read(cast, case):
    in_the_room(cast, case.meeting, "petra")
    read = reverse("read_line", args=[case.pk])
    assert signed_in_client(cast, "petra").post(read, {"line": "x"}).status_code == 403
    assert signed_in_client(cast, "hal").post(read, {"line": "x"}).status_code == 403
    assert signed_in_client(cast, "nia").post(read, {"line": "x"}).status_code == 404


def test_no_line_is_read_before_the_declaration(cast):
    case = case_at(cast, Stage.HEARING)
    read = reverse("read_line", args=[case.pk])
    response = signed_in_client(cast, "carys").post(read, {"line": "x for alder"}, headers=HTMX)
    assert response.status_code == 403
    assert "Tara" not in response.content.decode()
    assert (events()[-1].code, events()[-1].reason) == ("hearing_seen", "not_declared")


@pytest.mark.parametrize("stage", [Stage.RESEARCH, Stage.ACTIONS])
def test_no_line_is_read_where_no_action_is_recorded(cast, stage):
    case = case_at(cast, stage, meeting=meeting_in(cast, state=MeetingState.PUBLISHED))
    read = reverse("read_line", args=[case.pk])
    client = signed_in_client(cast, "chidi")
    if stage is Stage.RESEARCH:
        in_the_room(cast, case.meeting, "chidi")
    response = client.post(read, {"line": "x for alder"}, headers=HTMX)
    assert response.status_code == 404
    assert "Tara" not in response.content.decode()
    assert (events()[-1].code, events()[-1].reason) == ("hearing_seen", "nothing_there")


def test_what_is_corrected_below_the_line_wins(cast, case):
    client = signed_in_client(cast, "carys")
    line = "police meet for alder fri"
    corrected = {"line": line, "read_from": line, "agency_id": str(cast.agency("children").pk)}
    assert client.post(way(case), form_token() | corrected).status_code == 302
    (action,) = actions_of(cast, case)
    assert (action.agency.kind, action.for_whom) == ("children", "child")


def sent_again(page, **changes):
    """What a browser sends of the line that came back, with these changes."""
    form = page.context["line"]
    fields = ("line", "read_from", "agency_id", "what", "for_whom", "due_on", "owner")
    return form_token() | {name: form[name].value() or "" for name in fields} | changes


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_line_typed_over_one_that_failed_is_read_alone(cast, case, headers):
    client = signed_in_client(cast, "chidi")
    page = client.post(way(case), form_token() | {"line": "stale words"}, headers=headers)
    assert page.status_code == 422
    page = client.post(way(case), sent_again(page, line="police"), headers=headers)
    assert page.status_code == 422
    day = clock.today() + timedelta(days=30)
    line = f"housing fit a plate for victim {day.day}/{day.month} jo marsh"
    client.post(way(case), sent_again(page, line=line), headers=headers)
    (action,) = actions_of(cast, case)
    assert (action.agency.kind, action.what) == ("housing", "Fit a plate")
    assert action.due_on == day
    assert action.owner.lower() == "jo marsh"


def test_a_line_that_changes_what_was_corrected_asks_which(cast, case):
    client = signed_in_client(cast, "chidi")
    children = str(cast.agency("children").pk)
    page = client.post(way(case), form_token() | {"line": "visit her soon", "agency_id": children})
    line = "police visit for victim fri"
    page = client.post(way(case), sent_again(page, line=line))
    assert page.status_code == 422
    assert "The line says this now. Is it right?" in page.content.decode()
    assert client.post(way(case), sent_again(page)).status_code == 302
    (action,) = actions_of(cast, case)
    assert action.agency.kind == "police"


@pytest.mark.parametrize("said", ["29/2/2025", "31/11"])
def test_a_day_that_there_is_not_is_told_by_its_field(cast, case, said):
    client = signed_in_client(cast, "chidi")
    page = client.post(way(case), form_token() | {"line": f"police call for child {said}"})
    assert page.status_code == 422
    assert f"“{said}” is not a date" in page.content.decode()
    assert page.context["line"]["line"].value() == f"police call for child {said}"


@pytest.mark.parametrize("said", ["yesterday", "1/1/26"])
def test_a_day_that_is_over_is_told_by_its_field(cast, case, said):
    client = signed_in_client(cast, "chidi")
    page = client.post(way(case), form_token() | {"line": f"police call for child {said}"})
    assert page.status_code == 422
    assert "The due date cannot be in the past" in page.content.decode()
    assert actions_of(cast, case) == []


@pytest.mark.parametrize(
    ("said", "headers", "is_read"),
    [
        ("2.15", {}, False),
        ("31 nov", {}, True),
        ("asap", HTMX, True),
        ("whenever", HTMX, False),
        ("tomorrow at 10", {}, True),
    ],
)
def test_a_typed_date_that_is_none_is_told_by_its_field(cast, case, headers, said, is_read):
    client = signed_in_client(cast, "chidi")
    line = "housing keep a room for victim"
    more = {"line": line, "due_on": said, "read_from": line if is_read else ""}
    page = client.post(way(case), form_token() | more, headers=headers)
    assert page.status_code == 422
    assert f"“{said}” is not a date" in page.content.decode()
    form = page.context["line"]
    assert (form["line"].value(), form["due_on"].value()) == (line, said)
    # Sent again as it is, it is refused again.
    again = client.post(way(case), sent_again(page), headers=headers)
    assert (again.status_code, actions_of(cast, case)) == (422, [])
    client.post(way(case), sent_again(page, due_on="today"), headers=headers)
    (action,) = actions_of(cast, case)
    assert (action.what, action.due_on) == ("Keep a room", clock.today())


@pytest.mark.parametrize("written", ["%d.%m", "%d.%m.%y", "%Y-%m-%d", "%d-%m-%Y", "%d %b %y"])
def test_a_typed_date_is_understood_as_people_write_it(cast, case, written):
    client = signed_in_client(cast, "chidi")
    day = clock.today() + timedelta(days=9)
    line = "housing keep a room for victim"
    more = {"line": line, "due_on": day.strftime(written), "read_from": line}
    assert client.post(way(case), form_token() | more).status_code == 302
    (action,) = actions_of(cast, case)
    assert action.due_on == day


def test_a_date_on_another_day_of_the_week_is_told(cast, case):
    client = signed_in_client(cast, "chidi")
    day = clock.today() + timedelta(days=9)
    said = f"{day - timedelta(days=1):%a} {day.day}/{day.month}"
    page = client.post(way(case), form_token() | {"line": f"housing call for victim {said}"})
    assert page.status_code == 422
    words = f"“{said}”: {day.day} {day:%B} {day.year} is a {day:%A}. Say when"
    assert words in page.content.decode()


def test_a_line_that_says_no_date_asks_for_one_and_keeps_its_words(cast, case):
    client = signed_in_client(cast, "chidi")
    page = client.post(way(case), form_token() | {"line": "housing find a room for victim asap"})
    assert page.status_code == 422
    assert "“asap” is not a date" in page.content.decode()
    assert page.context["line"]["due_on"].value() == "asap"
    client.post(way(case), sent_again(page, due_on="tomorrow"))
    (action,) = actions_of(cast, case)
    assert action.what == "Find a room for victim asap"
    assert action.due_on == clock.today() + timedelta(days=1)


def test_a_day_just_past_is_not_taken_for_one_of_next_year(cast, case):
    client = signed_in_client(cast, "chidi")
    day = clock.today() - timedelta(days=1)
    line = f"housing call for victim {day.day} {day:%b}"
    page = client.post(way(case), form_token() | {"line": line})
    assert page.status_code == 422
    assert "The due date cannot be in the past" in page.content.decode()


@pytest.mark.parametrize(
    ("part", "words"), [("due_on", "Say when"), ("agency_id", "Choose the agency"), ("owner", "")]
)
def test_what_was_emptied_below_the_line_stays_empty(cast, case, part, words):
    client = signed_in_client(cast, "chidi")
    line = "police visit for victim fri petra ford"
    read = reverse("read_line", args=[case.pk])
    page = client.post(read, {"line": line}, headers=HTMX)
    page = client.post(read, sent_again(page, **{part: ""}), headers=HTMX)
    assert not page.context["line"][part].value()
    page = client.post(way(case), sent_again(page))
    assert page.status_code == (422 if words else 302)
    if words:
        assert words in page.content.decode() and not page.context["line"][part].value()
    else:
        assert [one.owner for one in actions_of(cast, case)] == [""]


def test_a_double_post_does_it_once(cast, case):
    client = signed_in_client(cast, "carys")
    sent = form_token() | {"line": "police visit for victim"}
    first, second = client.post(way(case), sent), client.post(way(case), sent)
    assert first["Location"] == second["Location"]
    assert len(actions_of(cast, case)) == 1


def test_the_page_of_the_line_is_that_of_the_case(cast, case):
    page = signed_in_client(cast, "carys").get(way(case)).content.decode()
    assert "Action, in one line" in page
