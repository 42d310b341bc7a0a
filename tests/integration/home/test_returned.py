"""A referral that triage returned is a thing to do for those who may complete it, and coordinator
and chair see since when it waits."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import Case, Stage
from meetings.operations.triage import return_referral
from sharing import clock
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.copies import copies_of
from tests.doing import change, declare_wall, do
from tests.integration.home.helpers import seen
from tests.story_parts import referral
from tests.story_parts.aside import case_aside
from tests.trail import newest_event


def returned(cast, *, days=3):
    case = case_aside(cast, Stage.RETURNED)
    change(cast, case, Case, stage_since=clock.now() - timedelta(days=days))
    return case


def day(days):
    return date_format(clock.today() - timedelta(days=days), "j F Y")


def first_of(page):
    """Return what a home says to do first."""
    assert 'id="first"' in page
    return page.split('id="first"')[1].split("</section>")[0]


def test_its_author_completes_it_first(cast):
    case = returned(cast)
    said = first_of(seen(cast, "wren"))
    assert f"Complete {case.reference} and send it again" in said
    assert f"Triage returned it on {day(3)}. Nobody decides on it until it is back." in said
    assert f'href="{reverse("referral", args=[case.pk])}"' in said
    assert case.pk in newest_event().cases


def test_so_does_who_acts_for_the_same_agency_and_nobody_else(cast):
    case = returned(cast)
    assert case.reference not in seen(cast, "rowan")
    with as_owner(), unit_of_work(cast.actor("alex")):
        held = cast.memberships["rowan"]
        held.agency = cast.agency("health_visiting")
        held.save()
    assert f"Complete {case.reference} and send it again" in first_of(seen(cast, "rowan"))
    assert seen(cast, "rowan", reverse("referral", args=[case.pk]))
    assert "Complete" not in first_of(seen(cast, "ines"))
    declare_wall(cast, case, "rowan")
    assert case.reference not in seen(cast, "rowan")


def test_those_that_wait_longest_come_first(cast):
    case = returned(cast, days=1)
    cases = [case, *copies_of(cast, case, 6)]
    for days, one in enumerate(cases, 1):
        change(cast, one, Case, stage_since=clock.now() - timedelta(days=days))
    said = first_of(seen(cast, "wren"))
    places = [said.find(f"Complete {one.reference}") for one in reversed(cases)]
    assert places[:5] == sorted(places[:5]) and -1 not in places[:5]
    assert places[5:] == [-1, -1]


@pytest.mark.parametrize("name", ["carys", "chidi"])
def test_coordinator_and_chair_see_since_when_it_waits(cast, name):
    assert "with its referrer" not in seen(cast, name)
    case = returned(cast)
    page = seen(cast, name)
    assert f"1 referral is with its referrer, since {day(3)}" in page
    assert f'href="{reverse("triage_list")}#returned"' in page
    assert "Waiting for triage: 0" in page and case.reference not in page
    (other,) = copies_of(cast, case, 1)
    change(cast, other, Case, stage_since=clock.now() - timedelta(days=9))
    page = seen(cast, name)
    assert f"2 referrals are with their referrers, the oldest since {day(9)}" in page
    declare_wall(cast, other, name, by="carys" if name == "chidi" else "chidi")
    assert f"1 referral is with its referrer, since {day(3)}" in seen(cast, name)


def test_a_coordinator_completes_what_their_own_agency_referred(cast):
    case = referral.begin(cast, by="carys")
    referral.write(cast, case, by="carys")
    referral.submit(cast, case, by="carys")
    do(cast, "carys", return_referral, case_id=case.pk, reason="The day is missing.")
    assert f"Complete {case.reference} and send it again" in first_of(seen(cast, "carys"))
    assert case.pk in newest_event().cases
    assert case.reference not in seen(cast, "chidi")


def test_what_came_back_is_no_longer_to_be_completed(cast):
    case = returned(cast)
    do(cast, "wren", referral.referral.submit_referral, case_id=case.pk)
    assert 'id="first"' not in seen(cast, "wren")
    assert "with its referrer" not in seen(cast, "carys")
