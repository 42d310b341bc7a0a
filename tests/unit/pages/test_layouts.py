"""Pages and paper."""

from types import SimpleNamespace

import pytest
from django.template import engines
from django.template.loader import render_to_string

from tests.unit.pages.helpers import Referral

pytestmark = pytest.mark.urls("tests.unit.pages.helpers")


def actor(**changes):
    known = {"name": "Carys Weir", "role_label": "coordinator", "area_name": "Larkmere"}
    known["user_id"] = None
    return SimpleNamespace(**{"is_signed_in": True, "role": None} | known | changes)


def page(rf, source='{% extends "base.html" %}{% block title %}Home{% endblock %}', **context):
    request = rf.get("/")
    request.session = {}
    request.actor = context.pop("actor", actor())
    return engines["django"].from_string(source).render(context, request)


@pytest.fixture
def menu():
    entries = [SimpleNamespace(label="Home", url="/", current=True)]
    return {"navigation": entries, "navigation_find": True, "footer_links": entries}


def test_a_page_says_who_acts_as_what_and_that_it_is_recorded(rf, menu):
    html = page(rf, **menu)
    assert "<title>Home – MARAC portal</title>" in html
    assert "Carys Weir, coordinator, Larkmere" in html
    assert 'method="post" action="/sign_out/"' in html
    assert 'action="/find/" method="post"' in html
    assert "recorded under your name" in html
    assert html.count("OFFICIAL-SENSITIVE") == 2
    assert "find a case" not in page(rf, **menu | {"navigation_find": False}).lower()


def test_nobody_sees_no_menu(rf, menu):
    request = rf.get("/")  # no actor at all: what went wrong did so before there was one
    without = render_to_string("base.html", menu, request)
    for html in (without, page(rf, actor=actor(is_signed_in=False), **menu)):
        assert "<nav" not in html
        assert "Sign out" not in html
        assert "Carys" not in html


def test_a_page_with_errors_says_so_in_its_title(rf):
    html = page(rf, '{% extends "layouts/form.html" %}', form=Referral({}))
    assert "<title>Error: " in html
    assert "govuk-error-summary" in html


@pytest.mark.parametrize("layout", ["form", "wide", "case", "sign_in"])
def test_every_layout_stands_without_anything(rf, layout):
    html = page(rf, f'{{% extends "layouts/{layout}.html" %}}')
    assert "style=" not in html
    assert "<style" not in html
    assert "onclick" not in html


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "503", "csrf"])
def test_the_error_pages_need_no_request(name):
    html = render_to_string(f"errors/{name}.html", {"reason": "Not on circulation."})
    assert "<h1" in html
    assert "Not on circulation." not in html or name == "403"


def test_an_error_can_be_quoted_and_the_person_to_ask_named():
    for name in ("500", "503"):
        assert "7F2A" in render_to_string(f"errors/{name}.html", {"reference": "7F2A"})
    assert "Ask Ines" in render_to_string("errors/403.html", {"whom": "Ask Ines."})


def test_paper_carries_its_marking_and_what_it_may_not_hold():
    html = render_to_string("layouts/paper.html")
    assert html.count("OFFICIAL-SENSITIVE") == 2
    assert "This copy may not hold everything that agencies know." in html
    assert "built/paper.css" in html
    assert "file:///paper.css" in render_to_string(
        "layouts/paper.html", {"paper_css": "file:///paper.css"}
    )
