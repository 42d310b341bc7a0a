"""What is restricted reaches those whom it names; an area sets what stands chosen."""

from meetings.models import Stage
from tests.integration.research.helpers import answer, submit, write
from tests.story import case_at


def test_restricted_to_the_chair_and_the_idva_of_this_victim(cast, person):
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    housing = [cast.agency("housing").pk]
    write(cast, case, text="A word to housing.", who_may_read="restricted", restricted_to=housing)
    write(cast, case, text="A word to the chair.", who_may_read="restricted")
    write(cast, case, text="A quiet word.", who_may_read="spoken", heading="health")
    submit(cast, case)
    ines = person("ines")
    ines.go("case_research", case_id=case.pk)
    ines.sees("To be said in the meeting, and in no paper: Health")
    ines.sees_not("A word", "Restricted")
    ines.go("advocate", case_id=case.pk)
    ines.sees("The IDVA service has named nobody yet.")
    ines.page.get_by_text("Name the IDVA", exact=True).click()
    ines.select("IDVA of this victim", "Ines Example")
    ines.look("who the idva is")
    ines.press("Save", within=ines.area("The IDVA of this victim"))
    ines.sees("Name somebody else")
    ines.go("case_research", case_id=case.pk)
    ines.sees("A word to the chair.", "Read by these alone, and in no minutes: Police, the chair")
    ines.sees_not("A word to housing.")
    ines.look("what is restricted to her")
    rowan = person("rowan")
    rowan.go("case_research", case_id=case.pk)
    rowan.sees("A word to housing.", "Housing, Police")
    rowan.sees_not("A word to the chair.")


def test_an_area_takes_no_files_and_offers_spoken_only(cast, person):
    carys = person("carys")
    carys.go("meetings")
    carys.follow("Rules of research")
    carys.choose("Spoken only")
    carys.page.get_by_label("Agencies may attach files to their research").uncheck()
    carys.look("the rules of research")
    carys.press("Save")
    carys.sees("From today on, research is asked for so.")
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    petra = person("petra")
    petra.go("research_return", case_id=case.pk)
    petra.sees("What it is about, as others see it")
    petra.sees_not("Attach a file")
    petra.look("a return without files")
