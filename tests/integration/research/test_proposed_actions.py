"""An agency proposes actions with its return; in the meeting each is recorded at one click."""

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import Action, ActionProposal, Stage
from meetings.operations.research import propose_action, put_aside_proposed, record_proposed
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.addresses.helpers import protect
from tests.integration.research.helpers import answer, request_of
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room
from tests.trail import newest_event
from tests.visits import get, post, send, words_of

WHAT = "Fit a panic alarm at the flat"


@pytest.fixture
def case(cast):
    """A case that is being heard, of which police know somebody."""
    case = case_at(cast, Stage.HEARING)
    in_the_room(cast, case.meeting, "carys", "petra")
    answer(cast, case)
    return case


def propose(cast, case, **values):
    agency = cast.agency("housing").pk
    said = {"what": WHAT, "for_whom": "victim", "by_agency": agency} | values
    return post(cast, "petra", "propose_action", case.pk, **said)


def only():
    with as_owner():
        (found,) = ActionProposal.objects.unscoped("a test looks")
        return found


def test_it_is_recorded_at_one_click(cast, case):
    assert propose(cast, case).status_code == 302
    assert newest_event().code == "action_proposed"
    page = words_of(get(cast, "carys", "hearing", case.meeting_id, case.pk))
    assert "Proposed by agencies: 1" in page and "Proposed by Police" in page and WHAT in page
    proposal = only()
    done = post(cast, "carys", "record_proposed", case.pk, proposal=proposal.pk)
    assert done.status_code == 302
    event = newest_event()
    assert event.code == "action_recorded" and proposal.pk in event.items
    with as_owner():
        action = Action.objects.get(scope_id=case.pk)
    assert (action.what, action.for_whom, action.agency_id) == (
        WHAT, "victim", cast.agency("housing").pk,
    )  # fmt: skip
    assert only().recorded_id == action.pk
    page = words_of(get(cast, "carys", "hearing", case.meeting_id, case.pk))
    assert "Proposed by agencies" not in page and f"Housing: {WHAT}" in page
    again = post(cast, "carys", "record_proposed", case.pk, proposal=proposal.pk)
    assert again.status_code == 422 and "recorded as an action already" in words_of(again)
    assert "Recorded in the plan." in words_of(get(cast, "petra", "propose_action", case.pk))


def test_it_is_put_aside_at_one_click(cast, case):
    propose(cast, case)
    proposal = only()
    sent = {"proposal": proposal.pk, "aside": "on"}
    done = post(cast, "carys", "record_proposed", case.pk, **sent)
    assert done.status_code == 302
    event = newest_event()
    assert event.code == "action_put_aside" and proposal.pk in event.items
    page = words_of(get(cast, "chidi", "hearing", case.meeting_id, case.pk))
    assert "Proposed by agencies" not in page and "Proposed and put aside: 1" in page
    assert "Proposed by Police, put aside by Carys Example on" in page
    again = post(cast, "carys", "record_proposed", case.pk, proposal=proposal.pk)
    assert again.status_code == 422 and "put aside already" in words_of(again)
    assert "Put aside." in words_of(get(cast, "petra", "propose_action", case.pk))
    assert post(cast, "petra", "record_proposed", case.pk, **sent).status_code == 403


def test_no_case_ends_before_it_is_decided_on(cast, case):
    propose(cast, case)
    assert "Not decided on yet." in words_of(get(cast, "petra", "propose_action", case.pk))
    page = get(cast, "chidi", "end_hearing", case.pk)
    said = words_of(page)
    assert "Proposed by agencies, and not decided on: 1" in said
    assert f"Housing: {WHAT} Victim. Proposed by Police" in said
    page_of_case = reverse("hearing", args=[case.meeting_id, case.pk])
    assert f'href="{page_of_case}#proposed-actions"' in page.content.decode()
    ended = {"gap_reason": "They have workers.", "untold_reason": "No safe way."}
    chidi, way = signed_in_client(cast, "chidi"), reverse("end_hearing", args=[case.pk])
    page = send(chidi, way, **ended)
    assert page.status_code == 422
    assert "An agency proposes an action on which nobody has decided." in words_of(page)
    post(cast, "carys", "record_proposed", case.pk, proposal=only().pk, aside="on")
    assert "not decided on" not in words_of(get(cast, "chidi", "end_hearing", case.pk))
    assert send(chidi, way, **ended).status_code == 302


