"""What a meeting found of telling the victim stands where the case goes on to another meeting."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Hearing, OutcomePlan
from meetings.operations.hearing import begin_hearing, open_meeting
from meetings.operations.listing import defer_case
from meetings.operations.referral import plan_outcome
from meetings.queries.groups import Group
from sharing import clock
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.doing import do, every
from tests.integration.hearing.test_no_safe_way import (
    CONFIRM,
    REASON,
    end,
    safe,
    unsafe,
    url,
    waits_as,
)
from tests.integration.hearing.test_outcome import GAP, minutes_of, way_of
from tests.memory import memory
from tests.signing_in import signed_in_client
from tests.story import in_the_room, meeting_in
from tests.visits import send, words_of

__all__ = ["unsafe"]  # a fixture
STANDS = "An earlier meeting said why. It stands, unless you change it."


@pytest.fixture(autouse=True)
def before_they_meet():
    """The later meeting is today at half past nine."""
    midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    with memory.while_the_clock_stands(midnight + timedelta(hours=9)):
        yield


@pytest.fixture
def moved_on(cast, unsafe):
    goes_on(cast, unsafe)
    return unsafe


def goes_on(cast, case):
    later = meeting_in(cast, days=0, state="published")
    do(cast, "chidi", defer_case, case_id=case.pk, to_meeting_id=later.pk, reason="Bring more.")


def is_heard(cast, case):
    """It is being heard at the meeting to which it went, with Chidi and Carys in the room."""
    with unit_of_work(cast.actor("chidi")):
        meeting = type(case).objects.select_related("meeting").get(pk=case.pk).meeting
    do(cast, "chidi", open_meeting, meeting_id=meeting.pk)
    in_the_room(cast, meeting, "chidi", "carys")
    do(cast, "chidi", begin_hearing, case_id=case.pk)


def test_it_works(cast, moved_on):
    ines = signed_in_client(cast, "ines")
    page = words_of(ines.get(url("advocate", moved_on)))
    assert "Nobody can safely tell the victim yet" in page and REASON in page
    assert "It should be agreed before the meeting." not in page and CONFIRM in page
    with pytest.raises(RuleBroken, match="Read why the meeting found"):
        do(cast, "ines", plan_outcome, case_id=moved_on.pk, **safe())
    do(cast, "ines", plan_outcome, case_id=moved_on.pk, **safe(safe_now=True))
    page = words_of(ines.get(url("advocate", moved_on)))
    assert "Nobody can safely" not in page and "At school" in page


def test_no_list_loses_it_or_asks_for_contact_until_a_way_is_safe(cast, moved_on):
    ines = signed_in_client(cast, "ines")
    asks = f"Reach the victim of {moved_on.reference}"
    assert waits_as(cast, moved_on) == [Group.NO_SAFE_WAY]
    home = words_of(ines.get(reverse("home")))
    assert "No safe way to tell: 1" in home and asks not in home
    assert moved_on.reference not in words_of(ines.get(reverse("cases"), {"show": "not_reached"}))
    do(cast, "ines", plan_outcome, case_id=moved_on.pk, **safe(safe_now=True))
    assert waits_as(cast, moved_on) == []
    assert asks in words_of(ines.get(reverse("home")))


def test_a_way_that_is_found_while_it_is_heard_again_is_alone_in_the_minutes(cast, moved_on):
    is_heard(cast, moved_on)
    do(cast, "ines", plan_outcome, case_id=moved_on.pk, **safe(safe_now=True))
    chidi = signed_in_client(cast, "chidi")
    assert send(chidi, way_of(moved_on), **GAP, untold_reason=REASON).status_code == 302
    said = minutes_of(cast, moved_on)
    assert "At school" in str(said["outcome"]) and not said["untold_reason"]


def test_the_next_meeting_begins_with_it(cast, moved_on):
    is_heard(cast, moved_on)
    chidi = signed_in_client(cast, "chidi")
    page = chidi.get(way_of(moved_on))
    assert STANDS in words_of(page) and REASON in words_of(page)
    assert send(chidi, way_of(moved_on), **GAP, untold_reason=REASON).status_code == 302
    assert waits_as(cast, moved_on) == [Group.NO_SAFE_WAY]
    assert minutes_of(cast, moved_on)["untold_reason"] == REASON


def test_and_may_find_otherwise(cast, moved_on):
    is_heard(cast, moved_on)
    chidi, ines = signed_in_client(cast, "chidi"), signed_in_client(cast, "ines")
    assert REASON in words_of(ines.get(url("advocate", moved_on)))
    end(cast, moved_on, untold_reason="", **safe())
    assert waits_as(cast, moved_on) == [Group.TO_TELL]
    assert REASON not in words_of(chidi.get(url("advocate", moved_on)))
    page = words_of(ines.get(url("plan_outcome", moved_on)))
    assert CONFIRM not in page


def test_a_plan_that_is_safe_since_is_not_overruled_by_it(cast, moved_on):
    by = clock.today() + timedelta(days=20)
    do(cast, "ines", plan_outcome, case_id=moved_on.pk, **safe(by=by, safe_now=True))
    is_heard(cast, moved_on)
    chidi = signed_in_client(cast, "chidi")
    assert REASON not in words_of(chidi.get(way_of(moved_on)))
    assert send(chidi, way_of(moved_on), **GAP, untold_reason="").status_code == 302
    with unit_of_work(cast.actor("chidi")):
        assert not every(OutcomePlan).get(scope_id=moved_on.pk).overruled
        said = every(Hearing).filter(scope_id=moved_on.pk)
        earlier = moved_on.meeting_id  # as the row was before it moved on
        assert said.get(meeting=earlier).untold_reason == REASON
        assert said.exclude(meeting=earlier).get().untold_reason == ""


def test_a_plan_that_was_overruled_is_so_at_the_next_meeting(cast, heard_now):
    do(cast, "ines", plan_outcome, case_id=heard_now.pk, **safe())
    end(cast, heard_now, untold_reason=REASON)
    goes_on(cast, heard_now)
    is_heard(cast, heard_now)
    chidi = signed_in_client(cast, "chidi")
    assert STANDS in words_of(chidi.get(way_of(heard_now)))
    end(cast, heard_now)
    assert waits_as(cast, heard_now) == [Group.NO_SAFE_WAY]
