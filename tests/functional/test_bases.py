"""On which bases an agency shares: set once, named by each return, different in one case; and what
an IDVA records of a victim who does not agree any more."""

from meetings.models import Stage
from tests.story import case_at

WHY = "A threat to life on the day."


def test_an_agency_says_its_bases_once(person, cast):
    case = case_at(cast, Stage.RESEARCH)
    petra = person("petra")
    petra.go("research_return", case_id=case.pk)
    petra.sees("Your agency has not said on which lawful basis it shares.")
    petra.look("a return without bases")
    petra.follow("Say it once for all returns")
    petra.press("Save")
    petra.sees("2 things need to be put right")
    petra.look("bases sent empty")
    petra.choose("Section 35(2)(b): necessary for a task of a competent authority")
    petra.choose("Schedule 8, paragraph 4: safeguarding of children and individuals at risk")
    petra.press("Save")
    petra.is_at("bases")
    petra.sees("DPA 2018 Part 3: Section 35(2)(b); Schedule 8, paragraph 4", "Not set")
    petra.look("bases of all agencies")
    petra.go("research_return", case_id=case.pk)
    petra.sees("set by your agency from")
    petra.follow("This case is different")
    petra.look("this case is not different yet")
    petra.choose("Yes")
    petra.press("Save")
    petra.sees("Say why this case is different.")
    petra.look("why is missing")
    petra.fill("Why is this case different?", WHY)
    petra.press("Save")
    petra.sees(f"in this case alone: {WHY}")
    petra.look("a return with its own basis")
    ines = person("ines")
    ines.go("advocate", case_id=case.pk)
    ines.page.get_by_text("The victim says something else, or was asked since").click()
    ines.look("whether the victim agrees")
    form = ines.page.locator("details[open] form")
    ines.choose("Not asked: not safe to ask", within=form)
    ines.press("Record it", within=form)
    ines.sees("3 things need to be put right")
    ines.look("reasons are missing")
    ines.fill("Why sharing is necessary", "Near serious harm.")
    ines.fill("Why it is no more than needed", "Only what bears on the risk.")
    ines.fill("What could happen if it is not shared", "Nobody could act in time.")
    ines.press("Record it")
    ines.is_at("advocate", case_id=case.pk)
    ines.sees("Not asked: not safe to ask", "Nobody could act in time.")
    ines.look("the decision to share")
