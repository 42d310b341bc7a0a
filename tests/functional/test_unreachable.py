"""The portal does not answer though the network is up: a restart, a private network that is down.
Whoever sends a form then stays on their page with all that they typed."""

import pytest
from playwright.sync_api import expect

from meetings.models import Stage
from tests.integration.research.helpers import answer, items_of, request_of
from tests.story import case_at, meeting_in

TEXT = "#item_text"
NOTICE = "There is no connection, so nothing was sent"
DRAFT = 3  # seconds, until a draft is kept
AGAIN = 5  # seconds, until the page asks whether the portal is back


@pytest.fixture
def meeting(cast):
    return meeting_in(cast, state="published")


@pytest.fixture
def case(cast, meeting):
    return case_at(cast, Stage.RESEARCH, meeting=meeting)


@pytest.fixture
def petra(case, person):
    petra = person("petra")
    petra.page.clock.install()
    return petra


def gone(someone):
    someone.context.route("**/*", lambda route: route.abort("connectionrefused"))
    assert someone.page.evaluate("navigator.onLine")


def back(someone):
    someone.context.unroute("**/*")
    someone.waits(AGAIN)
    expect(someone.page.get_by_text(NOTICE)).to_be_hidden()


def asks_before_it_is_left(someone):
    someone.page.once("dialog", lambda dialog: dialog.dismiss())
    with someone.page.expect_event("dialog") as asked:
        someone.page.evaluate("setTimeout(() => location.reload())")
    return asked.value.type == "beforeunload"


def test_an_item_is_not_lost(cast, case, petra):
    answer(cast, case)
    petra.go("research_return", case_id=case.pk)
    text = petra.page.locator(TEXT)
    text.press_sequentially("Arrested on the day.")
    petra.waits(DRAFT)
    petra.sees("Draft saved at")
    gone(petra)
    text.press_sequentially(" Charged at night.")
    petra.choose("Shared")
    petra.press("Add item")
    petra.sees(NOTICE)
    petra.is_at("research_return", case_id=case.pk)
    petra.look("an item that could not be sent")
    petra.press("Submit for the meeting")
    petra.sees(NOTICE)
    assert asks_before_it_is_left(petra)
    back(petra)
    expect(text).to_have_value("Arrested on the day. Charged at night.")
    petra.press("Add item")
    petra.sees("2. Items: 1")
    assert [one.text for one in items_of(case)] == ["Arrested on the day. Charged at night."]


def test_the_whole_list_is_not_lost(cast, case, petra):
    petra.go("research_list", meeting_id=case.meeting_id)
    gone(petra)
    petra.page.get_by_label("Tara Tarn").check()
    petra.fill("In which systems?", "Custody records")
    petra.press("Submit the whole list")
    petra.sees(NOTICE)
    petra.look("a list that could not be sent")
    assert asks_before_it_is_left(petra)
    expect(petra.page.get_by_label("Tara Tarn")).to_be_checked()
    expect(petra.page.get_by_label("In which systems?")).to_have_value("Custody records")
    back(petra)
    petra.press("Submit the whole list")
    petra.is_at("research")
    petra.sees("Known to us: 1.")
    assert request_of(cast, case, "police").searched == "Custody records"


@pytest.mark.parametrize("status", [502, 503, 504])
def test_nor_where_what_stands_before_it_answers(case, petra, status):
    petra.go("research_list", meeting_id=case.meeting_id)
    petra.context.route("**/*", lambda route: route.fulfill(status=status))
    petra.page.get_by_label("Tara Tarn").check()
    petra.press("Submit the whole list")
    petra.sees(NOTICE)
    back(petra)
    expect(petra.page.get_by_label("Tara Tarn")).to_be_checked()
    # That it answered so is what this is about.
    petra.album.problems = [one for one in petra.album.problems if f": {status} for " not in one]


def test_a_form_is_sent_once_however_often_it_is_pressed(case, petra):
    petra.go("research_list", meeting_id=case.meeting_id)
    sent = []
    petra.page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    button = petra.page.get_by_role("button", name="Nobody on this list is known to us")
    button.evaluate("one => { one.click(); one.click() }")
    petra.is_at("research")
    assert len(sent) == 1
