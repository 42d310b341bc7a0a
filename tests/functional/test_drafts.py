"""What somebody types into a return is kept while they type; offline for a minute nothing is
lost."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from meetings.models import Stage
from sharing import clock, sessions
from sharing.actor import Actor
from sharing.roles import Role
from sharing.session_store import SessionStore
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.integration.research.helpers import answer, items_of, shared_with
from tests.personas import make_member
from tests.signing_in import device_of
from tests.story import case_at

TEXT = "#item_text"
SAVED = "Draft saved at"
FAILED = "Not saved – trying again"
EVERY = 3  # seconds until what is typed is kept


@pytest.fixture
def case(cast):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    return case


def at_the_return(name, case, person):
    someone = person(name)
    someone.page.clock.install()
    someone.go("research_return", case_id=case.pk)
    return someone


@pytest.fixture
def petra(case, person):
    return at_the_return("petra", case, person)


def types(someone, words):
    """Type into the new item, as its first words."""
    someone.page.locator(TEXT).fill("")
    someone.page.locator(TEXT).press_sequentially(words)


def writes(someone, words):
    """Type so, and wait until it is time to keep it."""
    types(someone, words)
    someone.waits(EVERY)


def stays_or_goes(someone):
    """Whether the page asks before it is left; it is left then."""
    asked = []
    someone.page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    someone.page.reload()
    return asked


def test_it_is_kept_while_somebody_types_and_submitted(cast, case, petra):
    types(petra, "Arrested on the day.")
    petra.choose("Shared")
    petra.waits(EVERY)
    petra.sees(SAVED)
    petra.look("a draft is kept")
    assert stays_or_goes(petra) == [], "nothing is left to lose"
    expect(petra.page.locator(TEXT)).to_have_value("Arrested on the day.")
    petra.sees("Your draft, saved on")
    assert petra.page.evaluate("localStorage.length + sessionStorage.length") == 0
    petra.press("Submit for the meeting")
    petra.sees("becomes version 2", "2. Items: 1")
    expect(petra.page.locator(TEXT)).to_have_value("")
    assert shared_with(cast, case) == ["Arrested on the day."]
    petra.look("what was typed is submitted")


def test_without_a_connection_nothing_is_lost(cast, case, petra):
    petra.context.set_offline(True)
    writes(petra, "Arrested at night.")
    petra.sees(FAILED)
    petra.look("no connection")
    petra.press("Add item")
    notice = petra.page.get_by_text("There is no connection, so nothing was sent")
    expect(notice).to_be_visible()
    expect(petra.page.locator(TEXT)).to_have_value("Arrested at night.")
    petra.look("sent without a connection")
    assert items_of(case) == []
    petra.context.set_offline(False)
    petra.sees(SAVED)
    expect(notice).to_be_hidden()
    assert stays_or_goes(petra) == []
    expect(petra.page.locator(TEXT)).to_have_value("Arrested at night.")
    types(petra, "Charged.")
    assert stays_or_goes(petra) == ["beforeunload"]


def test_a_save_that_nobody_answers_is_said(case, petra):
    petra.page.add_init_script("AbortSignal.timeout = () => AbortSignal.abort()")
    petra.page.reload()
    writes(petra, "Arrested at night.")
    petra.sees(FAILED)


def test_two_colleagues_at_one_draft(cast, case, petra, person):
    with as_owner(), unit_of_work(Actor.system("seed")):
        cast.memberships["sam"] = make_member("sam", Role.REPRESENTATIVE, cast.agency("police"))
    sam = at_the_return("sam", case, person)
    writes(petra, "Arrested on the day.")
    petra.sees(SAVED)
    writes(sam, "Arrested at night.")
    sam.sees("Somebody else changed this since you opened it", "Petra Example, Police")
    sam.sees("What stands now", "What you typed")
    expect(sam.page.locator(TEXT)).to_have_value("Arrested at night.")
    sam.look("two colleagues typed into one item")
    sam.press("Keep what you typed in its place")
    sam.sees(SAVED)
    writes(petra, "Arrested at noon.")
    petra.sees("Sam Example, Police")
    petra.press("Go on with what stands now")
    expect(petra.page.locator(TEXT)).to_have_value("Arrested at night.")


def test_who_was_signed_out_signs_in_again_and_sends_it(cast, case, petra):
    cookies = petra.context.cookies()
    session = SessionStore(next(one["value"] for one in cookies if "session" in one["name"]))
    session[sessions.ACTIVE] = (clock.now() - timedelta(minutes=30)).isoformat()
    session.save()
    writes(petra, "Arrested on the day.")
    petra.sees("You are signed out. Nothing is lost")
    petra.look("signed out while typing")
    # What does not answer keeps nothing: the page stays, with what was typed.
    petra.context.route("**/draft/item/", lambda route: route.fulfill(status=503))
    petra.page.get_by_role("link", name="Sign in again").click()
    petra.sees("Not saved")
    expect(petra.page.locator(TEXT)).to_have_value("Arrested on the day.")
    petra.context.unroute("**/draft/item/")
    petra.follow("Sign in again")
    petra.sees("What you wrote is not lost")
    petra.give_password()
    petra.give_code(device_of(cast.user("petra")))
    petra.sees("You were signed out before this was sent", "Arrested on the day.")
    petra.press("Send it again")
    petra.is_at("research_return", case_id=case.pk)
    expect(petra.page.locator(TEXT)).to_have_value("Arrested on the day.")
    # That the page was told so is what this is about.
    told = (": 401 for ", ": 503 for ")
    petra.album.problems = [
        one for one in petra.album.problems if not any(word in one for word in told)
    ]


def test_who_signed_out_in_another_tab_is_told_to_copy_it(case, petra):
    other = petra.context.new_page()
    other.goto(petra.page.url)
    other.get_by_role("button", name="Sign out").first.click()
    other.wait_for_url("**/sign-in/**")
    other.close()
    writes(petra, "Arrested on the day.")
    petra.sees("You are signed out, and what you typed since is on this page alone.")
    expect(petra.page.get_by_role("link", name="Sign in again")).to_be_hidden()
    expect(petra.page.locator(TEXT)).to_have_value("Arrested on the day.")
    petra.page.once("dialog", lambda dialog: dialog.accept())
