"""The page of one case."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import (
    Action,
    Case,
    Development,
    Referral,
    ResearchRequest,
    RiskAssessment,
    Stage,
    TriageDecision,
)
from meetings.operations.closure import withdraw_case
from meetings.operations.transfer import note_transfer_in
from sharing import clock
from sharing.identifiers import in_time_order
from sharing.models import Item, Party, SafeContact
from sharing.operations import circulation
from sharing.work import unit_of_work
from tests.doing import change, do, wall_off
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import without_tokens


def answer_to(cast, name, case_id):
    return signed_in_client(cast, name).get(reverse("case", args=[case_id]))


def seen(cast, name, case):
    answer = answer_to(cast, name, case.pk)
    assert answer.status_code == 200
    return answer.content.decode()


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
        "Not yet:",
        "An action is still open.",
        "Incident that led to the referral",
        "Full:",
        "Who saw and changed it",
    ):
        assert words in page, words
    for words in ("12 Mere Walk", "3 Hidden Row"):
        assert words not in page
    assert f"<title>{case.reference}" in page


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
    assert "Nothing waits for your role here." in page
    assert "Add a new incident or order" in page
    assert page.count(">Update<") == 1


def test_a_referrer_reads_no_research(cast):
    page = seen(cast, "wren", case_at(cast, Stage.RESEARCH))
    assert "agencies have answered" not in page


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


def test_what_is_known_of_people_is_shown(cast):
    case = case_at(cast, Stage.TRIAGE)
    change(
        cast,
        case,
        Party,
        other_names="Tara Weston",
        interpreter="yes",
        language="Welsh",
        pregnant="yes",
        born_on=None,
        age_about=30,
    )
    change(cast, case, Referral, child_referral_on=clock.today(), danger_to_staff="Two workers")
    with unit_of_work(cast.actor("carys")):
        child = Party.objects.get(scope_id=case.pk, role="child")
        child.school, child.lives_with = "Mere Nursery", "Tara"
        child.save()
        Party.objects.create(
            scope_id=case.pk, role="child", due_on=clock.today() + timedelta(days=90), position=4
        )
        Party.objects.create(scope_id=case.pk, role="at_risk", given_name="Mo", position=5)
    page = seen(cast, "carys", case)
    for words in (
        "Also known as Tara Weston",
        "Interpreter needed: Welsh",
        "Pregnant",
        "About 30",
        "Mere Nursery",
        "With Tara",
        "Unborn child",
        "Due ",
        "Not known",
        "Children’s social care referral made",
        "Two workers",
    ):
        assert words in page, words


def test_a_case_without_victim_or_referral_has_a_page(cast):
    with unit_of_work(cast.actor("carys")) as work:
        case_id = uuid4()
        circulation.open_scope(
            work,
            case_id,
            area_id=cast.area.pk,
            owner_agency_id=cast.agency("police").pk,
            sensitivity="normal",
        )
        case = Case.objects.create(
            scope_id=case_id,
            reference="LM-XXXX",
            protocol=cast.area.protocols.first(),
            stage=Stage.TRIAGE,
            stage_since=clock.now(),
        )
        Party.objects.create(scope_id=case_id, role="perpetrator", given_name="Kyle")
    page = seen(cast, "carys", case)
    assert "No safe way is recorded yet." in page
    assert "Grounds:" not in page


def test_the_grounds_say_what_triage_decided(cast):
    case = case_at(cast, Stage.ACCEPTED)
    change(cast, case, Referral, judgement="Fear has grown.")
    change(cast, case, RiskAssessment, answers={"fear": "yes"})
    page = seen(cast, "carys", case)
    assert "Asks for judgement" in page
    with unit_of_work(cast.actor("carys")):
        TriageDecision.objects.create(
            scope_id=case.pk,
            kind="accept",
            protocol=case.protocol,
            ticks=1,
            not_known=23,
            grounds_met=["judgement", "repeat"],
            decided_by=cast.user("carys"),
            decided_at=clock.now(),
        )
    page = seen(cast, "carys", case)
    assert "Grounds: 3 of 4 met" in page
    assert "Found at triage" in page
    assert "under protocol version 1" in page


def test_research_names_first_who_owes(cast):
    case = case_at(cast, Stage.RESEARCH)
    with unit_of_work(cast.actor("carys")):
        for kind, answer in (("police", "known"), ("housing", "not_known"), ("children", "known")):
            request = ResearchRequest.objects.get(scope_id=case.pk, agency=cast.agency(kind))
            request.answer, request.submitted_at = answer, clock.now()
            request.submitted_by = cast.user("petra")
            request.save()
            if kind == "police":
                request_id = request.pk
    with unit_of_work(cast.actor("petra")):
        for who in ("shared", "restricted"):
            Item.objects.create(
                scope_id=case.pk,
                agency=cast.agency("police"),
                request_id=request_id,
                text="Bail until December.",
                who_may_read=who,
                author=cast.user("petra"),
                submitted_at=clock.now(),
            )
    page = seen(cast, "carys", case)
    assert "Research: 3 of 6 agencies have answered" in page
    assert "1 item<" in page
    assert "Known to us" in page
    assert page.index("Not opened") < page.index("1 item<") < page.index("Not known to us")
    assert "Answer the research" not in seen(cast, "petra", case)
    assert "Answer the research" in seen(cast, "ines", case)
    # Its own agency counts what it restricted too.
    assert "2 items<" in seen(cast, "petra", case)


def test_after_the_meeting_nobody_is_chased(cast):
    page = seen(cast, "carys", case_at(cast, Stage.ACTIONS))
    assert "No answer" in page
    assert "Silent" not in page


def test_what_was_done_before_the_meeting_stands_apart(cast):
    case = case_at(cast, Stage.RESEARCH)
    with unit_of_work(cast.actor("carys")):
        for state, ended in (("completed", clock.today()), ("in_progress", None)):
            Action.objects.create(
                scope_id=case.pk,
                agency=cast.agency("police"),
                what="Marker on the address",
                for_whom="victim",
                before_meeting=True,
                state=state,
                result="Placed.",
                ended_on=ended,
                recorded_by=cast.user("petra"),
                recorded_at=clock.now(),
            )
    page = seen(cast, "carys", case)
    assert "Done before the meeting: 1 of 2" in page
    assert "In progress" in page


def develop(cast, case, number, kind="incident", days=0):
    with unit_of_work(cast.actor("carys")):
        for one in range(number):
            Development.objects.create(
                scope_id=case.pk,
                kind=kind,
                happened_on=clock.today() - timedelta(days=days),
                text=f"What happened, {one}",
                agency=cast.agency("police"),
                author=cast.user("petra"),
                added_at=clock.now() + timedelta(minutes=one),
            )


def test_new_incidents_stand_on_top_and_distrust_the_safe_contact(cast):
    case = case_at(cast, Stage.ACTIONS)
    change(cast, case, SafeContact, confirmed_on=clock.today() - timedelta(days=2))
    assert "Check before any contact" not in seen(cast, "carys", case)
    develop(cast, case, 3)
    page = seen(cast, "carys", case)
    assert "New since the referral: 3" in page
    assert page.index("New since") < page.index("Next steps")
    assert "Earlier ones" in page
    assert "Check before any contact" in page
    assert "Ask Wren Example, health visiting first." in page


def test_an_order_is_no_incident(cast):
    case = case_at(cast, Stage.ACTIONS)
    change(cast, case, SafeContact, confirmed_on=clock.today() - timedelta(days=2))
    develop(cast, case, 1, kind="order")
    assert "Check before any contact" not in seen(cast, "carys", case)


def test_a_case_that_ended_says_how_and_why(cast):
    case = case_at(cast, Stage.RESEARCH)
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She has moved abroad.")
    page = seen(cast, "carys", case)
    assert "Withdrawn," in page
    assert "She has moved abroad." in page
    assert "govuk-tag--grey" in page


def test_a_case_says_where_it_came_from(cast):
    case = case_at(cast, Stage.ACCEPTED)
    assert "Note which area it came from" in seen(cast, "carys", case)
    do(
        cast,
        "carys",
        note_transfer_in,
        case_id=case.pk,
        area_name="Northwold",
        reason="Moved here.",
    )
    page = seen(cast, "carys", case)
    assert "Transferred in from Northwold" in page
    assert "Note which area it came from" not in page


def test_the_clock_counts_from_the_incident(cast):
    meeting = meeting_in(cast, days=9, state="published")
    page = seen(cast, "carys", case_at(cast, Stage.RESEARCH, meeting=meeting))
    assert "12 days after the incident" in page
    assert "Research due, " in page
    case = case_at(cast, Stage.HEARD, meeting=meeting_in(cast, days=-5))
    assert "days after the incident" not in seen(cast, "carys", case)
    accepted = case_at(cast, Stage.TRIAGE)
    with unit_of_work(cast.actor("carys")):
        from meetings import stages
        from sharing.operations.locking import lock

        stages.move(lock(Case, accepted.pk), Stage.ACCEPTED)
    assert "Accepted" in seen(cast, "carys", accepted)


def test_without_an_agreement_nothing_is_said_of_it(cast):
    case = case_at(cast, Stage.TRIAGE)
    assert "Agrees to the referral" in seen(cast, "carys", case)
    change(cast, case, Referral, incident_on=None)
    assert "Incident that led" not in seen(cast, "carys", case)


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
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("case", args=[case.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 25


def test_a_case_on_a_meeting_nobody_is_asked_for_yet_shows_no_research(cast):
    assert "agencies have answered" not in seen(cast, "carys", case_at(cast, Stage.LISTED))


def test_an_incident_of_the_day_of_the_confirmation_distrusts_it_until_it_is_confirmed_again(cast):
    case = case_at(cast, Stage.ACTIONS)
    assert "Check before any contact" not in seen(cast, "carys", case)
    develop(cast, case, 1)
    assert "Check before any contact" in seen(cast, "carys", case)
    with unit_of_work(cast.actor("carys")):
        old = SafeContact.objects.get(scope_id=case.pk)
        old.confirmed_on -= timedelta(days=1)  # the story's has a random identifier
        old.save()
        with clock.set_to(clock.now() + timedelta(seconds=1)):
            SafeContact.objects.create(
                id=in_time_order(),
                scope_id=case.pk,
                party=old.party,
                way="in_person",
                confirmed_by="Ines Example",
                confirmed_on=clock.today(),
            )
    assert "Check before any contact" not in seen(cast, "carys", case)
