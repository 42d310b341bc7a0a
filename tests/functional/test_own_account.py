"""Somebody looks after their own account, and is warned before a pause signs them out."""

from datetime import timedelta

from django.http import QueryDict
from django.urls import reverse
from playwright.sync_api import expect

from meetings.models import Stage
from sharing import clock, sessions
from sharing.models import KeptForm, PortalSession
from sharing.operations.kept_forms import keep
from sharing.queries.kept_forms import MOST
from sharing.session_store import SessionStore
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.signing_in import device_of, good_code, session_of
from tests.story import case_at


def paused_for(minutes):
    """Let it be so long ago that anybody did anything."""
    for row in PortalSession.objects.all():
        session = SessionStore(row.session_key)
        session[sessions.ACTIVE] = (clock.now() - timedelta(minutes=minutes)).isoformat()
        session.save()


def time_passes(petra):
    """Let the page believe that it has been open for so long that it asks how it stands."""
    with petra.page.expect_response("**/account/stay/"):
        petra.page.clock.fast_forward("18:30")


def test_codes_are_renewed_and_sessions_ended(person, cast):
    petra = person("petra")
    session_of(cast.user("petra"))
    session_of(cast.user("petra"), factors=1)
    petra.go("home")
    petra.follow("Your account")
    petra.heading("Your account")
    petra.look("own account")
    petra.press("Sign out there", exact=False)
    petra.sees("Signed out there.")
    expect(petra.page.get_by_role("button", name="Sign out there")).to_have_count(1)
    petra.follow("Renew", exact=False)
    petra.heading("New recovery codes")
    petra.look("new recovery codes")
    petra.press("Use these from now on")
    petra.sees("Keep the recovery codes, then tick the box")
    petra.choose("I have put them where only I can get at them")
    petra.press("Use these from now on")
    petra.sees("Your new recovery codes are good.", "10 are left")


def test_a_fresh_code_is_asked_for_first(person, cast):
    petra = person("petra")
    for row in PortalSession.objects.all():
        session = SessionStore(row.session_key)
        session[sessions.SECOND_FACTOR] = (clock.now() - timedelta(minutes=6)).isoformat()
        session.save()
    petra.go("renew_codes")
    petra.is_at("second_factor")
    device = device_of(cast.user("petra"))
    petra.fill("6-digit code", good_code(device))
    petra.press("Continue")
    petra.heading("New recovery codes")


def test_a_pause_is_warned_of_and_a_button_ends_it(person, album):
    petra = person("petra")
    petra.page.clock.install()
    petra.go("home")
    warning = petra.page.locator(".app-idle")
    expect(warning).to_be_hidden()

    # Something was done elsewhere meanwhile: the page asks before it warns.
    time_passes(petra)
    expect(warning).to_be_hidden()

    paused_for(18.5)
    time_passes(petra)
    expect(warning).to_be_visible()
    expect(petra.page.get_by_role("alert")).to_contain_text("signed out within two minutes")
    petra.look("a pause is warned of")
    petra.press("Stay signed in")
    expect(warning).to_be_hidden()
    petra.go("home")
    petra.is_at("home")

    paused_for(21)
    time_passes(petra)
    expect(petra.page.get_by_role("alert")).to_contain_text("What you send now is kept for you")
    expect(petra.page.get_by_role("button", name="Stay signed in")).to_have_count(0)

    # After some days, or ended from elsewhere, it is known no more; the page asks by the hour.
    PortalSession.objects.all().delete()
    with petra.page.expect_response("**/account/stay/"):
        petra.page.clock.fast_forward("01:00:01")
    expect(petra.page.get_by_role("alert")).to_contain_text("What you send now is not kept")
    # The answer says that nobody is signed in, as it should.
    assert [one for one in album.problems if "401 for /account/stay/" in one]
    album.problems.clear()


def test_at_the_end_of_the_day_the_button_says_why_it_does_not_help(person):
    petra = person("petra")
    petra.page.clock.install()
    for row in PortalSession.objects.all():
        session = SessionStore(row.session_key)
        begun = clock.now() - timedelta(hours=11, minutes=59)
        session[sessions.SIGNED_IN] = begun.isoformat()
        session.save()
    petra.go("home")
    petra.press("Stay signed in")
    expect(petra.page.get_by_role("alert")).to_contain_text("for as long as a day allows")
    expect(petra.page.get_by_role("link", name="Sign in again")).to_have_count(0)
    expect(petra.page.get_by_role("button", name="Stay signed in")).to_have_count(0)


def test_without_a_script_there_is_no_warning(person):
    petra = person("petra", scripts=False)
    petra.go("home")
    expect(petra.page.locator(".app-idle")).to_be_hidden()


def test_what_nobody_is_known_to_send_stays_on_its_page(person, cast):
    """The session was ended from elsewhere, so that the portal would keep nothing of it."""
    case = case_at(cast, Stage.RESEARCH)
    wren = person("wren")
    wren.go("add_development", case_id=case.pk)
    words = "He came again, and asked for the baby."
    wren.fill("What happened, or what does the order say?", words)
    wren.page.context.clear_cookies()
    wren.press("Add it and tell the agencies")
    wren.sees("You are signed out. What you send now is not kept: copy it first")
    expect(wren.page.get_by_label("What happened, or what does the order say?")).to_have_value(
        words
    )
    expect(wren.page.get_by_role("button", name="Add it and tell the agencies")).to_be_enabled()
    expect(wren.page.get_by_role("link", name="Sign in again (opens in a new tab)")).to_be_visible()
    wren.look("a form of somebody who was signed out elsewhere")


def test_a_form_that_waits_is_sent_again_though_no_other_may_wait(person, cast, settings):
    with unit_of_work(cast.actor("petra")) as work:
        for number in range(MOST):
            sent = QueryDict(f"reference=LM-{number}")
            keep(actor=work.actor, path=reverse("find"), sent=sent, asked=True)
    petra = person("petra")
    petra.go("kept_forms")
    petra.sees("Sent on")
    petra.look("forms that wait")
    settings.IDLE_MINUTES = 0  # the pause
    petra.page.get_by_role("button", name="Send it again").first.click()
    petra.is_at("sign_in")
    petra.sees("What you wrote is not lost")
    settings.IDLE_MINUTES = 20
    # The page asked whether the portal is there, and was told that nobody is signed in.
    asked = ": 401 for /account/stay/"
    petra.album.problems = [one for one in petra.album.problems if asked not in one]
    with as_owner():
        assert KeptForm.objects.count() == MOST
