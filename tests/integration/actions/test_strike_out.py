"""An action that was written down by mistake is struck out, and opens the case to nobody."""

from threading import Thread

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Action, ActionState, ResearchRequest, Stage
from meetings.operations.actions import correct_action, record_action, strike_action
from meetings.views import actions as views
from sharing.facts import facts_of
from sharing.rules import Overtaken, RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, form_token
from tests.integration.actions.helpers import actions_of, values
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import codes


def record(cast, case, agency, **changes):
    return do(
        cast,
        "chidi",
        record_action,
        **values(cast, case, agency_id=cast.agency(agency).pk, **changes),
    )


def strike(cast, action, reason="Written under the wrong case.", version=None):
    return do(
        cast,
        "chidi",
        strike_action,
        action_id=action.pk,
        version=version or action.version,
        reason=reason,
    )


def reads(cast, case, agency):
    with unit_of_work(cast.actor("chidi")):
        facts = facts_of(case.pk)
    pk = cast.agency(agency).pk
    return pk in facts.full_circulation, pk in facts.search_circulation


def test_a_struck_action_leaves_the_plan_and_its_reason_stays(cast, case):
    action = record(cast, case, "children")
    strike(cast, action)
    assert action.pk not in {one.pk for one in actions_of(cast, case)}
    with unit_of_work(cast.actor("chidi")):
        kept = Action._base_manager.get(pk=action.pk)
        assert (kept.state, kept.result) == (ActionState.STRUCK, "Written under the wrong case.")
        assert kept.history.count() == 2
    assert "action_struck" in codes()


def test_an_agency_that_was_asked_goes_back_to_search(cast, case):
    assert reads(cast, case, "children") == (False, True)
    action = record(cast, case, "children")
    assert reads(cast, case, "children") == (True, False)
    strike(cast, action)
    assert reads(cast, case, "children") == (False, True)


def test_an_agency_that_was_not_asked_sees_nothing_of_the_case_any_more(cast, case):
    before = reads(cast, case, "acute")
    strike(cast, record(cast, case, "acute"))
    assert reads(cast, case, "acute") == before


def test_an_agency_with_another_reason_goes_on_reading(cast, case):
    with as_owner():
        asked = ResearchRequest._base_manager.filter(scope=case.pk)
        asked.filter(agency=cast.agency("police")).update(answer="known", searched="Names")
    for agency in ("police", "idva", "health_visiting"):
        strike(cast, record(cast, case, agency))
        assert reads(cast, case, agency)[0], agency
    first = record(cast, case, "children")
    record(cast, case, "children", what="Another")
    strike(cast, first)
    assert reads(cast, case, "children")[0]


def test_the_agency_of_an_action_that_was_corrected_reads_the_case_no_more(cast, case):
    action = record(cast, case, "children")
    changed = values(cast, case, agency_id=cast.agency("police").pk)
    changed.pop("case_id")
    do(cast, "chidi", correct_action, action_id=action.pk, version=action.version, **changed)
    assert reads(cast, case, "children") == (False, True)


def test_a_struck_action_is_not_there_to_be_changed(cast, case):
    action = record(cast, case, "police")
    strike(cast, action)
    with pytest.raises(Refused):
        strike(cast, action, version=action.version + 1)


def test_an_action_that_changed_meanwhile_is_not_struck_out(cast, case):
    action = record(cast, case, "police")
    with pytest.raises(Overtaken):
        strike(cast, action, version=action.version + 1)


def test_agreed_minutes_keep_their_actions(cast):
    case = case_at(cast, Stage.ACTIONS)
    action = actions_of(cast, case)[0]
    with pytest.raises(RuleBroken, match="not being heard"):
        strike(cast, action)


def test_the_page_asks_why_and_leads_back_to_the_hearing(cast, case):
    action = record(cast, case, "children")
    client = signed_in_client(cast, "chidi")
    way = reverse("strike_action", args=[action.pk])
    page = client.get(way)
    assert b"reads this case no more" in page.content
    sent = form_token() | {"version": action.version}
    again = client.post(way, sent)
    assert again.status_code == 422
    assert b"Enter the reason" in again.content
    done = client.post(way, sent | {"reason": "A slip."})
    assert done.status_code == 302
    assert action.pk not in {one.pk for one in actions_of(cast, case)}


@pytest.mark.django_db(transaction=True)
def test_who_was_overtaken_while_the_form_waited_reads_the_action_as_it_is(cast, case, monkeypatch):
    action = record(cast, case, "children")
    client = signed_in_client(cast, "chidi")
    read = views.open_action_to_correct
    corrected = values(cast, case, agency_id=action.agency_id, what="Take the child to safety.")
    del corrected["case_id"]

    def correct():
        do(
            cast,
            "carys",
            correct_action,
            action_id=action.pk,
            version=action.version,
            **corrected,
        )
        connection.close()

    def read_just_before(actor, action_id):
        found = read(actor, action_id)
        monkeypatch.setattr(views, "open_action_to_correct", read)
        other = Thread(target=correct)
        other.start()
        other.join()
        return found

    monkeypatch.setattr(views, "open_action_to_correct", read_just_before)
    sent = form_token() | {"version": action.version, "reason": "Under the wrong case."}
    page = client.post(reverse("strike_action", args=[action.pk]), sent)
    assert page.status_code == 422
    assert "Take the child to safety." in page.content.decode()
