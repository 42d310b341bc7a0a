"""A new incident or order, on the home of those who read its case."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import Development, Stage
from meetings.operations.closure import complete_case
from sharing import clock
from tests.doing import change, do, explained, wall_off
from tests.integration.follow_up.helpers import develop
from tests.integration.home.helpers import seen
from tests.integration.test_closure import end_actions
from tests.integration.triage.test_joined import other_before, ours_before
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import words_of


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5))


@pytest.mark.parametrize("name", ["carys", "chidi", "petra", "ines", "wren"])
def test_it_comes_first_until_the_case_was_looked_at(cast, case, name):
    assert "New incident or order" not in seen(cast, name)
    develop(cast, case, "Came to the door at night.", "incident", who="rowan")
    words = f"New incident or order on {case.reference}"
    client = signed_in_client(cast, name)
    page = words_of(client.get(reverse("home")))
    assert f"{words} Read it before anybody is contacted." in page
    assert "door" not in page
    assert case.pk in newest_event().cases
    develop(cast, case, "Not to come near.", who="rowan")
    way = reverse("case", args=[case.pk])
    page = seen(cast, name)
    assert f"2 new incidents or orders on {case.reference}" in page and f'href="{way}"' in page
    # To have read a list, or another page of the case, is not to have read it.
    seen(cast, name, f"{reverse('cases')}?show=new")
    seen(cast, name, reverse("referral" if name == "wren" else "case_research", args=[case.pk]))
    assert "2 new incidents or orders on" in seen(cast, name)
    seen(cast, name, way)
    assert "new incident" not in seen(cast, name).lower()


@pytest.mark.parametrize("name", ["carys", "petra", "wren"])
def test_several_cases_are_one_line_that_leads_to_their_list(cast, case, name):
    other = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-6), name="Una")
    for one in (case, other, other):
        develop(cast, one, who="rowan")
    complete(cast, other)
    home = seen(cast, name)
    assert "2 cases have new incidents or orders" in home
    assert "The actions of 1 of them are complete: a new incident may be a repeat." in home
    assert "or order on" not in home
    way = f"{reverse('cases')}?show=new"
    assert f'href="{way}"' in home
    listed = seen(cast, name, way)
    assert "New incident or order (2)" in listed and "The last of 2" in listed
    assert listed.index(other.reference) < listed.index(case.reference)
    explained(cast, name, other)
    seen(cast, name, reverse("case", args=[other.pk]))
    assert other.reference not in (listed := seen(cast, name, way))
    assert f'>Read<span class="govuk-visually-hidden">: {case.reference}<' in listed
    assert f"New incident or order on {case.reference}" in seen(cast, name)


def test_a_referrer_is_told_of_their_own_referrals_alone(cast):
    """What is added to the case that theirs was joined to stands on no page of theirs."""
    first, second = other_before(cast)
    develop(cast, first, who="rowan")
    for way in (reverse("home"), reverse("case", args=[second.pk])):
        assert "New incident or order on" not in seen(cast, "wren", way)
    assert "New incident or order (0)" in seen(cast, "wren", reverse("cases"))
    assert f"New incident or order on {first.reference}" in seen(cast, "petra")


def test_whoever_refers_first_is_told_of_what_is_added_to_their_case(cast):
    first, second = ours_before(cast)
    develop(cast, second, who="carys")
    assert f"New incident or order on {first.reference}" in seen(cast, "wren")
    seen(cast, "wren", reverse("case", args=[first.pk]))
    assert "New incident or order on" not in seen(cast, "wren")


def test_whoever_added_it_and_whoever_has_a_conflict_are_not_told(cast, case):
    wall_off(cast, case, "chidi")
    develop(cast, case)
    for name in ("petra", "chidi", "hal", "nia"):
        assert "New incident or order" not in seen(cast, name)
    assert "New incident or order" in seen(cast, "carys")


def test_the_room_that_saw_it_knows_it(cast):
    heard = case_at(cast, Stage.HEARING)
    develop(cast, heard)
    assert "New incident or order" in seen(cast, "chidi")
    seen(cast, "chidi", reverse("hearing", args=[heard.meeting_id, heard.pk]))
    assert "New incident or order" not in seen(cast, "chidi")


def test_after_four_weeks_it_is_new_no_more(cast, case):
    develop(cast, case)
    change(cast, case, Development, added_at=clock.now() - timedelta(days=29))
    assert "New incident or order" not in seen(cast, "carys")


def complete(cast, case):
    end_actions(cast, case)
    do(cast, "carys", complete_case, case_id=case.pk)


def test_an_incident_after_the_actions_were_complete_may_be_a_repeat(cast, case):
    way = reverse("case", args=[case.pk])
    develop(cast, case, "Shouted.", "incident", who="rowan")
    complete(cast, case)
    explained(cast, "carys", case)
    explained(cast, "chidi", case)
    develop(cast, case, "Bail.", "order", who="rowan")
    assert "Refer again" not in seen(cast, "carys", way)
    develop(cast, case, "Came to the door.", "incident", who="rowan")
    home = words_of(signed_in_client(cast, "chidi").get(reverse("home")))
    assert "Its actions are complete: a new incident may be a repeat." in home
    page = seen(cast, "carys", way)
    assert "after the actions were complete. It may be a repeat" in page
    assert f'href="{reverse("refer")}"' in page.split("Next steps")[1].split("</section>")[0]
    page = words_of(signed_in_client(cast, "chidi").get(way))
    assert "Not possible now: A new incident was added on" in page
    assert "It may be a repeat: an agency or the coordinator refers it." in page