def test_of_several_each_is_decided_on(cast, case):
    propose(cast, case)
    propose(cast, case, what="Change the locks")
    page = post(cast, "chidi", "end_hearing", case.pk, untold_reason="No safe way.")
    assert "Agencies propose 2 actions on which nobody has decided." in words_of(page)


def test_whoever_puts_it_aside_is_shown_the_way_back(cast, case):
    propose(cast, case)
    sent = {"proposal": only().pk, "aside": "on"}
    carys = signed_in_client(cast, "carys")
    done = post(cast, "carys", "record_proposed", case.pk, client=carys, **sent)
    page = words_of(carys.get(done["Location"]))
    assert "It is put aside. It stays under “Proposed and put aside”" in page
    assert "Record it after all" in page
    sent = {"proposal": only().pk, "what": "Fit two alarms", "after_all": "on"}
    assert post(cast, "chidi", "record_proposed", case.pk, **sent).status_code == 302
    with as_owner():
        assert Action.objects.get(scope_id=case.pk).what == "Fit two alarms"
    assert only().recorded_id and only().put_aside_at is only().put_aside_by is None
    page = words_of(get(cast, "chidi", "hearing", case.meeting_id, case.pk))
    assert "put aside" not in page
    assert "Recorded in the plan." in words_of(get(cast, "petra", "propose_action", case.pk))
    again = post(cast, "carys", "record_proposed", case.pk, **sent)
    assert again.status_code == 422 and "recorded as an action already" in words_of(again)


def test_its_due_date_is_shown_before_it_is_recorded(cast, case):
    propose(cast, case)
    page = words_of(get(cast, "carys", "hearing", case.meeting_id, case.pk))
    post(cast, "carys", "record_proposed", case.pk, proposal=only().pk)
    with as_owner():
        due = Action.objects.get(scope_id=case.pk).due_on
    assert f"Recorded as due {date_format(due, 'D j M Y')}" in page


def test_what_names_an_address_that_was_protected_since_is_recorded_in_other_words(cast, case):
    named = "Fit an alarm at 9 New Lane"
    assert propose(cast, case, what=named).status_code == 302
    protect(cast, case, "9 New Lane")
    proposal = only()
    page = post(cast, "carys", "record_proposed", case.pk, proposal=proposal.pk)
    assert page.status_code == 422 and f'value="{named}"' in page.content.decode()
    assert "Record it in these words" in words_of(page)
    sent = {"proposal": proposal.pk, "what": named}
    page = post(cast, "carys", "record_proposed", case.pk, **sent)
    assert page.status_code == 422 and 'href="#id_what"' in page.content.decode()
    sent["what"] = "Fit an alarm where she is"
    assert post(cast, "carys", "record_proposed", case.pk, **sent).status_code == 302
    with as_owner():
        assert Action.objects.get(scope_id=case.pk).what == "Fit an alarm where she is"
    assert only().what == named, "what was proposed stays"


def test_the_room_does_not_see_it(cast, case):
    propose(cast, case)
    assert WHAT not in words_of(get(cast, "petra", "hearing", case.meeting_id, case.pk))
    for who in ("ines", "wren", "hal", "carys", "petra"):
        with unit_of_work(cast.actor(who)):
            found = ActionProposal.objects.filter(scope_id=case.pk).exists()
            past = ActionProposal.history.filter(scope_id=case.pk).exists()
        assert found == past == (who in ("carys", "petra")), who


def test_an_agency_of_another_area_does_nothing_here(cast, case):
    with as_owner():
        elsewhere = cast.memberships["nia"].agency_id
    values = {"what": WHAT, "for_whom": "victim", "by_agency": elsewhere}
    with pytest.raises(RuleBroken):
        do(cast, "petra", propose_action, request_id=request_of(cast, case, "police").pk, **values)


def test_who_knows_nobody_proposes_nothing(cast):
    case = case_at(cast, Stage.RESEARCH)
    page = words_of(get(cast, "petra", "propose_action", case.pk))
    assert "Who knows one of these people proposes actions" in page and "Propose it" not in page


@pytest.mark.parametrize("operation", [record_proposed, put_aside_proposed])
def test_what_is_not_there_is_refused(cast, case, operation):
    with pytest.raises(Refused):
        do(cast, "carys", operation, case_id=case.pk, proposal_id=case.pk)
