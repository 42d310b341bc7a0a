"""What of a session is decided before any view runs."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from sharing import sessions


@pytest.mark.parametrize(
    ("way", "ours"),
    [
        ("/cases/?page=2", True),
        ("", False),
        ("http://testserver/cases/", True),
        ("https://elsewhere.example/", False),
        ("//elsewhere.example/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_only_ways_into_the_portal_are_followed(way, ours):
    request = RequestFactory().get("/")
    assert sessions.own_way(request, way) == (way if ours else "")


@pytest.mark.parametrize("given", ["1", "0", "yes", None])
def test_a_background_request_says_so(given):
    headers = {"X-Background": given} if given else {}
    request = RequestFactory().get("/", headers=headers)
    assert sessions.is_background(request) == (given == "1")


@pytest.mark.parametrize(
    "mark", [sessions.one_factor_is_enough, sessions.any_membership, sessions.never_kept]
)
def test_a_mark_leaves_the_view_as_it_is(mark):
    def view(request):
        return HttpResponse("seen")

    marked = mark(view)
    assert marked is view
    assert getattr(marked, mark.__name__) is True


def test_nobody_waits_to_be_kept_awake_by_sharing_itself():
    """`sharing` knows no meetings: whoever does registers."""
    assert all(not one.__module__.startswith("sharing.") for one in sessions.keeps_awake)
