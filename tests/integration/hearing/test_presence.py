"""Who came to a meeting."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import Attendance, MeetingState, Presence, Stage
from meetings.operations.hearing import agree_minutes, record_presence
from sharing import clock
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, form_token, look
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import codes
from tests.visits import text


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
    assert "Present: 1 of" in page and "agencies are recorded as present" in page
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


def at_an_earlier_meeting(cast, kind, who, *, days=-5):
    earlier = meeting_in(cast, days=days, state=MeetingState.HELD)
    given = {cast.agency(kind).pk: ("present", who)}
    do(cast, "carys", record_presence, meeting_id=earlier.pk, presences=given)


def fields_of(answer):
    """Return what stands in the fields of the form, by name."""
    form = answer.context["form"]
    return {name: form[name].value() for name in form.fields}


def test_who_is_expected_is_said_and_not_recorded(cast, research):
    at_an_earlier_meeting(cast, "police", "Petra Ford")
    at_an_earlier_meeting(cast, "police", "Dev Lock", days=-20)
    at_an_earlier_meeting(cast, "housing", "Rowan Reed", days=-6)
    in_the_room(cast, research.meeting, "rowan", "ines")
    ended = cast.memberships["ines"]
    with as_owner(), unit_of_work(cast.actor("carys")):
        ended.ends_on = clock.today() - timedelta(days=1)
        ended.save()
    page = signed_in_client(cast, "carys").get(
        reverse("record_presence", args=[research.meeting_id])
    )
    assert "Last time: Petra Ford" in text(page) and "Dev Lock" not in text(page)
    assert "Agreed to the declaration: Rowan Example" in text(page)
    assert "Rowan Reed" not in text(page) and "Ines Example" not in text(page)
    fields = fields_of(page)
    of_the_page = {fields["form_token"], fields["opened_with"], 1}
    assert set(fields.values()) - {None, ""} == of_the_page


def test_all_others_are_set_to_present_and_recorded_by_a_second_press(cast, research):
    at_an_earlier_meeting(cast, "police", "Petra Ford")
    at_an_earlier_meeting(cast, "housing", "Rowan Reed", days=-6)
    client = signed_in_client(cast, "carys")
    way = reverse("record_presence", args=[research.meeting_id])
    typed = presence_of(cast, housing=("apologies", ""), idva=("", "Ines Example"))
    shown = client.post(way, form_token() | {"version": 1, "all": "present"} | typed)
    assert shown.status_code == 200 and "Nothing is recorded yet." in text(shown)
    assert look(cast, lambda: Attendance.objects.filter(meeting=research.meeting_id).count()) == 0
    fields = fields_of(shown) | {"opened_with": ""}
    expected = presence_of(
        cast,
        police=("present", "Petra Ford"),
        housing=("apologies", ""),
        idva=("present", "Ines Example"),
        children=("present", ""),
    )
    assert expected.items() <= fields.items()
    # Police turns out to be away: who was only expected is not kept for it.
    sent = fields | presence_of(cast, police=("absent", "Petra Ford"))
    assert client.post(way, sent).status_code == 302
    rows = look(
        cast,
        lambda: {
            one.agency.kind: (one.presence, one.who)
            for one in Attendance.objects.filter(meeting=research.meeting_id).select_related(
                "agency"
            )
        },
    )
    assert rows["police"] == ("absent", "") and rows["housing"] == ("apologies", "")
    assert rows["idva"] == ("present", "Ines Example") and "" not in {
        one for one, _who in rows.values()
    }


def test_only_keepers_set_all_to_present(cast, research):
    client = signed_in_client(cast, "petra")
    way = reverse("record_presence", args=[research.meeting_id])
    assert client.post(way, form_token() | {"version": 1, "all": "present"}).status_code == 403


def test_presence_is_corrected_from_the_minutes(cast):
    case = case_at(cast, Stage.HEARD)
    client = signed_in_client(cast, "carys")
    minutes = reverse("meeting_minutes", args=[case.meeting_id])
    way = reverse("record_presence", args=[case.meeting_id])
    for page in (minutes, reverse("minutes", args=[case.pk])):
        assert f'href="{way}"' in client.get(page).content.decode()
    sent = form_token() | {"version": 1} | presence_of(cast, police=("present", "Dev Lock"))
    assert client.post(way, sent)["Location"] == minutes
    assert "Police (Dev Lock)" in text(client.get(minutes))
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    for page in (minutes, reverse("minutes", args=[case.pk])):
        assert f'href="{way}"' not in client.get(page).content.decode()
