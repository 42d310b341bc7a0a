"""A case leaves while somebody writes about it: nothing is lost, and whoever had it is told."""

from meetings.models import Stage
from meetings.operations.closure import withdraw_case
from meetings.operations.listing import defer_case
from meetings.operations.triage import accept_referral, confirm_decline, propose_decline
from tests.doing import do
from tests.integration.research.helpers import answer
from tests.integration.test_closure import record_that_she_died
from tests.story import case_at, meeting_in

WORDS = "He came to the nursery gate and asked for the baby."


def test_what_was_typed_is_shown_again_after_the_reason(person, cast):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    petra = person("petra")
    petra.go("research_return", case_id=case.pk)
    petra.page.locator("textarea[name=text]").fill(WORDS)
    petra.page.locator("input[name=who_may_read][value=shared]").check()
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She asked for it.")
    petra.press("Add item")
    petra.sees("What you sent is kept for you.")
    petra.look("asked before what was sent")
    petra.choose("Somebody in the case is in contact with us now")
    petra.press("Open the case")
    petra.sees("What you sent is not lost")
    petra.sees(WORDS)
    petra.look("what was sent to a case that left")
    petra.press("Check it and send it")
    assert petra.page.locator("textarea[name=text]").input_value() == WORDS
    petra.press("Add item")
    petra.sees("This case is at “Withdrawn”, so research cannot be changed.")
    assert petra.page.locator("textarea[name=text]").input_value() == WORDS
    petra.look("an item for a case that left")
    petra.go("home")
    petra.sees("Left the list: 1")
    petra.look("home after a case left")


def test_a_case_that_is_withdrawn_while_the_meeting_hears_it(person, cast):
    case = case_at(cast, Stage.HEARING)
    carys, chidi = person("carys"), person("chidi")
    carys.go("withdraw_case", case_id=case.pk)
    carys.sees("is hearing this case. Speak with the chair first")
    carys.look("withdrawing a case that is being heard")
    chidi.go("hearing", meeting_id=case.meeting_id, case_id=case.pk)
    risks = chidi.page.get_by_label("Possible harm and signs")
    risks.fill(WORDS)
    carys.fill("Reason", "She asked for it.")
    carys.press("Withdraw the case")
    chidi.press("Save what was heard")
    chidi.sees("This case is not being heard: it is at “Withdrawn”. Nothing was recorded.")
    chidi.page.once("dialog", lambda dialog: dialog.accept())
    chidi.go("hearing", meeting_id=case.meeting_id, case_id=case.pk)
    chidi.sees(f"{case.reference} is no longer heard here", "Go on with the meeting")
    chidi.look("a case that was withdrawn while it was heard")
    # The plan and the reading of the line ask by themselves, and are refused.
    asked = ("/plan/", "/read/")
    chidi.album.problems = [one for one in chidi.album.problems if not one.endswith(asked)]


def test_the_second_of_two_who_decide_on_a_case_reads_what_was_done(person, cast):
    case = case_at(cast, Stage.TRIAGE)
    carys = person("carys")
    carys.go("withdraw_case", case_id=case.pk)
    do(cast, "chidi", accept_referral, case_id=case.pk)
    carys.fill("Reason", "She asked for it.")
    carys.press("Withdraw the case")
    carys.sees("Somebody else changed this since you opened it", "Accepted")
    carys.look("withdrawing a case that was accepted meanwhile")
    carys.press("Withdraw the case")
    carys.sees(f"{case.reference} is withdrawn.")


def test_a_case_whose_victim_died_gives_no_way_of_contact(person, cast):
    case = case_at(cast, Stage.RESEARCH)
    record_that_she_died(cast, case)
    carys = person("carys")
    carys.go("case", case_id=case.pk)
    carys.choose("To check or complete what we hold on record")
    carys.press("Open the case")
    carys.sees("The victim died. Use none of their ways of contact")
    carys.look("a case whose victim died")
    wren = person("wren")
    wren.go("home")
    wren.look("home of a referrer after a death")


def test_whoever_referred_reads_why_it_was_declined_or_moved(person, cast):
    case, moved = case_at(cast, Stage.TRIAGE), case_at(cast, Stage.RESEARCH)
    why = "What she asks for is help with money.\nNobody in the house is afraid."
    instead = "Money advice: Health visiting takes it there."
    do(cast, "carys", propose_decline, case_id=case.pk, reason=why, instead=instead)
    do(cast, "chidi", confirm_decline, case_id=case.pk)
    later = {"to_meeting_id": meeting_in(cast, days=23).pk, "reason": "Nobody can come."}
    do(cast, "carys", defer_case, case_id=moved.pk, **later)
    wren = person("wren")
    wren.go("home")
    wren.sees("Declined at triage: 1")
    wren.look("home after a decline")
    wren.follow(case.reference)
    wren.sees("Nobody in the house is afraid.", f"Where the referral goes instead: {instead}")
    wren.look("a declined case")
    wren.go("case", case_id=moved.pk)
    wren.sees("Nobody can come.")
    wren.look("a case that was moved")
