"""A warning for staff is given by one agency and read by another that knows nobody."""

from meetings.models import Stage
from tests.integration.research.helpers import ask
from tests.story import case_at

WORDS = "Visit in pairs: a weapon may be at hand"


def test_a_warning_reaches_who_only_looks_people_up(cast, person):
    case = case_at(cast, Stage.RESEARCH)
    ask(cast, case, "acute")
    petra = person("petra")
    petra.go("research_return", case_id=case.pk)
    petra.follow("Warn staff of a danger")
    petra.fill("What must staff know before they meet them?", "The victim says he has a knife")
    petra.press("Warn them")
    petra.sees("Leave out “victim”")
    petra.look("a warning that tells too much")
    petra.fill("What must staff know before they meet them?", WORDS)
    petra.choose("Kyle Lune")
    petra.press("Warn them")
    petra.sees(f"Kyle Lune: {WORDS}")
    hal = person("hal")
    hal.go("home")
    hal.look("a warning on the home of another agency")
    hal.press("Read the warning", exact=False)
    hal.look("a warning for who looks people up")
    hal.press("Our staff know")
    hal.sees("Your staff know.")
    carys = person("carys")
    carys.go("staff_warnings", case_id=case.pk)
    carys.sees("Their staff know: Acute hospital.")
    carys.look("a warning and whose staff know")
    carys.follow("The danger is over", exact=False)
    carys.look("a danger that is over")
    carys.fill("Why is it over?", "He is in prison.")
    carys.press("End the warning")
    carys.sees("No warning stands.")
    carys.look("a warning that is over")
