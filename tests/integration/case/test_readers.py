"""Who reads the page of a case, and how much of it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import Action, ContactAttempt, Stage
from sharing import clock
from sharing.models import Party
from sharing.unit import unit_of_work
from tests.doing import wall_off
from tests.integration.case.helpers import answer_to, develop, seen
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import without_tokens


def test_it_works(cast):
    case = case_at(cast, Stage.ACTIONS)
    page = seen(cast, "carys", case)
    for words in (
        case.reference,
        "Tara Tarn",
        "Perpetrator, former partner",
        "3 Mar 2004",
        "Agrees to the referral",
        "Safe contact:",
        "Grounds: 1 of 4 met",
        "Action plan: 2 of 2 open",
        "Not possible now:",
        "An action is still open.",
        "Incident that led to the referral",
        "Full:",
        "Who saw and changed it",
    ):
        assert words in page, words
    for words in ("12 Mere Walk", "3 Hidden Row"):
        assert words not in page
    assert f"<title>Overview – case {case.reference} –" in page


def test_it_rejects_post(cast):
    case = case_at(cast, Stage.TRIAGE)
    answer = signed_in_client(cast, "carys").post(reverse("case", args=[case.pk]))
    assert answer.status_code == 405


def test_it_records_event(cast):
    case = case_at(cast, Stage.TRIAGE)
    seen(cast, "carys", case)
    event = newest_event()
    assert (event.code, event.cases, len(event.people)) == ("case_viewed", [case.pk], 3)


@pytest.mark.parametrize("name", ["hal", "nia"])
def test_it_refuses_other_area_and_off_circulation(cast, name):
    case = case_at(cast, Stage.RESEARCH)
    there, nothing = (answer_to(cast, name, one) for one in (case.pk, uuid4()))
    assert there.status_code == nothing.status_code == 404
    assert without_tokens(there) == without_tokens(nothing)
    assert newest_event().outcome == "refused"


def test_it_refuses_conflict(cast):
    case = case_at(cast, Stage.RESEARCH)
    wall_off(cast, case, "petra")
    assert answer_to(cast, "petra", case.pk).status_code == 404


@pytest.mark.parametrize("name", ["odile", "alex"])
def test_it_refuses_a_role_without_cases(cast, name):
    case = case_at(cast, Stage.RESEARCH)
    assert answer_to(cast, name, case.pk).status_code in (403, 404)


def test_a_representative_sees_no_trail_and_no_number_of_the_order(cast):
    page = seen(cast, "petra", case_at(cast, Stage.ACTIONS))
    assert "Who saw and changed it" not in page
    assert "number 1" not in page
    assert "No access" not in page
    assert "Nothing waits for your role here." not in page
    assert "Update your agency’s action" in page
    assert "Add a new incident or order" in page
    assert page.count(">Update<") == 1


def test_several_open_actions_of_the_agency_lead_to_the_list(cast):
    case = case_at(cast, Stage.ACTIONS)
    with unit_of_work(cast.actor("carys")):
        action = Action.objects.get(scope_id=case.pk, agency=cast.agency("police"))
        action.pk, action.position, action._state.adding = uuid4(), 90, True
        action.save()
    page = seen(cast, "petra", case)
    assert "Update your agency’s 2 actions" in page


def test_a_representative_without_actions_has_nothing_to_do(cast):
    case = case_at(cast, Stage.ACTIONS)
    with unit_of_work(cast.actor("carys")):
        for action in Action.objects.filter(scope_id=case.pk):
            action.agency_id = cast.agency("idva").pk
            action.save()
    assert "Nothing waits for your role here." in seen(cast, "petra", case)


def test_the_idva_service_is_told_what_the_victim_waits_for(cast):
    case = case_at(cast, Stage.TRIAGE)
    page = seen(cast, "ines", case)
    assert "Reach the victim" in page and "Nothing waits" not in page
    with unit_of_work(cast.actor("ines")):
        ContactAttempt.objects.create(
            scope_id=case.pk,
            attempted_at=clock.now(),
            way="In person",
            result="reached",
            author=cast.user("ines"),
        )
    page = seen(cast, "ines", case)
    assert "Record the wishes" in page and "Reach the victim" not in page


def test_a_referrer_reads_no_research(cast):
    page = seen(cast, "wren", case_at(cast, Stage.RESEARCH))
    assert "Research: answered by" not in page


def test_who_has_no_access_is_a_number_for_the_keepers(cast):
    case = case_at(cast, Stage.RESEARCH)
    assert "Conflicts of interest" in seen(cast, "carys", case)
    wall_off(cast, case, "rowan")
    page = seen(cast, "carys", case)
    assert "No access: conflict of interest," in page
    assert "1 person." in page
    assert "Rowan" not in page
    assert "No access" not in seen(cast, "petra", case)


def test_a_draft_is_read_by_its_author(cast):
    case = case_at(cast, Stage.DRAFT)
    page = seen(cast, "wren", case)
    assert "Grounds:" not in page
    assert answer_to(cast, "carys", case.pk).status_code == 404


@pytest.mark.parametrize("stage", [Stage.TRIAGE, Stage.RESEARCH, Stage.HEARING, Stage.ACTIONS])
@pytest.mark.parametrize("name", ["carys", "ines", "wren"])
def test_ten_times_the_rows_take_no_more_queries(cast, name, stage):
    case = case_at(cast, stage)
    client = signed_in_client(cast, name)
    client.get("/")
    counts = []
    for times in (1, 10):
        develop(cast, case, times)
        with unit_of_work(cast.actor("carys")):
            for number in range(times):
                Party.objects.create(scope_id=case.pk, role="child", position=number)
                Action.objects.create(
                    scope_id=case.pk,
                    agency=cast.agency("police"),
                    what="Marker on the address",
                    for_whom="victim",
                    before_meeting=True,
                    recorded_by=cast.user("petra"),
                    recorded_at=clock.now(),
                )
        with made_queries() as queries:
            assert client.get(reverse("case", args=[case.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 26
