"""An agency answers a whole list, and writes what it knows."""

from playwright.sync_api import expect

from meetings.models import Stage
from meetings.operations.research import answer_case
from tests.doing import do
from tests.integration.research.helpers import ask, people, request_of
from tests.story import case_at, meeting_in

NAMES = [
    "Tara",
    "Vera",
    "Hetty",
    "Ada",
    "Bryony",
    "Cora",
    "Della",
    "Edith",
    "Flora",
    "Greta",
    "Hanna",
    "Isla",
    "Jean",
    "Kay",
    "Lena",
    "Mona",
]


def list_of_16(cast):
    meeting = meeting_in(cast, state="published")
    cases = [
        case_at(cast, Stage.RESEARCH, meeting=meeting, name=name, position=place)
        for place, name in enumerate(NAMES, 1)
    ]
    for case in cases:
        ask(cast, case, "acute")
    return cases


def test_sixteen_cases_in_one_page_and_one_submit(cast, person):
    cases = list_of_16(cast)
    hal = person("hal")
    hal.go("research")
    hal.sees("16 cases to answer")
    hal.look("what is owed")
    hal.press("Look up the whole list")
    hal.heading("48 people to look up")
    hal.look("the whole list")
    hal.page.get_by_text("As plain text").click()
    hal.sees("12 Mere Walk, LM1 2AB")
    hal.look("the list as text")
    hal.choose("Tara Tarn")
    hal.press("Submit the whole list")
    hal.is_at("research")
    hal.sees("1 case to answer", "Answered: 15 cases")
    hal.look("the list is answered")
    assert request_of(cast, cases[0], "acute").answer == "known"
    hal.follow(f"Write and submit for {cases[0].reference}")
    hal.sees("Safe contact", "Who may read it")
    carys = person("carys")
    carys.go("research_grid", meeting_id=cases[0].meeting_id)
    carys.sees("Research: 97 of 112 answers owed", "Draft", "Nil", "Asked")
    carys.look("sixteen cases by agency")
    wrap = carys.page.locator(".app-table-wrap")
    assert wrap.evaluate("it => it.scrollWidth <= it.clientWidth"), "all of it stands side by side"
    carys.page.set_viewport_size({"width": 375, "height": 812})
    expect(wrap).to_be_hidden()
    expect(carys.page.get_by_role("heading", name="By agency")).to_be_visible()
    carys.press("Remind all 6 agencies with cases not opened")
    carys.sees("6 agencies are reminded by mail", "Reminded")
    carys.sees_not("Remind all")


def test_nobody_is_known_in_two_clicks(cast, person):
    case = case_at(cast, Stage.RESEARCH)
    ask(cast, case, "acute")
    hal = person("hal", scripts=False)
    hal.go("research")
    hal.follow(f"Answer for {case.reference}")
    hal.is_at("research_return", case_id=case.pk)
    hal.sees_not("Safe contact", "Perpetrator")
    hal.look("a return of who only looks people up", scripts=False)
    hal.press("Nobody here is known to us")
    hal.is_at("research")
    assert request_of(cast, case, "acute").answer == "not_known"


def test_what_an_agency_knows(cast, person):
    case = case_at(cast, Stage.RESEARCH)
    petra = person("petra")
    petra.go("research_return", case_id=case.pk)
    petra.look("a return")
    for name, said in (("Tara Tarn", "Yes"), ("Kyle Lune", "Yes"), ("Alder Tarn", "No")):
        row = petra.page.get_by_role("row", name=name)
        petra.choose(said, within=row)
    petra.press("Save these answers")
    petra.fill("One thing that you know and that bears on the risk", "Arrested, bail until May.")
    petra.select("About", "Kyle Lune")
    petra.fill("Source", "Custody record")
    petra.choose("Shared")
    petra.choose("A fact")
    petra.press("Add item")
    expect(petra.page.locator("#item_text")).to_be_focused()
    petra.type("Reports that did not go to court.")
    petra.choose("Spoken only")
    petra.select("What it is about, as others see it", "Earlier reports")
    petra.press("Add item")
    petra.choose("Restricted")
    petra.look("a return with items")
    petra.press("Add item")
    petra.sees("Write what you know")
    petra.look("an item without words")
    petra.press("Submit for the meeting")
    petra.sees("becomes version 2")
    petra.follow("Change item 1")
    petra.look("an item is changed")
    do(
        cast,
        "rowan",
        answer_case,
        request_id=request_of(cast, case, "housing").pk,
        answer="not_known",
        searched="Names",
    )
    carys = person("carys")
    carys.go("case_research", case_id=case.pk)
    carys.sees("Police: 1 item", "Arrested, bail until May.")
    carys.sees("To be said in the meeting, and in no paper: Earlier reports")
    carys.sees_not("court")
    carys.look("what is shared")
    carys.go("research_grid", meeting_id=case.meeting_id)
    carys.press("Remind Probation")
    carys.sees("The agency is reminded by mail", "Reminded")
    carys.look("who owes what")
    assert people(case)[2] not in request_of(cast, case, "police").known_parties
