"""The page of a case in the meeting: by keyboard alone, without a script, by two people at once."""

import pytest
from playwright.sync_api import expect

from meetings.models import Stage
from meetings.operations.listing import defer_case
from tests.doing import do
from tests.story import case_at, in_the_room, meeting_in


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.HEARING)


def in_the_meeting(someone, case):
    """The person, who has agreed to keep the meeting confidential, is at the page of the case."""
    someone.go("meeting_opening", meeting_id=case.meeting_id)
    if someone.name == "carys":  # the story lets the chair agree
        someone.press("I agree")
    someone.go("hearing", meeting_id=case.meeting_id, case_id=case.pk)
    return someone


def actions_of(someone):
    return someone.page.get_by_role("region", name="Actions so far").get_by_role("listitem")


def test_an_action_is_recorded_by_keyboard_alone(person, case):
    carys = person("carys")
    carys.go("meeting_opening", meeting_id=case.meeting_id)
    carys.tab_to("I agree")
    carys.key("Enter")
    carys.sees("You have agreed to keep this meeting confidential")
    carys.tab_to(case.reference)
    carys.key("Enter")
    carys.is_at("hearing", meeting_id=case.meeting_id, case_id=case.pk)
    carys.look("before the first action")
    carys.key("/")
    line = carys.page.get_by_label("Action, in one line")
    expect(line).to_be_focused()
    carys.type("police lend an alarm for victim fri petra ford")
    expect(carys.page.get_by_label("Owner", exact=True)).to_have_value("Petra Ford")
    carys.look("an action is read")
    carys.key("Enter")
    expect(actions_of(carys)).to_have_count(1)
    expect(actions_of(carys).first).to_contain_text("Police: Lend an alarm")
    expect(line).to_be_focused()
    expect(line).to_have_value("")
    # What was misread is corrected by the next keys, and what nobody understood is asked for.
    carys.type("see her about a move")
    carys.key("Enter")
    expect(carys.page.get_by_role("alert")).to_contain_text("Choose the agency")
    carys.look("an action without an agency")
    # Whoever types line after line is still where they typed, and what is wrong was read to them.
    expect(line).to_be_focused()
    carys.type(" again")
    expect(line).to_have_value("see her about a move again")
    carys.tab_to("Agency")
    carys.type("Housing")
    carys.tab_to("For")
    carys.type("Victim")
    carys.tab_to("Action")
    carys.key("Enter")
    expect(actions_of(carys)).to_have_count(2)
    expect(actions_of(carys).last).to_contain_text("Housing: See her about a move again")
    carys.look("two actions")


def test_an_action_is_recorded_without_a_script(person, case):
    carys = in_the_meeting(person("carys", scripts=False), case)
    carys.fill("Action, in one line", "housing see her about a move for victim")
    # Twice, as an impatient hand does.
    carys.page.get_by_role("button", name="Record", exact=True).dblclick()
    expect(actions_of(carys)).to_have_count(1)
    expect(actions_of(carys)).to_contain_text("Housing: See her about a move")
    carys.fill("Action, in one line", "somebody do something")
    carys.press("Record")
    carys.sees("Choose the agency")
    assert carys.page.get_by_label("Action", exact=True).input_value() == "Somebody do something"
    carys.look("without a script", scripts=False)
    carys.go("hearing", meeting_id=case.meeting_id, case_id=case.pk)
    expect(actions_of(carys)).to_have_count(1)


def test_two_people_write_what_was_heard(person, case):
    carys, chidi = (in_the_meeting(person(name), case) for name in ("carys", "chidi"))
    chidi.fill("Possible harm and signs", "It is getting worse, and he knows the address.")
    carys.fill("Possible harm and signs", "Strangled her in March.")
    chidi.press("Save what was heard")
    chidi.is_at("hearing", meeting_id=case.meeting_id, case_id=case.pk)
    carys.press("Save what was heard")
    carys.sees(
        "Somebody else changed this",
        "Chidi Example, ",
        "It is getting worse, and he knows the address.",
    )
    expect(carys.page.get_by_label("Possible harm and signs")).to_have_value(
        "Strangled her in March."
    )
    carys.look("both texts")
    carys.press("Save what was heard")
    carys.is_at("hearing", meeting_id=case.meeting_id, case_id=case.pk)
    expect(carys.page.get_by_label("Possible harm and signs")).to_have_value(
        "Strangled her in March."
    )


