"""Who came to a meeting."""

from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import Attendance, Presence, Stage
from meetings.operations.hearing import record_presence
from sharing.rules import RuleBroken
from tests.doing import do, form_token, look
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import codes


def presence_of(cast, **presences):
    sent = {}
    for kind, (presence, who) in presences.items():
        agency = cast.agency(kind).pk
        sent |= {f"presence_{agency}": presence, f"who_{agency}": who}
    return sent


def test_it_records_presence(cast, research):
    client = signed_in_client(cast, "carys")
    sent = presence_of(
        cast, police=("present", "Petra Ford"), housing=("sent", ""), idva=("", "nobody")
    )
    way = reverse("record_presence", args=[research.meeting_id])
    assert client.post(way, form_token() | {"version": 1} | sent).status_code == 302
    rows = look(
        cast, lambda: {one.agency.kind: one for one in Attendance.objects.select_related("agency")}
    )
    assert set(rows) == {"police", "housing"}
    assert (rows["police"].presence, rows["police"].who) == (Presence.PRESENT, "Petra Ford")
    assert "presence_recorded" in codes()
    page = client.get(reverse("meeting_opening", args=[research.meeting_id])).content.decode()
    assert "Present: 1 of" in page
    assert "Petra Ford" in page


def test_presence_that_stays_the_same_is_not_written_again(cast, research):
    given = {cast.agency("police").pk: ("present", "Petra Ford")}
    for _again in range(2):
        do(cast, "carys", record_presence, meeting_id=research.meeting_id, presences=given)
    assert look(cast, lambda: Attendance.history.count()) == 1


def test_a_second_editor_sees_both_texts_of_presence(cast, research):
    given = {cast.agency("police").pk: ("present", "Petra Ford")}
    do(cast, "chidi", record_presence, meeting_id=research.meeting_id, presences=given)
    client = signed_in_client(cast, "carys")
    sent = presence_of(cast, police=("absent", "Dev Lock"))
    way = reverse("record_presence", args=[research.meeting_id])
    response = client.post(way, form_token() | {"version": 1} | sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Petra Ford" in page and "Dev Lock" in page
    assert 'name="version" value="2"' in page


def test_presence_is_of_agencies_of_the_area(cast, research):
    with pytest.raises(RuleBroken, match="agencies of this area"):
        do(
            cast,
            "carys",
            record_presence,
            meeting_id=research.meeting_id,
            presences={uuid4(): ("present", "")},
        )


def test_presence_of_agreed_minutes_is_not_changed(cast):
    case = case_at(cast, Stage.ACTIONS)
    with pytest.raises(RuleBroken, match="agreed"):
        do(cast, "carys", record_presence, meeting_id=case.meeting_id, presences={})
