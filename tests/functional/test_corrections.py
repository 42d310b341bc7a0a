"""Housing reads what police share, police correct it, housing says that it knows, and coordinator
and lead see who has read what."""

from meetings.models import Stage
from meetings.operations.research import withdraw_item
from tests.doing import do
from tests.integration.research.helpers import answer, rewrite, submit, write
from tests.story import case_at


def test_a_correction_is_read_and_acknowledged(cast, person):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    cars = write(cast, case, text="He has one car, a blue one, and drives to work in it.")
    gone = write(cast, case, text="He keeps a dog.")
    submit(cast, case)
    rowan, carys = person("rowan"), person("carys")
    for who in (rowan, carys):
        who.go("case_research", case_id=case.pk)
        who.sees_not("since you")
    rewrite(cast, cars, text="He has two cars, a blue one and a van, and drives to work.")
    do(cast, "petra", withdraw_item, case_id=case.pk, item_id=gone.pk)
    write(cast, case, text="He works at night.")
    submit(cast, case)
    rowan.go("home")
    rowan.sees(f"2 corrections of what you read about {case.reference}")
    rowan.look("corrections wait on the home")
    rowan.press("Read 2 corrections", exact=False)
    rowan.sees("2 corrections for you")
    rowan.sees("What you read on", "What stands now", "Police took something back on")
    rowan.sees_not("He keeps a dog.")
    rowan.look("corrections")
    rowan.go("case_research", case_id=case.pk)
    rowan.sees("Corrected since you read it.", "Added since you last read.")
    rowan.look("research that changed since")
    rowan.follow("Read what stands now")
    rowan.press("I know of this correction")
    rowan.sees("It is on record that you know of it.")
    rowan.sees("1 correction for you")
    rowan.press("I know that it was taken back")
    rowan.sees("Nothing that you read here was corrected since")
    petra = person("petra")
    petra.go("research_return", case_id=case.pk)
    petra.sees("Housing: acknowledged", "MARAC team: not acknowledged yet")
    petra.look("who has not acknowledged")
    carys.go("home")
    carys.sees(f"2 corrections of what you read about {case.reference}")
    carys.go("case", case_id=case.pk)
    carys.sees("2 things that you read about this case were corrected or taken back.")
    carys.look("a case with corrections")
    carys.go("who_read", case_id=case.pk)
    carys.sees("Version 3 of 3", "Changed since", "Not opened")
    carys.look("who has read what")
    carys.go("readers_of_meeting", meeting_id=case.meeting_id)
    carys.look("who has read what for the meeting")
    odile = person("odile")
    odile.go("who_read", case_id=case.pk)
    odile.sees("Versions: 3", "Police, item 1,")
    odile.look("who has read what as the lead")
