"""What the menu shows, by role."""

from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.urls import reverse

from marac_portal import navigation
from sharing.actor import Actor
from sharing.roles import Role


def menu(role, path="/"):
    request = RequestFactory().get(path)
    request.actor = Actor(
        user_id="someone", second_factor_at="now", role=role, live=role is not None
    )
    return navigation.navigation(request)


def words(role):
    return [str(entry.label) for entry in menu(role)["navigation"]]


@pytest.mark.parametrize("role", Role)
def test_home_comes_first_for_everybody(role):
    assert words(role)[0] == "Home"


def test_each_role_has_the_pages_that_it_may_open():
    assert "Actions" in words(Role.COORDINATOR)
    assert words(Role.LEAD) == ["Home", "Trail", "Watch"]
    assert words(Role.ADMINISTRATOR) == ["Home", "Accounts"]
    assert words(Role.OBSERVER) == ["Home"]
    assert "Research" in words(Role.REPRESENTATIVE)
    assert "Research" not in words(Role.REFERRER)


def test_cases_are_found_by_who_may_find_them():
    assert menu(Role.REFERRER)["navigation_find"]
    assert not menu(Role.LEAD)["navigation_find"]


def test_the_page_that_is_open_is_marked():
    entries = menu(Role.REPRESENTATIVE, reverse("actions"))["navigation"]
    assert [str(entry.label) for entry in entries if entry.current] == ["Actions"]


def lit(role, name, *args):
    entries = menu(role, reverse(name, args=args))["navigation"]
    return [str(entry.label) for entry in entries if entry.current]


@pytest.mark.parametrize("name", ["research_list", "case_research", "research_return"])
def test_what_an_agency_is_asked_is_research_wherever_it_stands(name):
    assert lit(Role.REPRESENTATIVE, name, uuid4()) == ["Research"]


def test_who_has_no_research_of_their_own_finds_it_by_its_meeting_or_case():
    assert lit(Role.COORDINATOR, "research_grid", uuid4()) == ["Meetings"]
    assert lit(Role.COORDINATOR, "case_research", uuid4()) == ["Cases"]


def test_home_is_lit_on_its_own_page_alone():
    assert lit(Role.REPRESENTATIVE, "home") == ["Home"]
    assert lit(Role.REPRESENTATIVE, "my_trail") == []


def test_everybody_can_read_what_they_looked_at():
    (link,) = menu(Role.ADMINISTRATOR)["footer_links"]
    assert link.url == reverse("my_trail")


@pytest.mark.parametrize("role", [None])
def test_who_acts_as_nothing_has_no_menu(role):
    assert menu(role)["navigation"] == []
    request = RequestFactory().get("/")
    assert navigation.navigation(request)["navigation"] == []