def test_what_is_typed_while_the_case_is_moved_stays_with_the_reason(person, cast, case):
    """It goes to a meeting whose declaration nobody has made."""
    chidi, words = in_the_meeting(person("chidi"), case), "He has a key to her door."
    risks = chidi.page.get_by_label("Possible harm and signs")
    risks.fill(words)
    later = {"to_meeting_id": meeting_in(cast, days=23).pk, "reason": "Nobody can come."}
    do(cast, "carys", defer_case, case_id=case.pk, **later)
    line = chidi.page.get_by_label("Action, in one line")
    line.click()
    chidi.type("police visit her fri")
    chidi.key("Enter")
    said = "This case is not being heard: it is at “Listed”, on the meeting of"
    expect(chidi.page.locator("#plan").get_by_role("alert")).to_contain_text(said)
    chidi.is_at("hearing", meeting_id=case.meeting_id, case_id=case.pk)
    expect(line).to_have_value("police visit her fri")
    expect(risks).to_have_value(words)
    chidi.look("a line for a case that was moved")
    chidi.press("Save what was heard")
    expect(chidi.page.locator("#record").get_by_role("alert")).to_contain_text(said)
    expect(risks).to_have_value(words)
    chidi.look("notes of a case that was moved")
    chidi.page.once("dialog", lambda dialog: dialog.accept())
    chidi.go("hearing", meeting_id=case.meeting_id, case_id=case.pk)
    chidi.sees("was moved to another meeting", "Open that meeting")
    chidi.look("a case at the meeting that it left")
    # The plan and the reading of the line ask by themselves, and are refused.
    asked = ("/plan/", "/read/")
    chidi.album.problems = [one for one in chidi.album.problems if not one.endswith(asked)]


def test_what_is_typed_without_a_script_while_the_case_is_moved_stays(person, cast, case):
    chidi = in_the_meeting(person("chidi", scripts=False), case)
    later = {"to_meeting_id": meeting_in(cast, days=23).pk, "reason": "Nobody can come."}
    do(cast, "carys", defer_case, case_id=case.pk, **later)
    chidi.fill("Action, in one line", "police visit her fri")
    chidi.press("Record")
    chidi.sees("This case is not being heard: it is at “Listed”", "it is kept nowhere else")
    expect(chidi.page.get_by_label("Action, in one line")).to_have_value("police visit her fri")
    chidi.look("a line alone", scripts=False)


def test_what_one_records_reaches_the_other(person, case):
    carys, chidi = person("carys"), person("chidi")
    chidi.page.clock.install()
    for someone in (carys, chidi):
        in_the_meeting(someone, case)
    carys.fill("Action, in one line", "police lend an alarm for victim")
    carys.press("Record")
    expect(actions_of(carys)).to_have_count(1)
    chidi.waits(4)
    expect(actions_of(chidi)).to_have_count(1)
    chidi.look("an action of somebody else")


def test_what_one_records_meanwhile_is_read_back_again_and_the_end_reaches_the_other(person, case):
    carys, chidi = person("carys"), person("chidi")
    carys.page.clock.install()
    for someone in (carys, chidi):
        in_the_meeting(someone, case)
    chidi.go("end_hearing", case_id=case.pk)
    chidi.fill("Why the plan has nothing for them", "Under way.")
    chidi.fill("Or why nobody safely can", "He reads all she gets.")
    carys.fill("Action, in one line", "police lend an alarm for victim")
    carys.press("Record")
    expect(actions_of(carys)).to_have_count(1)
    chidi.press("Read back and agree")
    chidi.sees("1 action was added", "Nothing was agreed yet.", "Added since")
    chidi.look("read back again")
    chidi.press("Read back and agree")
    chidi.is_at("meeting_opening", meeting_id=case.meeting_id)
    # What Carys is typing stays, and the page says that the case was ended.
    carys.fill("Action, in one line", "housing see her about a move for victim")
    carys.waits(4)
    carys.sees("The plan was read back and agreed on", "Go back to the case")
    carys.sees_not("Now, 0 min", "min left of")
    carys.look("a case that was ended")
    carys.press("Record")
    carys.sees("so nothing was recorded")
    expect(actions_of(carys)).to_have_count(1)
    carys.look("told before an agreed plan is changed")
    carys.press("Record")
    expect(actions_of(carys)).to_have_count(2)
    chidi.go("meeting_minutes", meeting_id=case.meeting_id)
    chidi.sees("The plan changed after it was read back.")
    chidi.look("a draft with a late action")


def test_two_people_write_down_what_was_heard_at_once(person, cast, case):
    in_the_room(cast, case.meeting, "carys")
    chidi, carys = person("chidi"), person("carys")
    for someone in (chidi, carys):
        someone.go("hearing", meeting_id=case.meeting_id, case_id=case.pk)
    chidi.fill("Possible harm and signs", "He has a gun.")
    chidi.press("Save what was heard")
    chidi.sees("Saved at")
    carys.fill("Decisions", "High risk.")
    carys.press("Save what was heard")
    carys.sees("Changed elsewhere meanwhile, and kept as it stands now: Possible harm and signs.")
    carys.look("saved, with what somebody else had written")
    expect(carys.page.get_by_label("Possible harm and signs")).to_have_value("He has a gun.")
    chidi.fill("Decisions", "Standard risk.")
    chidi.press("Save what was heard")
    chidi.sees("Somebody else changed this since you opened it", "What stands now")
    chidi.look("what both changed")
