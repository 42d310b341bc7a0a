"""Pages that are read every day, each looked at as it stands and as it comes back when it was sent
empty: at a desk and on a phone, and by axe."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from meetings.daily import end_left_drafts
from meetings.models import Stage
from meetings.operations.listing import take_off_list
from meetings.operations.triage import propose_decline
from sharing import clock
from sharing.models import Membership
from tests.doing import do
from tests.integration.accounts.helpers import invite, link_in, propose
from tests.integration.hearing.helpers import item
from tests.integration.referral.helpers import join, leave
from tests.integration.triage.helpers import DECLINE
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.story_parts.referral import begin

# By stage of the case: who looks at which page, and the button that sends its form.
PAGES = {
    Stage.DRAFT: [
        ("wren", "referral", ""),
        ("wren", "referral_victim", ""),
        ("wren", "referral_contact", "Save and continue"),
        ("wren", "referral_perpetrators", "Add another perpetrator"),
        ("wren", "referral_children", ""),
        ("wren", "referral_addresses", "Add another address"),
        ("wren", "referral_incident", ""),
        ("wren", "referral_checklist", "Save and continue"),
        ("wren", "referral_grounds", ""),
        ("wren", "referral_sharing", ""),
        ("wren", "referral_equality", ""),
        ("wren", "submit_referral", ""),
        ("wren", "discard_draft", ""),
    ],
    Stage.TRIAGE: [
        ("carys", "triage", ""),
        ("carys", "join", ""),
        ("carys", "decline", "Propose to decline"),
        ("carys", "return_referral", ""),
    ],
    Stage.LISTED: [("carys", "take_off_list", ""), ("carys", "defer", "")],
    Stage.RESEARCH: [
        ("petra", "research_return", "Save these answers"),
        ("carys", "case", ""),
        ("ines", "advocate", ""),
        ("ines", "plan_outcome", "Save"),
    ],
    Stage.ACTIONS: [
        ("carys", "case", ""),
        ("carys", "minutes", ""),
        ("petra", "minutes", ""),
        ("petra", "record_earlier_action", ""),
    ],
}


def sends_empty(someone, button, name):
    """Send the form with nothing in it: what is wrong stands on top, with the focus."""
    for box in someone.page.locator("main input[type=text], main textarea").all():
        if box.is_visible():
            box.fill("")
    someone.press(button)
    expect(someone.page).to_have_title(re.compile("^Error: "))
    expect(someone.page.locator(".govuk-error-summary")).to_be_focused()
    someone.look(f"{name} sent empty")


@pytest.mark.parametrize("stage", PAGES)
def test_pages_of_a_case(person, cast, stage):
    case = case_at(cast, stage)
    case_at(cast, stage, meeting=case.meeting, position=2)  # of the same people
    people = {}
    for who, name, button in PAGES[stage]:
        someone = people.setdefault(who, person(who) if who not in people else None)
        someone.go(name, case_id=case.pk)
        someone.look(f"{stage} {name}")
        if button:
            sends_empty(someone, button, name)


def test_a_draft_is_begun_once_and_thrown_away(person, cast):
    wren = person("wren")
    wren.go("refer")
    wren.fill("Given name", "Tara")
    wren.choose("I know the victim and refer")
    wren.press("Save and continue")
    begun = wren.path
    wren.go("refer")
    wren.sees("You began a referral a few minutes ago")
    wren.look("begin again")
    wren.fill("Given name", "Tara")
    wren.choose("I know the victim and refer")
    wren.press("Save and continue")
    assert wren.path == begun
    wren.go("home")
    wren.look("a draft on home")
    wren.follow("Throw away", exact=False)
    wren.look("throw a draft away")
    wren.press("Throw away")
    wren.sees("is thrown away.")
    wren.look("home after it")


def test_a_draft_that_was_left(person, cast):
    case = case_at(cast, Stage.DRAFT)
    with clock.set_to(clock.now() + timedelta(days=76)):
        end_left_drafts.enqueue()
        run_jobs()
    wren = person("wren")
    wren.go("home")
    wren.sees("Will be thrown away on")
    wren.look("a draft that was left, on home")
    wren.go("referral", case_id=case.pk)
    wren.sees("It will be thrown away on", "Saving any step is enough.")
    wren.look("a draft that was left")
    wren.go("discard_draft", case_id=case.pk)
    wren.look("what becomes of a draft that is thrown away")


def test_two_referrals_of_one_incident(person, cast):
    first, second = case_at(cast, Stage.TRIAGE), case_at(cast, Stage.ACCEPTED)
    carys = person("carys")
    carys.go("join", case_id=first.pk)
    carys.sees(second.reference, "For a second referral of the same incident.")
    carys.choose("Another case")
    carys.press("Join to another case")
    carys.sees("Enter the reference of the other case")
    carys.look("join another without its reference")
    do(cast, "chidi", propose_decline, case_id=first.pk, **DECLINE)
    carys.go("triage", case_id=first.pk)
    carys.look("a proposal to decline")
    carys.press("Do not agree")
    sends_empty(carys, "Do not agree to the decline", "do not agree")


def test_who_was_second(person, cast):
    """What somebody else decided stands beside what was typed, and has the focus."""
    case = case_at(cast, Stage.TRIAGE)
    carys = person("carys")
    carys.go("return_referral", case_id=case.pk)
    carys.fill("What is missing", "The school of the child, and which days.")
    do(cast, "chidi", propose_decline, case_id=case.pk, **DECLINE)
    carys.press("Return for completion")
    expect(carys.page.locator(".app-overtaken")).to_be_focused()
    carys.sees("“Second decision”, by Chidi Example", DECLINE["reason"])
    expect(carys.page.get_by_label("What is missing")).to_have_value(
        "The school of the child, and which days."
    )
    carys.look("who was second at triage")


def test_pages_of_a_meeting(person, cast):
    case = case_at(cast, Stage.HEARING)
    meeting = case.meeting_id
    carys = person("carys")
    carys.go("meeting_opening", meeting_id=meeting)
    carys.look("opening before the declaration")
    carys.page.get_by_text("Somebody in the room without an account").click()
    carys.press("Enter their word")
    carys.sees("Enter the name and agency of the person")
    carys.look("a word sent empty")
    in_the_room(cast, case.meeting, "carys")
    carys.go("meeting_opening", meeting_id=meeting)
    carys.look("opening")
    for kind in ("police", "housing"):
        item(cast, case, kind, "A quiet word.", who="spoken", heading="health")
    carys.go("hearing", meeting_id=meeting, case_id=case.pk)
    carys.sees("Has something to say aloud:")
    carys.sees_not("A quiet word.")
    carys.look("hearing")
    carys.go("end_hearing", case_id=case.pk)
    carys.look("read back")
    sends_empty(carys, "Read back and agree", "read back")
    carys.go("record_presence", meeting_id=meeting)
    carys.look("presence")
    carys.go("conflicts", case_id=case.pk)
    carys.look("conflicts")
    sends_empty(carys, "Take away access", "conflicts")


def test_a_list_with_nothing_on_it(person, cast):
    meeting = meeting_in(cast)
    case = case_at(cast, Stage.LISTED, meeting=meeting)
    carys = person("carys")
    carys.go("meeting", meeting_id=meeting.pk)
    carys.look("meeting")
    do(cast, "carys", take_off_list, case_id=case.pk)
    carys.go("meeting", meeting_id=meeting.pk)
    carys.look("meeting with no case")
    carys.go("actions")
    carys.look("no actions")
    carys.go("triage_list")
    carys.look("nothing at triage")
    carys.go("meetings")
    carys.follow("When agencies are reminded")
    carys.look("reminders")
    sends_empty(carys, "Save", "reminders")
    carys.go("meetings")
    carys.follow("Rules of the area")
    carys.look("rules of the area")
    sends_empty(carys, "Save", "rules of the area")
    carys.go("set_area_rules")
    carys.fill("Minutes for each case", "15")
    carys.fill("Usual place of meetings", "Guildhall")
    carys.press("Save")
    carys.sees("These rules hold from today on.", "Minutes for each case: 15, before 12")
    carys.look("rules of the area, changed")
    carys.follow("Words of the risk checklist")
    carys.fill("19. Cruelty to animals", "Are pets hurt?")
    carys.press("Save")
    carys.sees("Say by whose leave the area uses these words")
    carys.look("words of the checklist, without leave")
    carys.go("set_days_off")
    carys.look("days off")
    sends_empty(carys, "Save", "days off")
    carys.go("find")
    sends_empty(carys, "Find", "find")


def test_a_draft_that_somebody_left_behind(person, cast):
    begin(cast, by="petra")
    leave(cast, "petra")
    join(cast, "hal", "police")
    hal = person("hal")
    hal.go("home")
    hal.look("home with a draft left behind")
    hal.press("Take over", exact=False)
    hal.look("a draft left behind")
    sends_empty(hal, "Take it over", "a draft left behind")
    hal.choose("begun on", exact=False)
    hal.press("Take it over")
    hal.sees("The draft is yours.")
    hal.go("take_over_drafts")
    hal.look("no draft left behind")


def test_pages_of_accounts(person, cast):
    client = signed_in_client(cast, "alex")
    invite(client, cast, role="chair")
    propose(client, cast)
    run_jobs()
    newcomer = person("nobody", signed_in=False)
    newcomer.go_to(link_in(next(one for one in mail.outbox if "password" in one.body)))
    newcomer.heading("Set your password")
    newcomer.look("set a password")
    sends_empty(newcomer, "Set the password", "set a password")
    newcomer.go("sign_in")
    sends_empty(newcomer, "Continue", "sign in")
    for _time in range(20):
        newcomer.go("sign_in")
        if "Wait before" in newcomer.page.title():
            break
        newcomer.give_password("not the password")
        if "Wait before" in newcomer.page.title():
            break
    newcomer.heading("Wait before you try again")
    newcomer.look("locked out")
    alex = person("alex")
    alex.go("home")
    alex.look("home of an administrator")
    alex.go("give_membership", user_id=cast.user("petra").pk)
    alex.look("give a membership")
    sends_empty(alex, "Give it", "give a membership")
    alex.go("accounts")
    alex.look("accounts")
    carys = person("carys")
    carys.go("home")
    carys.follow("Decide")
    carys.is_at("to_decide")
    carys.look("to decide")
    carys.follow("Decide on the membership of Dev Lock")
    carys.look("decide on a membership")
    sends_empty(carys, "Record the decision", "decide on a membership")
    assert carys.path.startswith(reverse("accounts"))
    held = Membership.objects.get(user__name="Dev Lock")
    alex.go("correct_account", user_id=held.user_id)
    alex.sees("They have no second factor yet")
    alex.look("change the address of somebody without a second factor")
    alex.fill("E-mail address", "dev@police.example")
    alex.press("Save")
    alex.sees("until a second person has seen the new address")
    alex.look("a new address that waits")
    alex.go("change_membership", membership_id=held.pk)
    alex.look("change a membership")
    carys.choose("Confirm it")
    carys.press("Record the decision")
    carys.sees("Somebody else changed this since you opened it", "dev@police.example")
    carys.look("a membership that was changed meanwhile")
    carys.go("to_decide")
    carys.follow("Decide on the reset for Petra Example")
    carys.look("decide on a reset")
