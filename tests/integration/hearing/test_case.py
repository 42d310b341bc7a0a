"""A case is heard while its meeting runs."""

import re

import pytest
from django.urls import reverse

from meetings.models import CaseStage, Hearing, MeetingState, Referral, Stage
from meetings.operations.hearing import begin_hearing, open_meeting
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.doing import do, form_token, fresh, look
from tests.integration.hearing.helpers import page_of
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import events


def test_it_works(cast, research):
    do(cast, "chidi", open_meeting, meeting_id=research.meeting_id, sure=True)
    in_the_room(cast, research.meeting, "chidi")
    client = signed_in_client(cast, "chidi")
    page = client.get(reverse("hearing", args=[research.pk])).content.decode()
    assert "Hear this case" in page
    assert (
        client.post(reverse("begin_hearing", args=[research.pk]), form_token()).status_code == 302
    )
    hearing = look(cast, lambda: Hearing.objects.get(scope=research.pk))
    assert hearing.presented_by == "Wren Example, Health visiting"
    assert fresh(cast, type(research), research.pk).stage == Stage.HEARING
    page = client.get(page_of(research)).content.decode()
    assert "Time on this case" in page
    assert "He came drunk and asked for the baby." in page
    assert "None yet" in page
    assert "12 Mere Walk" not in page and "3 Hidden Row" not in page
    moves = look(cast, lambda: list(CaseStage.objects.filter(scope=research.pk)))
    assert moves[-1].to_stage == Stage.HEARING


def test_whoever_entered_it_for_a_worker_is_not_named_as_presenting(cast):
    case = case_at(cast, Stage.RESEARCH)
    with unit_of_work(cast.actor("carys")):
        referral = Referral.objects.get(scope=case.pk)
        referral.worker_name = "Wyn Mill"
        referral.save()
    do(cast, "chidi", open_meeting, meeting_id=case.meeting_id, sure=True)
    in_the_room(cast, case.meeting, "chidi")
    assert do(cast, "chidi", begin_hearing, case_id=case.pk).presented_by == (
        "Wyn Mill, Health visiting"
    )


def test_a_case_is_heard_while_its_meeting_runs(cast, research):
    in_the_room(cast, research.meeting, "chidi")
    with pytest.raises(RuleBroken, match="not under way"):
        do(cast, "chidi", begin_hearing, case_id=research.pk)
    page = signed_in_client(cast, "chidi").get(page_of(research)).content.decode()
    assert "Hear this case" not in page


def test_a_representative_follows_and_records_nothing(cast, heard_now):
    in_the_room(cast, heard_now.meeting, "petra")
    client = signed_in_client(cast, "petra")
    page = client.get(page_of(heard_now)).content.decode()
    assert "Tara Tarn" in page
    assert 'id="id_line"' not in page and 'id="record"' not in page
    assert "Stepped out" not in page
    # Numbers of the running order are for whoever keeps the list.
    assert not re.search(r'app-order__no">\s*\d', page)
    for name in ("record_hearing", "end_hearing", "begin_hearing", "record_action"):
        way = reverse(name, args=[heard_now.pk])
        assert client.get(way).status_code == 403
        assert client.post(way, form_token() | {"version": 1}).status_code == 403


def test_a_keeper_sees_the_numbers(cast, heard_now):
    page = signed_in_client(cast, "carys").get(page_of(heard_now)).content.decode()
    assert re.search(r'app-order__no">1<', page)
    assert "Stepped out:" in page


@pytest.mark.parametrize("name", ["hal", "nia"])
def test_it_refuses_off_circulation_and_other_areas(cast, heard_now, name):
    client = signed_in_client(cast, name)
    assert client.get(page_of(heard_now)).status_code == 404
    assert client.get(reverse("record_action", args=[heard_now.pk])).status_code == 404
    assert events()[-1].outcome == "refused"


def test_a_case_is_found_at_its_own_meeting_alone(cast, heard_now):
    other = meeting_in(cast, days=30, state=MeetingState.RUNNING)
    client = signed_in_client(cast, "carys")
    assert client.get(reverse("hearing", args=[other.pk, heard_now.pk])).status_code == 404
    assert client.get(reverse("hearing_plan", args=[other.pk, heard_now.pk])).status_code == 404


def test_it_rejects_post_to_the_page_of_a_case(cast, heard_now):
    assert signed_in_client(cast, "carys").post(page_of(heard_now)).status_code == 405
