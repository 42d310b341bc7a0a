"""What agencies propose of people is decided on by keyboard alone, and who had read what was
corrected says that they know of it."""

import pytest

from meetings.models import AddressProposal, DetailProposal, Stage
from meetings.operations.referral import change_person
from sharing import clock
from sharing.models import Address, Party
from tests.conftest import as_owner
from tests.doing import do, one
from tests.integration.research.helpers import answer
from tests.integration.research.proposing import propose, propose_address, propose_contact
from tests.story import case_at
from tests.visits import get


@pytest.fixture
def case(cast):
    """Police propose four things of the victim, whom Rowan of housing has read of."""
    case = case_at(cast, Stage.RESEARCH)
    answer(cast, case)
    with as_owner():
        address = Address.objects.get(scope_id=case.pk, party__role="victim", kind="current")
    for page in ("case", "research_return"):
        get(cast, "rowan", page, case.pk)
    propose(cast, case, family_name="Tarne")
    propose_address(cast, case, "8 Kiln Yard", replaces=address.pk)
    propose_address(cast, case, "5 Larch Court", "safe")
    assert propose_contact(cast, case, confirmed_on=clock.today()).status_code == 302
    return case


def decided(model, **which):
    with as_owner():
        return model.objects.unscoped("a test looks").get(**which).accepted


def goes(someone, words, key="Enter"):
    someone.tab_to(words)
    with someone.page.expect_navigation():
        someone.key(key)


def test_all_proposals_of_a_meeting(cast, person, case):
    carys, day = person("carys"), {"meeting_id": case.meeting_id}
    carys.go("research_grid", **day)
    goes(carys, "Proposed corrections")
    carys.is_at("proposals_of_meeting", **day)
    carys.look("what waits for the meeting")
    # Meanwhile Chidi corrects the name: Carys is shown that, and accepts what is proposed again.
    about = {"party_id": one(cast, "carys", Party, case, role="victim").pk, "ties": {}}
    do(cast, "chidi", change_person, case_id=case.pk, family_name="Tarnik", **about)
    goes(carys, "Accept Tarne")
    carys.sees("Somebody else changed this since you opened it", "Now: Tarnik")
    goes(carys, "Accept Tarne")
    carys.is_at("proposals", case_id=case.pk)
    carys.sees("Proposed corrections: 3", "Accepted: the case says it now.")
    goes(carys, "All proposals for this meeting")
    carys.is_at("proposals_of_meeting", **day)
    # Where a decision was made, the next Tab goes on with what is left.
    goes(carys, "Accept 8 Kiln Yard (lives here now)", "Space")
    carys.sees("Proposed corrections for", "Accepted: the case says it now.")
    assert carys.page.evaluate("document.activeElement.id") in ("waiting", "")
    goes(carys, "Show it Tara Tarne")
    carys.tab_to("Why do you need it?")
    carys.type("To tell the IDVA")
    goes(carys, "Show the address")
    carys.sees("5 Larch Court")
    carys.go("proposals_of_meeting", **day)
    goes(carys, "Decline Safe address", "Space")
    carys.sees("Declined: the case stays as it is.")
    carys.key("Tab")
    contact = carys.page.evaluate(
        "document.querySelector('main button[value=on]').textContent.trim().replace(/\\s+/g, ' ')"
    )
    assert contact.startswith("Accept Telephone call, 07700 900123")
    goes(carys, contact)
    carys.sees("Nothing waits to be decided on.")
    carys.look("nothing waits for the meeting")
    assert decided(DetailProposal) and decided(AddressProposal, kind="current")
    assert decided(AddressProposal, kind="safe") is False


def test_a_correction_is_acknowledged(cast, person, case):
    carys, rowan = person("carys"), person("rowan")
    carys.go("proposals", case_id=case.pk)
    carys.look("what is proposed")
    for words in ("Accept Tarne", "Accept 8 Kiln Yard (lives here now)"):
        goes(carys, words)
        carys.sees("Accepted: the case says it now.")
    carys.look("what was decided on")
    rowan.go("home")
    rowan.sees(f"2 corrections of what you read about {case.reference}")
    rowan.go("case", case_id=case.pk)
    rowan.look("a case of which people were corrected")
    goes(rowan, "Corrected since you read it: address and family name")
    rowan.is_at("corrections", case_id=case.pk)
    rowan.sees("2 corrections for you", "Tara Tarne, family name: corrected on")
    rowan.look("people who were corrected")
    for left in ("1 correction for you", "0 corrections for you"):
        goes(rowan, "I know of this correction")
        rowan.sees("It is on record that you know of it.", left)
    rowan.go("case", case_id=case.pk)
    rowan.sees_not("Corrected since you read it", "was corrected or taken back")
    petra = person("petra")
    petra.go("research_return", case_id=case.pk)
    petra.sees("Tara Tarne, family name,", "Housing: acknowledged")
    petra.look("who knows of what the agency corrected")
    odile = person("odile")
    odile.go("who_read", case_id=case.pk)
    odile.sees("A detail of a person,")
    odile.look("who knows of what was corrected of people")
    carys.go("readers_of_meeting", meeting_id=case.meeting_id)
    carys.look("who has read for the meeting")
    carys.go("research_grid", meeting_id=case.meeting_id)
    carys.look("who owes research for the meeting")
