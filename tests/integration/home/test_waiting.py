"""Cases that are on no meeting, on the home of their keepers: those that wait for one, and those
whose actions have all ended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import Case, MeetingState, Stage
from meetings.operations.closure import complete_case
from meetings.operations.listing import list_case, take_off_list
from sharing import clock
from tests.copies import copies_of
from tests.doing import change, do, wall_off
from tests.integration.home.helpers import seen
from tests.integration.test_closure import end_actions
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import words_of

TO_LIST = "/cases/?show=to_list"
TO_COMPLETE = "/cases/?show=to_complete"


def accepted(cast, *, days, **more):
    case = case_at(cast, Stage.ACCEPTED, **more)
    change(cast, case, Case, stage_since=clock.now() - timedelta(days=days))
    return case


@pytest.mark.parametrize("name", ["carys", "chidi"])
def test_an_accepted_case_is_put_on_a_meeting_from_home(cast, name):
    case = accepted(cast, days=3)
    day = date_format(clock.today() - timedelta(days=3), "j F Y")
    page = words_of(signed_in_client(cast, name).get(reverse("home")))
    assert "1 accepted case waits for a meeting" in page
    assert f"It is on no list, since {day}." in page
    assert case.pk in newest_event().cases
    way = reverse("list_case", args=[case.pk])
    assert f'href="{way}"' in seen(cast, name)
    coming = meeting_in(cast, days=9)
    do(cast, "carys", list_case, case_id=case.pk, meeting_id=coming.pk)
    assert "waits for a meeting" not in seen(cast, name)
    do(cast, "carys", take_off_list, case_id=case.pk)
    assert "1 accepted case waits for a meeting" in seen(cast, name)


def test_several_are_counted_and_stand_before_all_that_is_cut(cast):
    case = accepted(cast, days=12)
    copies_of(cast, case, 2)
    change(cast, case, Case, stage_since=clock.now() - timedelta(days=20))
    copies_of(cast, case_at(cast, Stage.TRIAGE), 6)
    day = date_format(clock.today() - timedelta(days=20), "j F Y")
    client = signed_in_client(cast, "carys")
    page = words_of(client.get(reverse("home")))
    assert (
        f"3 accepted cases wait for a meeting They are on no list. The oldest waits since {day}."
        in page
    )
    assert page.index("wait for a meeting") < page.index("Decide on")
    assert f'href="{TO_LIST}"' in seen(cast, "carys")
    listed = client.get(TO_LIST).content.decode()
    assert listed.count("Put on a meeting<") == 3
    assert reverse("list_case", args=[case.pk]) in listed
    assert listed.index(case.reference) == min(
        listed.index(one.case.reference) for one in client.get(TO_LIST).context["list"].rows
    )


def test_they_are_due_when_the_list_of_the_next_meeting_goes_out(cast):
    accepted(cast, days=0)
    meeting_in(cast, days=5, state=MeetingState.PUBLISHED)
    coming = meeting_in(cast, days=30)
    page = words_of(signed_in_client(cast, "carys").get(reverse("home")))
    due = date_format(clock.day(coming.list_out_at), "j F")
    assert "waits for a meeting It is on no list, since" in page
    assert due in page.split("waits for a meeting")[1].split("Put on a meeting")[0]


def test_whoever_has_a_conflict_hears_of_none(cast):
    wall_off(cast, accepted(cast, days=1), "chidi")
    assert "waits for a meeting" not in seen(cast, "chidi")
    assert "waits for a meeting" in seen(cast, "carys")


def test_a_case_whose_actions_have_ended_waits_on_home_until_it_is_complete(cast):
    case = case_at(cast, Stage.ACTIONS)
    assert "has ended" not in seen(cast, "carys")
    end_actions(cast, case)
    page = words_of(signed_in_client(cast, "carys").get(reverse("home")))
    assert "Every action of 1 case has ended" in page
    assert "It stays open until you say that its actions are complete." in page
    assert f'href="{reverse("complete_case", args=[case.pk])}"' in seen(cast, "chidi")
    step = seen(cast, "carys", reverse("case", args=[case.pk]))
    assert "Says that every action has ended, and closes the case." in step
    do(cast, "carys", complete_case, case_id=case.pk)
    assert "has ended" not in seen(cast, "carys")


def test_several_lead_to_the_list_of_them(cast):
    case = case_at(cast, Stage.ACTIONS)
    end_actions(cast, case)
    copies_of(cast, case, 1)
    page = seen(cast, "carys")
    assert "Every action of 2 cases has ended" in page and f'href="{TO_COMPLETE}"' in page
    listed = seen(cast, "carys", TO_COMPLETE)
    assert "Every action has ended (2)" in listed
    assert reverse("complete_case", args=[case.pk]) in listed
