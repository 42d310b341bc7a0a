"""What of a session is decided before any view runs."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.views import View

from sharing import sessions
from sharing.views.base import PageView


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


def test_a_view_that_says_nothing_of_itself_is_the_strictest():
    def view(request):
        return HttpResponse("seen")

    class Plain(View):
        pass

    class Saying(PageView):
        marks = sessions.Marks(never_kept=True)

    assert sessions.marks_of(view) == sessions.marks_of(Plain.as_view()) == sessions.Marks()
    assert sessions.marks_of(PageView.as_view()) == sessions.Marks()
    assert sessions.marks_of(Saying.as_view()) == sessions.Marks(never_kept=True)
