"""Signing in through the real pages: invited, each time, without a phone, after a pause."""

import re
import time
from base64 import b32decode

from django.core import mail
from django.utils import timezone
from django_otp.oath import TOTP
from playwright.sync_api import expect

from meetings.models import Stage
from sharing.models.second_factor import STEP
from tests.jobs import run_jobs
from tests.signing_in import await_room, device_of
from tests.story import case_at

PASS_PHRASE = "gravel heron lantern sixpence"


def shown_by_app(typed_key):
    """Return what an authenticator app shows into which that key was typed."""
    await_room()
    return f"{TOTP(b32decode(typed_key.replace(' ', '')), STEP).token():06d}"


def test_an_invited_person_sets_up_both_factors(person):
    alex = person("alex")
    alex.go("accounts")
    alex.look("accounts")
    alex.press("Invite a person")
    alex.fill("Full name", "Mira Example")
    alex.press("Invite")
    alex.look("invitation not complete")
    assert alex.page.get_by_label("Full name").input_value() == "Mira Example"
    alex.fill("E-mail address", "mira@example.org")
    alex.select("Agency", "Housing")
    alex.select("Role", "Representative")
    alex.date("First day", timezone.localdate())
    alex.press("Invite")
    alex.look("after the invitation")
    run_jobs()
    (message,) = [one for one in mail.outbox if one.to == ["mira@example.org"]]
    assert "Mira" not in message.subject + message.body

    mira = person("mira", signed_in=False)
    mira.go_to(re.search(r"/password/\S+", message.body).group())
    mira.is_at("set_password")
    mira.fill("New password", "too short")
    mira.fill("The same password again", "too short")
    mira.press("Set the password")
    mira.look("password too short")
    mira.fill("New password", PASS_PHRASE)
    mira.fill("The same password again", PASS_PHRASE)
    mira.press("Set the password")
    mira.is_at("sign_in")
    mira.look("sign in")
    mira.give_password("not the one that was set")
    expect(mira.page.get_by_role("alert")).to_contain_text("not right")
    mira.look("wrong password")
    mira.give_password(PASS_PHRASE)

    mira.is_at("set_up_second_factor")
    mira.look("set up")
    assert mira.page.locator(".app-qr img").evaluate("image => image.naturalWidth") > 100
    codes = mira.page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    kept = codes.all_inner_texts()
    assert len(set(kept)) == 10
    mira.press("Finish and sign in")
    mira.sees("Enter the code", "Keep the recovery codes, then tick the box")
    mira.look("set up without a code")
    assert codes.all_inner_texts() == kept
    mira.fill("6-digit code", shown_by_app(mira.page.locator(".app-secret").inner_text()))
    mira.choose("I have put them where only I can get at them")
    mira.press("Finish and sign in")
    mira.is_at("home")
    mira.sees("Your membership waits for a second person")
    mira.look("home of somebody who waits")

    carys = person("carys")
    carys.go("home")
    carys.follow("Decide")
    carys.follow("Decide on the membership of Mira Example")
    carys.choose("Confirm it")
    carys.press("Record the decision")
    carys.sees("Nothing waits for you")
    mira.go("home")
    mira.sees_not("waits for a second person")

    mira.press("Sign out")
    mira.is_at("sign_in")
    mira.go("home")
    mira.is_at("sign_in")
    mira.give_password(PASS_PHRASE)
    mira.look("code")
    mira.follow("Use a recovery code instead")
    mira.fill("Recovery code", "NEVER-GIVEN")
    mira.press("Sign in")
    mira.look("wrong recovery code")
    time.sleep(1.1)  # the wait after one wrong code
    mira.fill("Recovery code", kept[3].lower())
    mira.press("Sign in")
    mira.is_at("home")
    mira.sees("9 are left")
    mira.look("home after a recovery code")


def test_each_sign_in_asks_for_a_code(person, cast):
    device = device_of(cast.user("carys"))
    carys = person("carys", signed_in=False)
    carys.go("home")
    carys.give_password()
    carys.fill("6-digit code", "12 34")
    carys.press("Sign in")
    carys.sees("The code is 6 digits")
    carys.look("code of four digits")
    carys.give_code(device)
    carys.is_at("home")
    expect(carys.page.get_by_role("banner")).to_contain_text("Carys Example, Coordinator, Larkmere")


def test_what_is_sent_after_a_pause_is_kept(person, cast, settings):
    device = device_of(cast.user("wren"))
    case = case_at(cast, Stage.RESEARCH)
    wren = person("wren")
    wren.go("add_development", case_id=case.pk)
    wren.choose("New incident")
    wren.date("When did it happen, or when does the order begin?", timezone.localdate())
    words = "He came again, drunk, and asked for the baby."
    wren.fill("What happened, or what does the order say?", words)
    settings.IDLE_MINUTES = 0  # the pause
    wren.press("Add it and tell the agencies")
    settings.IDLE_MINUTES = 20
    wren.is_at("sign_in")
    wren.look("signed out")
    # The page asked whether the portal is there, and was told that nobody is signed in.
    asked = ": 401 for /account/stay/"
    wren.album.problems = [one for one in wren.album.problems if asked not in one]

    wren.give_password()
    wren.give_code(device)
    wren.is_at("kept_forms")
    wren.sees("You were signed out before this was sent", words)
    wren.look("not sent yet")
    wren.press("Check it and send it")
    wren.is_at("add_development", case_id=case.pk)
    wren.look("a kept form, filled in")
    wren.press("Add it and tell the agencies")
    wren.is_at("case", case_id=case.pk)
    wren.sees(words)
    wren.go("kept_forms")
    wren.sees("Nothing is waiting to be sent")
    wren.look("nothing is waiting")
