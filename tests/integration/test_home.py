"""What each role sees first."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import (
    Action,
    Case,
    ContactAttempt,
    Meeting,
    MeetingState,
    ResearchRequest,
    Stage,
    TriageDecision,
)
from meetings.operations.hearing import agree_minutes, declare, end_meeting
from meetings.operations.listing import defer_case
from sharing import clock
from sharing.models import Membership, Party
from sharing.operations import circulation
from sharing.roles import Role
from sharing.work import unit_of_work
from tests.conftest import as_owner
from tests.doing import do, wall_off
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event


def seen(cast, name, path="/"):
    return signed_in_client(cast, name).get(path).content.decode()


def late_action(cast, case, kind="police", days=4, what=None):
    with unit_of_work(cast.actor("carys")):
        action = Action.objects.filter(scope_id=case.pk, agency=cast.agency(kind)).first()
        action.due_on = clock.today() - timedelta(days=days)
        if what:
            action.result, action.state = what, "in_progress"
        action.save()
    return action


def submitted(cast, case, days):
    with unit_of_work(cast.actor("carys")):
        row = Case.objects.get(pk=case.pk)
        row.submitted_at = clock.now() - timedelta(days=days)
        row.save()


def decide(cast, case, kind, by="chidi", stage=None):
    with unit_of_work(cast.actor(by)):
        TriageDecision.objects.create(
            scope_id=case.pk,
            kind=kind,
            protocol=case.protocol,
            ticks=1,
            not_known=0,
            reason="No ground is met.",
            instead="Local support service",
            decided_by=cast.user(by),
            decided_at=clock.now(),
        )
        if stage:
            row = Case.objects.get(pk=case.pk)
            row.stage = stage
            row.save()


def test_it_works(cast):
    meeting = meeting_in(cast, state="published")
    waiting = case_at(cast, Stage.TRIAGE, name="Hedda")
    case_at(cast, Stage.RESEARCH, meeting=meeting, name="Vera")
    heard = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5))
    late_action(cast, heard, what="Panel on Tuesday.")
    page = seen(cast, "carys")
    assert f"Decide on {waiting.reference}" in page
    assert "Waiting for triage: 1" in page
    assert "Chase Children’s social care" in page
    assert "No victim’s wishes yet for" in page
    assert "1 action is overdue" in page
    assert "Overdue actions: 1 of 2 open" in page
    assert "Panel on Tuesday." in page
    assert "0 of 6 answers in" in page
    assert "Tarn" not in page


def test_it_rejects_post(cast):
    assert signed_in_client(cast, "carys").post("/").status_code == 405


def test_it_records_event(cast):
    case = case_at(cast, Stage.TRIAGE)
    seen(cast, "carys")
    event = newest_event()
    assert (event.code, event.cases) == ("home_seen", [case.pk])


def test_it_asks_strangers_to_sign_in(cast):
    assert signed_in_client(cast, "nobody").get("/").status_code == 302


def test_an_empty_area_says_what_brings_something(cast):
    page = seen(cast, "carys")
    assert "No meeting is planned." in page
    assert "Nothing is due." in page
    assert "Nothing is waiting." in page
    assert "None is late." in page


def test_a_case_behind_a_wall_is_nowhere(cast):
    meeting = meeting_in(cast, state="published")
    case = case_at(cast, Stage.RESEARCH, meeting=meeting)
    heard = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5))
    late_action(cast, heard)
    triage = case_at(cast, Stage.TRIAGE, name="Hedda")
    for one in (case, heard, triage):
        wall_off(cast, one, "chidi")
    page = seen(cast, "chidi")
    for one in (case, heard, triage):
        assert one.reference not in page
    assert "Waiting for triage: 0" in page
    assert "Overdue actions: 0 of 0 open" in page
    assert newest_event().cases == []


@pytest.mark.parametrize(("days", "words"), [(0, "Today"), (5, "overdue"), (30, "overdue")])
def test_triage_says_how_long_it_waits(cast, days, words):
    submitted(cast, case_at(cast, Stage.TRIAGE), days)
    assert words in seen(cast, "carys")


def test_triage_is_due_today_after_its_working_days(cast):
    from meetings.queries.follow_up import holidays_of
    from meetings.rules.working_days import add_working_days

    with unit_of_work(cast.actor("carys")):
        day = add_working_days(clock.today(), -3, holidays_of(cast.actor("carys")))
    submitted(cast, case_at(cast, Stage.TRIAGE), (clock.today() - day).days)
    page = seen(cast, "carys")
    # At a week-end the third working day back is due on the Friday before.
    assert "due today" in page or "overdue" in page


def test_another_than_the_proposer_is_asked_for_the_second_decision(cast):
    case = case_at(cast, Stage.TRIAGE)
    decide(cast, case, "decline", stage=Stage.DECLINING)
    assert f"Second decision on {case.reference}" in seen(cast, "carys")
    page = seen(cast, "chidi")
    assert f"Second decision on {case.reference}" not in page
    assert "Second decision" in page


def test_a_returned_and_completed_referral_says_so(cast):
    case = case_at(cast, Stage.TRIAGE)
    decide(cast, case, "return")
    assert "Completed, back" in seen(cast, "carys")


def test_at_most_five_things_come_first(cast):
    for number in range(7):
        submitted(cast, case_at(cast, Stage.TRIAGE, name=f"Hedda{number}"), number)
    page = seen(cast, "carys")
    assert page.count("app-todo__item") == 5
    assert "Waiting for triage: 7" in page


def test_a_list_to_publish_and_minutes_to_agree_stand_among_the_first(cast):
    coming = meeting_in(cast, days=9)
    held = meeting_in(cast, days=-2, state=MeetingState.HELD)
    with unit_of_work(cast.actor("carys")):
        coming.list_out_at = clock.now() + timedelta(hours=3)
        coming.save()
    page = seen(cast, "carys")
    assert "Publish the list of" in page
    assert "Minutes of" in page
    assert str(held.pk) in page
    assert "Goes out" in page


def left_over(cast, stage, name, **at):
    """Lay down a case of a meeting that ended under a chair who has no access to it."""
    case = case_at(cast, stage, name=name, **at)
    wall_off(cast, case, "chidi")
    do(cast, "chidi", end_meeting, meeting_id=case.meeting_id)
    return case


def test_a_case_that_its_meeting_left_over_comes_first(cast):
    """Nobody heard it, as the chair who ended the meeting did not know of it."""
    meeting = meeting_in(cast, days=-1, state=MeetingState.RUNNING)
    for number in range(6):
        submitted(cast, case_at(cast, Stage.TRIAGE, name=f"Hedda{number}"), 30)
    case = left_over(cast, Stage.RESEARCH, "Tara", meeting=meeting)
    words = f"{case.reference} was left over by the meeting of"
    page = seen(cast, "carys")
    assert words in page and page.index(words) < page.index("Decide on")
    assert case.pk in newest_event().cases
    path = reverse("defer", args=[case.pk])
    assert f'href="{path}"' in page
    assert case.reference not in seen(cast, "chidi")

    later = meeting_in(cast, days=9)
    client = signed_in_client(cast, "carys")
    assert client.get(path).status_code == 200
    do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=later.pk, reason="Not heard.")
    assert words not in seen(cast, "carys")


def test_a_case_left_over_with_its_minutes_comes_first(cast):
    meeting = meeting_in(cast, days=-1, state=MeetingState.RUNNING)
    other = case_at(cast, Stage.HEARD, meeting=meeting, name="Bella")
    case = left_over(cast, Stage.HEARD, "Tara", meeting=meeting, position=2)
    assert f"{case.reference} was left over" not in seen(cast, "carys")
    assert "Minutes of" in seen(cast, "carys")
    do(cast, "chidi", agree_minutes, meeting_id=meeting.pk)
    page = seen(cast, "carys")
    assert f"{case.reference} was left over by the meeting of" in page
    assert "its minutes are not agreed" in page
    assert reverse("meeting_minutes", args=[meeting.pk]) in page
    assert other.reference not in page
    second_chair(cast, "odile")
    assert f"{case.reference} was left over" in seen(cast, "odile")
    do(cast, "odile", declare, meeting_id=meeting.pk)
    do(cast, "odile", agree_minutes, meeting_id=meeting.pk)
    for name in ("carys", "odile"):
        assert "was left over" not in seen(cast, name)


def second_chair(cast, name):
    with as_owner(), unit_of_work(cast.actor("carys")):
        deputy = cast.memberships[name]
        deputy.role = Role.CHAIR
        deputy.save()


def test_wishes_missing_for_several_cases_lead_to_the_meeting(cast):
    meeting = meeting_in(cast, state="published")
    for place in (1, 2):
        case_at(cast, Stage.RESEARCH, meeting=meeting, position=place)
    assert "No victim’s wishes yet for 2 cases" in seen(cast, "carys")


def answer(cast, case, **what):
    with unit_of_work(cast.actor("carys")):
        for request in ResearchRequest.objects.filter(scope_id=case.pk):
            for name, value in what.items():
                setattr(request, name, value)
            request.save()


def test_research_is_shown_in_numbers(cast):
    meeting = meeting_in(cast, state="published")
    case = case_at(cast, Stage.RESEARCH, meeting=meeting)
    answer(cast, case, opened_at=clock.now())
    assert "6 begun" in seen(cast, "carys")
    answer(
        cast,
        case,
        submitted_at=clock.now(),
        submitted_by=cast.user("petra"),
        answer="not_known",
    )
    page = seen(cast, "carys")
    assert "6 of 6 answers in" in page
    assert "Every agency has answered for every case." in page
    with unit_of_work(cast.actor("carys")):
        one = ResearchRequest.objects.get(scope_id=case.pk, agency=cast.agency("police"))
        one.submitted_at = one.submitted_by = None
        one.save()
    assert "The other 5 agencies have answered for every case." in seen(cast, "carys")


def test_a_representative_sees_what_the_agency_owes(cast):
    case_at(cast, Stage.RESEARCH)
    heard = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5))
    page = seen(cast, "petra")
    assert "Research on 1 case for" in page
    assert "Actions: 1 open, 0 overdue" in page
    late_action(cast, heard)
    page = seen(cast, "petra")
    assert "1 action is overdue" in page
    assert "See the victim about a move" not in page


def test_a_representative_off_circulation_sees_nothing(cast):
    case_at(cast, Stage.RESEARCH)
    page = seen(cast, "hal")
    assert "Nothing is due." in page
    assert "No action is open." in page


def test_late_research_says_so(cast):
    meeting = meeting_in(cast, days=1, state="published")
    case_at(cast, Stage.RESEARCH, meeting=meeting)
    answer_by = seen(cast, "petra")
    assert "app-todo__due app-late" in answer_by


def test_the_idva_sees_whom_to_reach(cast):
    case = case_at(cast, Stage.TRIAGE)
    heard = case_at(cast, Stage.ACTIONS)
    page = seen(cast, "ines")
    assert f"Reach the victim of {case.reference} TT" in page
    assert "Outcome to tell: 1" in page
    assert heard.reference in page
    with unit_of_work(cast.actor("ines")):
        ContactAttempt.objects.create(
            scope_id=case.pk,
            attempted_at=clock.now(),
            way="In person",
            result="reached",
            author=cast.user("ines"),
        )
    page = seen(cast, "ines")
    assert "Not reached yet: 0" in page
    assert "Wishes not recorded: 1" in page


def test_a_referrer_sees_what_came_back_then_drafts_then_the_rest(cast):
    returned = case_at(cast, Stage.TRIAGE)
    decide(cast, returned, "return", stage=Stage.RETURNED)
    draft = case_at(cast, Stage.DRAFT)
    under_way = case_at(cast, Stage.ACTIONS)
    page = seen(cast, "wren")
    assert page.index("Returned to you to complete") < page.index("Not submitted yet")
    assert page.index(returned.reference) < page.index(draft.reference)
    assert page.index(draft.reference) < page.index(under_way.reference)
    assert "Police: Decide on and make disclosure" in page
    assert "Referrals on their way: 1" in page


def test_a_referrer_sees_no_referral_of_others(cast):
    with unit_of_work(cast.actor("carys")) as work:
        mine = uuid4()
        circulation.open_scope(
            work,
            mine,
            area_id=cast.area.pk,
            owner_agency_id=cast.agency("police").pk,
            sensitivity="normal",
        )
        Case.objects.create(
            scope_id=mine,
            reference="LM-XXXX",
            protocol=cast.area.protocols.first(),
            stage=Stage.TRIAGE,
            stage_since=clock.now(),
        )
        Party.objects.create(scope_id=mine, role="victim")
    page = seen(cast, "wren")
    assert "LM-XXXX" not in page
    assert "None is on its way." in page


def test_the_lead_sees_numbers_of_refused_attempts(cast):
    assert "None." in seen(cast, "odile")
    case = case_at(cast, Stage.RESEARCH)
    signed_in_client(cast, "hal").get(reverse("case", args=[case.pk]))
    page = seen(cast, "odile")
    assert "Refused attempts in 7 days: 1" in page
    assert "Not on circulation" in page
    assert case.reference not in page


def test_the_administrator_sees_accounts(cast):
    assert "people with a membership" in seen(cast, "alex")


def observer_of(cast, meeting_id):
    with as_owner(), unit_of_work(cast.actor("carys")):
        member = cast.memberships["hal"]
        member.role, member.admitted_to = Role.OBSERVER, meeting_id
        member.save()


def test_an_observer_sees_the_one_meeting(cast):
    meeting = meeting_in(cast)
    observer_of(cast, meeting.pk)
    assert "You may attend the meeting of" in seen(cast, "hal")
    observer_of(cast, uuid4())
    assert "is not in the calendar" in seen(cast, "hal")


def test_as_what_else_one_may_act_is_shown(cast):
    with as_owner(), unit_of_work(cast.actor("carys")):
        other = Membership.objects.create(
            user=cast.user("petra"),
            agency=cast.agency("housing"),
            role=Role.REPRESENTATIVE,
            starts_on=clock.today(),
        )
    client = signed_in_client(cast, "petra", membership=cast.memberships["petra"])
    page = client.get("/").content.decode()
    assert "You also act as" in page
    assert "Representative, Housing, Larkmere" in page
    assert other.pk != cast.memberships["petra"].pk


def fill(cast, times):
    meeting = Meeting.objects.filter(state="published").first() or meeting_in(
        cast, state="published"
    )
    held = Meeting.objects.exclude(pk=meeting.pk).first() or meeting_in(cast, days=-5)
    with unit_of_work(cast.actor("carys")):
        start = Case.objects.count()
    for number in range(start, start + times):
        case_at(cast, Stage.TRIAGE, name=f"Hedda{number}")
        case_at(cast, Stage.RESEARCH, meeting=meeting, name=f"Vera{number}", position=number + 1)
        late_action(
            cast,
            case_at(cast, Stage.ACTIONS, meeting=held, name=f"Tara{number}", position=number + 1),
        )
        case_at(cast, Stage.RESEARCH, meeting=held, name=f"Beck{number}", position=number + 101)


@pytest.mark.parametrize("name", ["carys", "ines", "petra", "wren", "odile"])
def test_ten_times_the_rows_take_no_more_queries(cast, name):
    client = signed_in_client(cast, name)
    counts = []
    for times in (1, 9):
        fill(cast, times)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 25


def test_research_leads_to_the_list_until_all_is_looked_up_then_to_what_is_to_be_written(cast):
    case = case_at(cast, Stage.RESEARCH)
    with unit_of_work(cast.actor("petra")):
        request = ResearchRequest.objects.get(scope_id=case.pk, agency=cast.agency("police"))
        request.answer, request.submitted_at, request.submitted_by_id = "", None, None
        request.save()
    page = seen(cast, "petra")
    assert reverse("research_list", args=[case.meeting_id]) in page and "Answer the whole" in page
    with unit_of_work(cast.actor("petra")):
        request.answer = "known"
        request.save()
    page = seen(cast, "petra")
    assert reverse("research_list", args=[case.meeting_id]) not in page
    assert "Write and submit" in page


@pytest.mark.parametrize(
    ("name", "there"), [("carys", True), ("chidi", True), ("odile", True), ("petra", False)]
)
def test_who_decides_about_accounts_finds_the_way(cast, name, there):
    page = signed_in_client(cast, name).get("/").content.decode()
    assert (f'href="{reverse("to_decide")}"' in page) is there
