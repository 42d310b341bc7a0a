"""Conflicts of interest, on the pages of a meeting and their own."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import MeetingState, Stage
from sharing import clock
from sharing.models import Conflict
from sharing.operations.conflicts import end_conflict
from sharing.reasons import Reason
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import declare_wall, do, every, form_token, look
from tests.integration.hearing.helpers import page_of
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import codes, events
from tests.visits import words_of


def test_without_a_wall_it_says_so(cast):
    case = case_at(cast, Stage.RESEARCH)
    page = words_of(signed_in_client(cast, "odile").get(reverse("conflicts", args=[case.pk])))
    assert "Nobody is walled off" in page and "For them nothing is there" not in page


def test_it_refuses_conflict(cast, heard_now):
    in_the_room(cast, heard_now.meeting, "rowan")
    client = signed_in_client(cast, "rowan")
    assert client.get(page_of(heard_now)).status_code == 200
    declare_wall(cast, heard_now, "rowan", kind="declared", by="carys")
    assert client.get(page_of(heard_now)).status_code == 404
    opening = client.get(reverse("meeting_opening", args=[heard_now.meeting_id])).content.decode()
    assert heard_now.reference not in opening
    page = signed_in_client(cast, "carys").get(page_of(heard_now)).content.decode()
    assert "1 person, conflict of interest." in page and "Rowan" not in page


def test_a_silent_wall_is_no_number(cast, heard_now):
    declare_wall(cast, heard_now, "rowan")
    page = signed_in_client(cast, "carys").get(page_of(heard_now)).content.decode()
    assert "0 people, conflict of interest." in page


@pytest.mark.parametrize("name", ["carys", "chidi"])
def test_whoever_is_walled_off_sees_no_gap_in_the_numbers(cast, name):
    meeting = meeting_in(cast, state=MeetingState.RUNNING)
    first, second, third = (
        case_at(cast, Stage.RESEARCH, meeting=meeting, name=given, position=place)
        for place, given in enumerate(("Anna", "Bella", "Cora"), 1)
    )
    in_the_room(cast, meeting, name)
    declare_wall(cast, second, name, by="chidi" if name == "carys" else "carys")
    client = signed_in_client(cast, name)
    order = client.get(reverse("meeting_opening", args=[meeting.pk])).content.decode()
    assert second.reference not in order
    assert re.findall(r'app-order__no">(\d*)<', order) == ["1", "2"]
    for number, case in enumerate((first, third), 1):
        assert f"{number} of 2." in client.get(page_of(case)).content.decode()
        page = client.get(reverse("case", args=[case.pk])).content.decode()
        assert re.findall(r"number (\d)", page) == [str(number)]


def test_a_wall_is_put_up_and_taken_down(cast, heard_now):
    client = signed_in_client(cast, "carys")
    way = reverse("conflicts", args=[heard_now.pk])
    assert "Nobody is walled off" in client.get(way).content.decode()
    assert client.post(way, form_token()).status_code == 422
    sent = {"user_id": str(cast.user("rowan").pk), "kind": "declared", "reason": "A cousin."}
    assert client.post(way, form_token() | sent).status_code == 302
    assert "wall_put_up" in codes()
    response = client.post(way, form_token() | sent)
    assert "This person has no access already." in response.content.decode()
    page = client.get(way).content.decode()
    assert "Rowan Example" in page and "A cousin." in page
    assert events()[-1].code == "conflicts_seen"
    (one,) = look(cast, lambda: list(every(Conflict).all()))
    end = reverse("end_conflict", args=[heard_now.pk, one.pk])
    assert "Rowan Example has no access since" in client.get(end).content.decode()
    assert client.post(end, form_token()).status_code == 302
    assert client.post(end, form_token()).status_code == 302  # it has ended: nothing more to do
    assert codes().count("wall_taken_down") == 2
    assert "Taken down" in client.get(way).content.decode()
    in_the_room(cast, heard_now.meeting, "rowan")
    assert signed_in_client(cast, "rowan").get(page_of(heard_now)).status_code == 200


def test_only_who_works_here_now_is_offered(cast, heard_now):
    with as_owner(), unit_of_work(cast.actor("carys")):
        gone = cast.memberships["hal"]
        gone.ends_on = clock.today() - timedelta(days=1)
        gone.save()
    page = signed_in_client(cast, "carys").get(reverse("conflicts", args=[heard_now.pk]))
    assert "Rowan Example, Housing" in page.content.decode()
    assert "Hal Example" not in page.content.decode()
    assert "Nia Example" not in page.content.decode()


def test_a_wall_of_another_case_is_not_there(cast, heard_now):
    other = case_at(cast, Stage.TRIAGE)
    one = declare_wall(cast, other, "rowan", kind="declared", by="carys")
    with pytest.raises(Refused) as refused:
        do(cast, "carys", end_conflict, case_id=heard_now.pk, conflict_id=one.pk)
    assert refused.value.reason is Reason.NOTHING_THERE
    carys = signed_in_client(cast, "carys")
    for case, conflict in ((heard_now, one.pk), (other, uuid4())):
        assert carys.get(reverse("end_conflict", args=[case.pk, conflict])).status_code == 404


def test_a_wall_is_for_somebody_of_the_area(cast, heard_now):
    with pytest.raises(RuleBroken, match="of this area"):
        declare_wall(cast, heard_now, "nia", kind="declared", by="carys")


def test_the_lead_reads_the_walls_and_changes_none(cast, heard_now):
    declare_wall(cast, heard_now, "rowan", kind="declared", by="carys")
    client = signed_in_client(cast, "odile")
    way = reverse("conflicts", args=[heard_now.pk])
    page = client.get(way).content.decode()
    assert "Rowan Example" in page and "Put up a wall" not in page
    (one,) = look(cast, lambda: list(every(Conflict).all()))
    end = reverse("end_conflict", args=[heard_now.pk, one.pk])
    assert client.get(end).status_code == 403
    assert (events()[-1].outcome, events()[-1].reason) == ("refused", "not_in_role")
    assert client.post(end, form_token()).status_code == 403


@pytest.mark.parametrize(("name", "status"), [("petra", 403), ("hal", 403), ("nia", 404)])
def test_others_do_not_read_the_walls(cast, heard_now, name, status):
    way = reverse("conflicts", args=[heard_now.pk])
    assert signed_in_client(cast, name).get(way).status_code == status


def test_whoever_has_a_conflict_puts_up_their_own_wall(cast, heard_now):
    declare_wall(cast, heard_now, "carys", kind="declared", by="carys")
    assert signed_in_client(cast, "carys").get(page_of(heard_now)).status_code == 404
