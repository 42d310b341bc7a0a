"""What an agency says of how somebody is called and when born: coordinator or chair decide, and see
what stands beside it and who says so. The agency reads its own words alone."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from meetings.models import DetailProposal
from meetings.operations.referral import change_person, take_off_person
from meetings.operations.research import accept_proposal, decline_proposal, propose_details
from meetings.queries.proposals import proposals_of
from sharing import clock
from sharing.models import Party
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import change, change_party, do, one
from tests.integration.research.helpers import NAMES, answer, people, request_of
from tests.integration.research.proposing import WORDS, decide, only, propose, sent, waiting
from tests.integration.research.test_joined_people import joined_to
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import day, get, post, words_of


def test_it_is_accepted_at_one_click(cast, case, known, asked):
    answer(cast, case, "hal", "acute", answer="not_known", known_parties=(), searched=NAMES)
    party = propose(cast, case, family_name="Tarne")
    assert newest_event().code == "detail_proposed"
    assert "Decide on 1 correction that an agency proposes" in words_of(
        get(cast, "carys", "case", case.pk)
    )
    page = words_of(get(cast, "chidi", "proposals", case.pk))
    assert "Tara Tarn, family name Now: Tarn Proposed: Tarne" in page
    assert WORDS in page and "Petra Example, Police" in page
    proposal = only()
    assert decide(cast, case, proposal, accept=True).status_code == 302
    party = one(cast, "carys", Party, case, role="victim")
    assert party.full_name == "Tara Tarne"
    event = newest_event()
    assert {proposal.pk} <= {*event.items} and party.pk in event.people
    page = words_of(get(cast, "carys", "proposals", case.pk))
    assert "Nothing waits to be decided on" in page and "Accepted by Carys Example" in page
    # Who did not know her by that name is asked again.
    assert request_of(cast, case, "acute").added_parties == [party.pk]
    assert "Decide on" not in words_of(get(cast, "carys", "case", case.pk))
    again = decide(cast, case, proposal, accept=False)
    assert again.status_code == 422 and "This was decided on already" in words_of(again)


def test_it_is_declined(cast, case, known):
    propose(cast, case, born_on=date(1991, 3, 4))
    page = words_of(get(cast, "carys", "proposals", case.pk))
    assert "Proposed: 4 March 1991" in page
    assert decide(cast, case, only(), accept=False).status_code == 302
    assert newest_event().code == "proposal_declined"
    party = one(cast, "carys", Party, case, role="victim")
    assert party.born_on != date(1991, 3, 4)
    assert "Declined by Carys Example" in words_of(get(cast, "carys", "proposals", case.pk))
    own = words_of(get(cast, "petra", "propose_details", case.pk, party.pk))
    assert "Date of birth: 4 March 1991" in own and "Declined." in own
    assert "Carys Example" not in own


def test_who_accepts_that_the_victim_is_a_child_is_told_at_once(cast, case, known):
    propose(cast, case, born_on=clock.today() - timedelta(days=12 * 366))
    carys, (waits,) = signed_in_client(cast, "carys"), waiting(cast, case)
    values = {"proposal": waits.pk, "shown": waits.shown_as, "accept": "on", "listed": "on"}
    sent = post(cast, "carys", "proposals", case.pk, client=carys, **values)
    assert sent.url.startswith(reverse("proposals_of_meeting", args=[case.meeting_id]))
    said = f"{case.reference}: The victim is under 16: call children’s social care now."
    assert said in words_of(carys.get(sent.url))


def test_a_birth_date_takes_the_place_of_an_age(cast, case, known):
    kyle = one(cast, "carys", Party, case, role="perpetrator")
    values = {"born_on": None, "age_about": 30, "ties": {}}
    do(cast, "carys", change_person, case_id=case.pk, party_id=kyle.pk, **values)
    propose(cast, case, "perpetrator", born_on=date(1992, 1, 2))
    assert "Now: Nothing Proposed: 2 January 1992" in words_of(
        get(cast, "carys", "proposals", case.pk)
    )
    decide(cast, case, only(), accept=True)
    kyle = one(cast, "carys", Party, case, role="perpetrator")
    assert (kyle.born_on, kyle.age_about) == (date(1992, 1, 2), None)


def test_what_is_left_is_said_to_be_right(cast, case, known):
    party = propose(cast, case)
    propose(cast, case)
    assert only().detail == "confirmed", "said twice, it is said once"
    page = words_of(get(cast, "carys", "proposals", case.pk))
    assert "Said to be right: 1" in page and "Nothing waits" in page
    assert decide(cast, case, only(), accept=True).status_code == 422
    own = words_of(get(cast, "petra", "propose_details", case.pk, party.pk))
    assert "Name and date of birth are right: Tara Tarn, " in own


@pytest.mark.parametrize("was_known", [True, False])
def test_a_birth_date_that_is_left_out_is_not_confirmed(cast, case, known, was_known):
    if not was_known:
        change_party(cast, case, "victim", born_on=None, age_about=30)
    party = propose(cast, case, **day("born_on", None))
    assert only().detail == "named"
    page = words_of(get(cast, "carys", "proposals", case.pk))
    assert "Name said right, date of birth not known to them: Tara Tarn Police" in page
    assert decide(cast, case, only(), accept=True).status_code == 422
    own = words_of(get(cast, "petra", "propose_details", case.pk, party.pk))
    assert "date of birth is not known to them: Tara Tarn (Custody" in own and "Declined" not in own


def test_it_does_not_speak_for_another_name(cast, case, known):
    party = propose(cast, case)
    do(cast, "carys", change_person, case_id=case.pk, party_id=party.pk, ties={}, given_name="Una")
    page = words_of(get(cast, "carys", "proposals", case.pk))
    assert "Said right: Tara Tarn" in page and "Said right: Una" not in page
    propose(cast, case)
    page = words_of(get(cast, "carys", "proposals", case.pk))
    assert "Said to be right: 2" in page and "Said right: Una Tarn" in page


def test_what_was_confirmed_before_that_was_kept_names_nobody(cast, case, known):
    party = propose(cast, case)
    change(cast, case, DetailProposal, confirmed_as=None)
    do(cast, "carys", change_person, case_id=case.pk, party_id=party.pk, ties={}, given_name="Una")
    page = words_of(get(cast, "carys", "proposals", case.pk))
    assert "Said right: how they stood then" in page


def test_what_was_corrected_since_is_not_overwritten_unseen(cast, case, known):
    party = propose(cast, case, family_name="Tarne")
    page = get(cast, "carys", "proposals", case.pk)
    (proposal,) = page.context["proposals"].waiting
    sent_then = {
        "proposal": proposal.pk, "accept": "on", "shown": proposal.shown_as, "proposed": "Tarne",
    }  # fmt: skip
    values = {"party_id": party.pk, "ties": {}, "family_name": "Tarnowska"}
    do(cast, "chidi", change_person, case_id=case.pk, **values)
    for sent_now in (sent_then, {"proposal": proposal.pk, "accept": "on", "proposed": "Tarne"}):
        page = post(cast, "carys", "proposals", case.pk, **sent_now)
        words = words_of(page)
        assert page.status_code == 422 and "Somebody else changed this" in words
        assert "Chidi Example" in words and "What stands now" in words
        assert "Now: Tarnowska Proposed: Tarne" in words
        assert one(cast, "carys", Party, case, role="victim").family_name == "Tarnowska"
    assert decide(cast, case, proposal, accept=True).status_code == 302
    assert one(cast, "carys", Party, case, role="victim").family_name == "Tarne"


def test_nobody_is_left_without_a_name(cast, case, known):
    party, values = sent(case, cast, given_name="", family_name="")
    page = post(cast, "petra", "propose_details", case.pk, party.pk, **values)
    assert page.status_code == 422
    assert "Given name is needed" in words_of(page) and "Family name is needed" in words_of(page)
    propose(cast, case, family_name="Tarne")
    # What an agency proposed before this was asked of it.
    change(cast, case, DetailProposal, value="")
    change(cast, case, Party, given_name="")
    page = decide(cast, case, only(), accept=True)
    assert page.status_code == 422 and "without any name" in words_of(page)


def test_nobody_else_learns_of_it(cast, case, known):
    party = propose(cast, case, other_names="Tara Quill")
    for who in ("carys", "chidi", "petra", "ines", "wren", "hal"):
        with unit_of_work(cast.actor(who)):
            found = DetailProposal.objects.filter(scope_id=case.pk).exists()
            past = DetailProposal.history.filter(scope_id=case.pk).exists()
        assert found == past == (who in ("carys", "chidi", "petra")), who
    for name in ("case", "case_research", "referral"):
        for who in ("ines", "wren"):
            assert "Quill" not in words_of(get(cast, who, name, case.pk))
    answer(cast, case, "ines", "idva")
    page = words_of(get(cast, "ines", "propose_details", case.pk, party.pk))
    assert "Tara" in page and "Quill" not in page


def test_who_was_corrected_meanwhile_is_looked_at_first(cast, case, known):
    party, values = sent(case, cast)
    page = get(cast, "petra", "propose_details", case.pk, party.pk)
    values["shown"] = page.context["shown_as"]
    do(cast, "carys", change_person, case_id=case.pk, party_id=party.pk, ties={}, given_name="Una")
    again = post(cast, "petra", "propose_details", case.pk, party.pk, **values)
    assert again.status_code == 422 and "The people of a case have changed" in words_of(again)
    with as_owner():
        assert not DetailProposal.objects.unscoped("a test looks").exists()


def test_who_is_no_longer_of_the_case_is_not_corrected(cast, case, known):
    kyle = propose(cast, case, "perpetrator", given_name="Carl")
    do(cast, "carys", take_off_person, case_id=case.pk, party_id=kyle.pk)
    page = decide(cast, case, only(), accept=True)
    assert page.status_code == 422 and "no longer part of the case" in words_of(page)
    assert get(cast, "petra", "propose_details", case.pk, kyle.pk).status_code == 404


def test_whom_a_joined_referral_names(cast, case, known):
    second, brother = joined_to(cast, case)
    values = {"given_name": "Abe", "family_name": "Lune", "other_names": ""} | day("born_on", None)
    page = post(cast, "petra", "propose_details", case.pk, brother.pk, **values)
    assert page.status_code == 302
    decide(cast, case, only(), accept=True)
    assert one(cast, "carys", Party, second, pk=brother.pk).given_name == "Abe"


def test_who_knows_nobody_proposes_nothing(cast, case, asked):
    page = words_of(get(cast, "hal", "propose_details", case.pk, people(case)[0]))
    assert "Who knows one of these people says" in page and "Propose it" not in page
    with pytest.raises(RuleBroken):
        do(
            cast, "hal", propose_details, request_id=request_of(cast, case, "acute").pk,
            party_id=people(case)[0], said={},
        )  # fmt: skip


@pytest.mark.parametrize("decide_on", [accept_proposal, decline_proposal])
def test_what_is_not_there_is_refused(cast, case, known, decide_on):
    with pytest.raises(Refused):
        do(cast, "carys", decide_on, case_id=case.pk, proposal_id=case.pk)
    with pytest.raises(Refused):
        do(cast, "ines", decide_on, case_id=case.pk, proposal_id=case.pk)


def test_it_is_noted_what_was_shown(cast, case, known):
    party = propose(cast, case, given_name="Tamar")
    with unit_of_work(cast.actor("carys")) as work:
        found = proposals_of(case)
        assert work.people == {party.pk} and {one.pk for one in found.waiting} <= work.items
