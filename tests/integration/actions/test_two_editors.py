"""What a colleague entered appears, and is corrected by one at a time."""

from datetime import timedelta
from uuid import uuid4

from django.urls import reverse

from meetings.operations.actions import correct_action, record_action
from sharing import clock
from sharing.models import Scope
from tests.doing import do, form_token, look
from tests.integration.actions.helpers import HTMX, actions_of, values, way
from tests.signing_in import signed_in_client
from tests.story import in_the_room
from tests.trail import events
from tests.visits import words_of


def poll(client, case, page):
    seen = page.split("?seen=")[1].split('"')[0]
    address = reverse("hearing_plan", args=[case.meeting_id, case.pk])
    return client.get(f"{address}?seen={seen}", headers=HTMX | {"X-Background": "1"})


def test_entries_of_the_other_appear(cast, case):
    client = signed_in_client(cast, "chidi")
    page = client.get(reverse("hearing", args=[case.pk])).content.decode()
    before = len(events())
    assert poll(client, case, page).status_code == 204
    assert len(events()) == before
    do(cast, "carys", record_action, **values(cast, case))
    before = len(events())
    response = poll(client, case, page)
    changed = response.content.decode()
    assert response.status_code == 200
    assert "Lend an alarm" in changed and "Carys Example added the last" in changed
    assert 'id="id_line"' not in changed  # what is being typed stays as it is
    assert [event.code for event in events()[before:]] == ["hearing_seen"]
    assert poll(client, case, changed).status_code == 204


def test_what_two_heard_at_once_is_recorded_once(cast, case):
    line = "police lend an alarm for victim petra ford"
    chidi = signed_in_client(cast, "chidi")
    sent = [form_token() | {"line": line}, form_token() | {"line": line.upper()}]
    assert signed_in_client(cast, "carys").post(way(case), sent[0]).status_code == 302
    page = chidi.post(way(case), sent[1], headers=HTMX)
    assert page.status_code == 422
    assert "Carys Example recorded this already at" in words_of(page)
    assert page.context["line"]["line"].value() == line.upper()
    assert len(actions_of(cast, case)) == 1
    more = form_token() | {"line": f"{line.removesuffix(' petra ford')} today"}
    assert chidi.post(way(case), more).status_code == 302
    assert len(actions_of(cast, case)) == 2


def test_a_poll_of_somebody_off_circulation_is_refused(cast, case):
    address = reverse("hearing_plan", args=[case.meeting_id, case.pk])
    assert signed_in_client(cast, "hal").get(address).status_code == 404
    assert signed_in_client(cast, "petra").get(address).status_code == 403
    in_the_room(cast, case.meeting, "petra")
    page = signed_in_client(cast, "petra").get(address).content.decode()
    assert "Read back and agree" not in page and "Correct" not in page


def test_an_action_is_corrected(cast, case):
    action = do(cast, "carys", record_action, **values(cast, case))
    client = signed_in_client(cast, "chidi")
    correct = reverse("correct_action", args=[action.pk])
    page = client.get(correct).content.decode()
    assert 'value="Lend an alarm"' in page
    sent = {
        "version": 1,
        "agency_id": str(cast.agency("acute").pk),
        "for_whom": "perpetrator",
        "what": "Tell the ward",
        "due_on": "in a week",
        "owner": "",
    }
    assert client.post(correct, form_token() | sent).status_code == 302
    (now,) = actions_of(cast, case)
    assert (now.what, now.agency.kind, now.for_whom, now.version) == (
        "Tell the ward",
        "acute",
        "perpetrator",
        2,
    )
    assert now.due_on == clock.today() + timedelta(days=7)
    assert "action_corrected" in [event.code for event in events()]
    assert now.agency_id in look(cast, lambda: Scope.objects.get(pk=case.pk)).full_circulation


def test_a_second_editor_sees_both_texts(cast, case):
    action = do(cast, "carys", record_action, **values(cast, case))
    mine = {name: value for name, value in values(cast, case).items() if name != "case_id"}
    do(cast, "carys", correct_action, action_id=action.pk, version=1, **mine | {"what": "Theirs"})
    client = signed_in_client(cast, "chidi")
    sent = {"version": 1, "agency_id": str(mine["agency_id"]), "for_whom": "victim"}
    sent |= {"what": "Mine", "due_on": "today"}
    response = client.post(reverse("correct_action", args=[action.pk]), form_token() | sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Theirs" in page and "Mine" in page


def test_an_unknown_action_is_not_there(cast, case):
    client = signed_in_client(cast, "carys")
    assert client.get(reverse("correct_action", args=[uuid4()])).status_code == 404
    action = do(cast, "carys", record_action, **values(cast, case))
    in_the_room(cast, case.meeting, "petra")
    other = signed_in_client(cast, "petra")
    assert other.get(reverse("correct_action", args=[action.pk])).status_code == 403
    assert (
        signed_in_client(cast, "nia").get(reverse("correct_action", args=[action.pk])).status_code
        == 404
    )
