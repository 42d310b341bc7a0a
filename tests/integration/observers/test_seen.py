"""An observer sees one meeting and nothing else, until it is over, and its minutes say so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import MeetingState, Stage
from meetings.operations.closure import withdraw_case
from meetings.operations.hearing import (
    admit_observer,
    agree_minutes,
    declare,
    end_hearing,
    end_meeting,
    open_meeting,
    record_presence,
)
from sharing import clock
from sharing.models import Membership
from sharing.roles import Role
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, form_token
from tests.integration.observers.helpers import EMAIL, admit, observer, page, take_back
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import text, words_of


def test_home_says_which_meeting_and_when(cast, carys, meeting):
    admit(carys, cast, meeting)
    shown = text(observer().get("/"))
    day = f"{meeting.starts_at:%A} {meeting.starts_at.day} {meeting.starts_at:%B}"
    assert f"You may attend the meeting of {day}, 09:30, Town hall." in shown
    assert "You open no papers." in shown
    assert "Agree to keep the meeting confidential" in shown


def test_home_says_when_the_declaration_opens_and_that_it_was_made(cast, carys):
    planned = meeting_in(cast, state=MeetingState.PLANNED)
    admit(carys, cast, planned)
    assert "That opens with the list of the meeting." in text(observer().get("/"))
    with as_owner(), unit_of_work(cast.actor("carys")):
        planned.state = MeetingState.PUBLISHED
        planned.save()
    client = observer()
    client.post(reverse("declare", args=[planned.pk]), form_token())
    assert newest_event().code == "declaration_made"
    assert "Agree to keep" not in text(client.get("/"))
    assert "Agreed to the declaration." in text(carys.get(page(planned)))


def test_an_observer_opens_that_meeting_and_nothing_else(cast, carys):
    case = case_at(cast, Stage.RESEARCH)
    meeting = case.meeting
    other = meeting_in(cast, days=30, state=MeetingState.PUBLISHED)
    admit(carys, cast, meeting)
    client = observer()
    client.post(reverse("declare", args=[meeting.pk]), form_token())
    for name in ("meeting", "meeting_opening"):
        shown = client.get(reverse(name, args=[meeting.pk]))
        assert shown.status_code == 200
        assert case.reference not in text(shown) and "Tarn" not in text(shown)
        assert client.get(reverse(name, args=[other.pk])).status_code == 404
    assert client.get(page(meeting)).status_code == 403
    assert str(other.pk) not in text(client.get(reverse("meetings")))
    for name in ("case", "case_research", "minutes", "hearing"):
        assert client.get(reverse(name, args=[case.pk])).status_code in (403, 404)
    for name in ("find", "actions", "research", "case_list", "action_sheet"):
        given = [meeting.pk] if name in ("case_list", "action_sheet") else []
        assert client.get(reverse(name, args=given)).status_code == 403


def test_an_observer_is_told_that_they_see_no_cases_and_no_number_that_is_not_true(cast, carys):
    case = case_at(cast, Stage.HEARING)
    meeting = case.meeting
    admit(carys, cast, meeting)
    client = observer()
    no_cases = "Your role sees when and where it is, and no cases."
    opening = reverse("meeting_opening", args=[meeting.pk])
    assert no_cases in text(client.get(opening))
    client.post(reverse("declare", args=[meeting.pk]), form_token())
    shown = text(client.get(opening))
    assert no_cases in shown
    assert "Open from earlier meetings" not in shown and "Running order" not in shown
    minutes = text(client.get(reverse("meeting_minutes", args=[meeting.pk])))
    assert "Your role reads no minutes" in minutes
    assert "0 cases" not in minutes and "heard yet" not in minutes
    assert "The meeting that you may attend" in text(client.get(reverse("meetings")))
    home = text(client.get("/"))
    assert "See the meeting" in home and "Open the meeting" not in home


def test_it_ends_with_the_meeting(cast, carys):
    case = case_at(cast, Stage.RESEARCH)
    meeting = case.meeting
    admit(carys, cast, meeting)
    client = observer()
    do(cast, "carys", open_meeting, meeting_id=meeting.pk, sure=True)
    assert client.get(reverse("meeting", args=[meeting.pk])).status_code == 200
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="Moved away.")
    do(cast, "carys", end_meeting, meeting_id=meeting.pk)
    for name in ("meeting", "meeting_opening", "meeting_minutes"):
        assert client.get(reverse(name, args=[meeting.pk])).status_code == 404
    assert "The meeting that you were invited to is over." in text(client.get("/"))
    calendar = text(client.get(reverse("meetings")))
    assert str(meeting.pk) not in calendar and "No meeting is planned" not in calendar
    assert "The meeting that you were invited to is over." in calendar
    # It was held before its day: the membership does not outlast it.
    assert Membership.objects.get(role=Role.OBSERVER).ends_on == clock.today()
    shown = text(carys.get(page(meeting)))
    assert "Over" in shown
    assert "Take it back" not in shown and "Admit an observer" not in shown
    with pytest.raises(RuleBroken, match="This meeting is over"):
        do(
            cast, "carys", admit_observer,
            meeting_id=meeting.pk, name="Sol", email=EMAIL, why="To learn",
            agency_id=cast.agency("housing").pk,
        )  # fmt: skip
    with clock.set_to(clock.now() + timedelta(days=1)):
        assert observer().get("/").status_code == 403


# In the minutes.


def test_minutes_say_who_observed_the_meeting(cast, carys):
    case = case_at(cast, Stage.HEARING)
    meeting = case.meeting
    do(cast, "carys", declare, meeting_id=meeting.pk)
    admit(carys, cast, meeting)
    take_back(carys, meeting)
    admit(carys, cast, meeting)
    done = admit(carys, cast, meeting, name="Never Came", email="never@college.example")
    carys.get(done.url)
    observer().post(reverse("declare", args=[meeting.pk]), form_token())
    do(
        cast,
        "carys",
        end_hearing,
        case_id=case.pk,
        gap_reason="Under way.",
        untold_reason="No safe way.",
    )
    words = "Observed the meeting: Sol Reach (Housing)."
    shown = words_of(carys.get(reverse("minutes", args=[case.pk])))
    assert words in shown and "Never Came" not in shown
    # In the copy that is frozen too.
    do(cast, "carys", end_meeting, meeting_id=meeting.pk)
    police = {cast.agency("police").pk: ("present", "Petra Example")}
    do(cast, "carys", record_presence, meeting_id=meeting.pk, presences=police)
    do(cast, "chidi", agree_minutes, meeting_id=meeting.pk)
    petra = signed_in_client(cast, "petra")
    assert words in words_of(petra.get(reverse("minutes", args=[case.pk])))


def test_minutes_of_a_meeting_that_nobody_observed_say_nothing_of_it(cast, carys):
    case = case_at(cast, Stage.HEARD)
    assert "Observed" not in text(carys.get(reverse("minutes", args=[case.pk])))
