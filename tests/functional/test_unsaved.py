"""What somebody typed on a busy page and did not send yet, when they send something else on it,
leave it, or are signed out in another tab."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import Stage
from sharing.models import PortalSession
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.signing_in import session_of
from tests.story import case_at

LINE = "police lend an alarm for vic"
NOT_SAVED = "What was heard is not saved yet."
NOT_RECORDED = "This line is not recorded yet."


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.HEARING)


@pytest.fixture
def chidi(person, case):
    """The chair, at the page of the case."""
    chidi = person("chidi")
    chidi.go("hearing", meeting_id=case.meeting_id, case_id=case.pk)
    return chidi


@contextmanager
def stays(someone):
    """The browser asks whether the page is to be left, and the person stays."""
    someone.page.once("dialog", lambda dialog: dialog.dismiss())
    with someone.page.expect_event("dialog") as asked:
        yield
    assert asked.value.type == "beforeunload"


def told(problem, *statuses):
    return any(f": {status} for " in problem for status in statuses)


def reload(someone):
    someone.page.evaluate("setTimeout(() => location.reload())")


def line_of(someone):
    return someone.page.get_by_label("Action, in one line")


def typed_into_line(someone, text=LINE):
    line_of(someone).press_sequentially(text)
    expect(someone.page.get_by_label("Agency", exact=True)).not_to_have_value("")
    return line_of(someone)


def test_a_line_stays_while_what_was_heard_is_saved(chidi):
    line = typed_into_line(chidi)
    chidi.fill("Presented by", "Wren Mill")
    chidi.fill("Possible harm and signs", "Strangled her in March.")
    chidi.press("Save what was heard")
    chidi.sees("Saved at")
    expect(chidi.page.get_by_role("heading", name="Presentation")).to_contain_text("Wren Mill")
    expect(line).to_have_value(LINE)
    chidi.look("saved, with a line that is not recorded")
    # And the other way round.
    chidi.fill("Possible harm and signs", "He knows the address.")
    line.fill(LINE + "tim")
    expect(chidi.page.get_by_label("For", exact=True)).to_have_value("victim")
    chidi.press("Record")
    chidi.sees("Lend an alarm")
    harm = chidi.page.get_by_label("Possible harm and signs")
    expect(harm).to_have_value("He knows the address.")
    with stays(chidi):
        reload(chidi)
    chidi.press("Save what was heard")
    expect(chidi.page.get_by_text(NOT_SAVED)).to_be_hidden()
    chidi.page.reload()  # Playwright lets nobody be asked here
    expect(harm).to_have_value("He knows the address.")


def test_what_is_typed_while_an_answer_is_on_its_way_stays(chidi):
    line = typed_into_line(chidi, "police lend an alarm for victim")
    waiting = []
    chidi.page.route(re.compile("/plan/$"), lambda route: waiting.append(route))
    line.press("Enter")
    line.press("End")
    chidi.type(" csc meet")
    expect(chidi.page.get_by_label("Action", exact=True)).to_have_value(re.compile("csc meet"))
    (record,) = waiting
    record.continue_()
    chidi.sees("Lend an alarm")
    expect(line).to_have_value("csc meet")
    expect(chidi.page.get_by_label("Action", exact=True)).to_have_value("Meet")
    chidi.type(" soon")
    expect(line).to_have_value("csc meet soon")


def test_what_was_heard_and_is_too_long_is_put_right_in_place(chidi):
    line = typed_into_line(chidi)
    chidi.fill("Presented by", "x" * 121)
    chidi.press("Save what was heard")
    expect(chidi.page.get_by_role("alert").first).to_contain_text("1 thing needs to be put right")
    expect(line).to_have_value(LINE)
    chidi.look("too long, in place")
    # Not a key was typed since: it is as unsaved as it was.
    line.fill("")
    expect(chidi.page.get_by_label("Agency", exact=True)).to_have_value("")
    with stays(chidi):
        reload(chidi)
    chidi.sees(NOT_SAVED)


def test_nobody_leaves_a_line_behind_unasked(chidi, case):
    line = typed_into_line(chidi)
    with stays(chidi):
        chidi.page.get_by_role("button", name="Read back and agree").click()
    chidi.sees(NOT_RECORDED)
    chidi.look("a line that is not recorded")
    line.fill("")
    expect(chidi.page.get_by_text(NOT_RECORDED)).to_be_hidden()
    expect(chidi.page.get_by_label("Agency", exact=True)).to_have_value("")
    chidi.page.get_by_role("button", name="Read back and agree").click()
    chidi.is_at("end_hearing", case_id=case.pk)


def test_whoever_signed_out_in_another_tab_keeps_the_line(chidi):
    line = typed_into_line(chidi)
    other = chidi.context.new_page()
    other.goto(chidi.server)
    other.get_by_role("button", name="Sign out").click()
    other.get_by_label("Password").wait_for()
    line.press("Enter")
    chidi.sees("You are signed out. What you send now is not kept: copy it first")
    chidi.press("Save what was heard")
    expect(line).to_have_value(LINE)
    chidi.look("signed out in another tab")
    chidi.album.problems = [one for one in chidi.album.problems if not told(one, 401)]


def signs_in_elsewhere(someone, name):
    """Sign in as that person in another tab: the tokens of the forms of this one are old."""
    someone.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    session = session_of(someone.cast.user(name))
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}
    someone.context.add_cookies([cookie | {"url": someone.server}])
    someone.context.new_page().goto(someone.server)


def night(someone):
    """The session is over, which the page learns when it asks for the plan."""
    for row in PortalSession.objects.all():
        row.delete()
    someone.sees("You are signed out.", "Not live: reload the page")


def forgive(someone, *statuses):
    problems = someone.album.problems
    someone.album.problems = [one for one in problems if not told(one, *statuses)]


def test_whoever_signed_in_again_elsewhere_sends_the_page_as_it_stands(chidi):
    line = typed_into_line(chidi, "police lend an alarm for victim")
    chidi.fill("Possible harm and signs", "He has a gun.")
    night(chidi)
    chidi.look("signed out overnight")
    bar = chidi.page.locator(".app-idle")
    expect(bar.get_by_role("link", name="Sign in again")).to_be_visible()
    signs_in_elsewhere(chidi, "chidi")
    chidi.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(bar).to_be_hidden()
    expect(chidi.page.get_by_text("Not live: reload the page")).to_be_hidden()
    with chidi.page.expect_response(re.compile(r"/plan/\?seen=")) as polled:
        pass
    assert polled.value.ok
    line.press("Enter")
    chidi.sees("Lend an alarm")
    chidi.press("Save what was heard")
    chidi.sees("Saved at")
    forgive(chidi, 401)


def test_somebody_else_who_signed_in_sends_nothing_of_it(chidi):
    line = typed_into_line(chidi)
    night(chidi)
    signs_in_elsewhere(chidi, "carys")
    chidi.page.evaluate("window.dispatchEvent(new Event('focus'))")
    chidi.sees("Somebody else is signed in here by now.")
    chidi.look("somebody else signed in")
    line.press("Enter")
    chidi.page.get_by_role("button", name="Save what was heard").click()
    expect(line).to_have_value(LINE)
    forgive(chidi, 401)


def test_a_line_from_before_one_signed_in_again_stands_there_to_copy(chidi):
    line = typed_into_line(chidi)
    chidi.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)  # signing in gives another
    line.press("Enter")
    chidi.heading("This page is too old to be sent")
    expect(chidi.page.get_by_label("What you typed, text 1")).to_have_value(LINE)
    chidi.album.problems = [one for one in chidi.album.problems if not told(one, 403)]


def test_a_line_for_a_case_that_was_put_on_hold_stands_there_to_copy(chidi, cast, case):
    line = typed_into_line(chidi)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, frozen=True)
    line.press("Enter")
    chidi.heading("You cannot do this")
    chidi.sees("This case is on hold and cannot be changed.")
    expect(chidi.page.get_by_label("What you typed, text 1")).to_have_value(LINE)
    chidi.look("refused, with the line to copy")
    chidi.album.problems = [one for one in chidi.album.problems if not told(one, 403)]


def test_a_line_that_is_sent_after_the_day_is_over_is_kept(chidi, settings):
    line = typed_into_line(chidi, LINE + "tim")
    asked = []
    chidi.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    settings.LONGEST_SESSION = timedelta()
    line.press("Enter")
    chidi.is_at("sign_in")
    chidi.sees("What you wrote is not lost")
    assert asked == []
    chidi.album.problems = [one for one in chidi.album.problems if not told(one, 401)]


def test_a_line_that_finds_no_portal_stays_and_says_so(chidi):
    line = typed_into_line(chidi)
    chidi.context.route("**/*", lambda route: route.fulfill(status=503))
    line.press("Enter")
    chidi.sees("There is no connection, so nothing was sent")
    chidi.context.unroute("**/*")
    chidi.context.route("**/*", lambda route: route.abort("connectionrefused"))
    chidi.press("Save what was heard")
    expect(line).to_have_value(LINE)
    problems = chidi.album.problems
    chidi.album.problems = [
        one for one in problems if not told(one, 503) and "sendError" not in one
    ]


def form_with(someone, button):
    return someone.page.locator("form", has=someone.page.get_by_role("button", name=button))


def test_what_the_idva_typed_into_other_forms_stays(person, case):
    ines = person("ines")
    ines.go("advocate", case_id=case.pk)
    ines.page.get_by_text("Record what the victim or a child says").click()
    wishes = ines.page.get_by_label("What they say and want")
    wishes.fill("She wants him kept away from the boy.")
    ines.page.get_by_text("Say who, how and by when").click()
    ines.fill("How", "In person", within=form_with(ines, "Save"))
    attempt = form_with(ines, "Record the attempt")
    ines.fill("Note", "At the clinic.", within=attempt)
    ines.press("Record the attempt")
    ines.sees("Say how you tried to reach the victim")
    ines.look("an attempt that is not complete")
    expect(attempt.get_by_label("Note")).to_have_value("At the clinic.")
    expect(wishes).to_have_value("She wants him kept away from the boy.")
    ines.choose("Only through another person", within=attempt)
    ines.choose("Spoke with the victim", within=attempt)
    ines.press("Record the attempt")
    ines.sees("Contact: reached, 1 attempt")
    expect(wishes).to_be_visible()
    expect(form_with(ines, "Save").get_by_label("How")).to_have_value("In person")
    with stays(ines):
        reload(ines)
    ines.sees("This is not saved yet.")
    ines.look("wishes that are not saved")
    ines.press("Record it")
    expect(ines.page.locator("blockquote")).to_contain_text("kept away from the boy")
    expect(wishes).to_have_value("")
    ines.date("By", timezone.localdate(), within=form_with(ines, "Save"))
    ines.press("Save", within=form_with(ines, "Save"))
    ines.sees("In person")
    ines.look("nothing is left to save")
