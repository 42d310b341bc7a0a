"""What waits for coordinator and chair."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from meetings.models import Case, MeetingState, ResearchRequest, RiskAssessment, Stage
from meetings.operations.hearing import agree_minutes, declare, end_meeting
from meetings.operations.listing import defer_case
from meetings.queries.follow_up import holidays_of
from meetings.rules.working_days import LONDON, add_working_days
from sharing import clock
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.copies import copies_of
from tests.doing import change, do, wall_off
from tests.integration.home.helpers import decide, late_action, seen
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import words_of


def submitted(cast, case, days):
    with unit_of_work(cast.actor("carys")):
        row = Case.objects.get(pk=case.pk)
        row.submitted_at = clock.now() - timedelta(days=days)
        row.save()


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Today"), (9, "working days late"), (30, "working days late")]
)
def test_triage_says_how_long_it_waits(cast, days, words):
    submitted(cast, case_at(cast, Stage.TRIAGE), days)
    assert words in seen(cast, "carys")


def test_what_to_do_first_says_nothing_that_the_referrer_wrote(cast):
    case = case_at(cast, Stage.TRIAGE)
    change(cast, case, RiskAssessment, answers={})
    change(cast, case, judgement="Tara dares not sleep.", incident_count=1)
    page = words_of(signed_in_client(cast, "carys").get(reverse("home")))
    first, waiting = page.split("Waiting for triage", 1)
    assert "No ground met by count, judgement asked." in first and "Tara" not in first
    assert "judgement asked: Tara dares not sleep." in waiting


def test_triage_is_due_today_after_its_working_days(cast):
    with unit_of_work(cast.actor("carys")):
        day = add_working_days(clock.today(), -3, holidays_of(cast.actor("carys")))
    submitted(cast, case_at(cast, Stage.TRIAGE), (clock.today() - day).days)
    page = seen(cast, "carys")
    # At a week-end the third working day back is due on the Friday before.
    assert "due today" in page or "late" in page


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


def test_a_completed_referral_waits_since_it_came_back(cast):
    case = case_at(cast, Stage.TRIAGE)
    submitted(cast, case, 30)
    decide(cast, case, "return")
    assert "working days late" not in seen(cast, "carys")


def test_at_most_five_things_come_first(cast):
    first = case_at(cast, Stage.TRIAGE)
    for days, case in enumerate([first, *copies_of(cast, first, 6)]):
        submitted(cast, case, days)
    page = seen(cast, "carys")
    assert page.count("app-todo__item") == 5
    assert "Waiting for triage: 7" in page


def test_a_list_to_publish_and_minutes_to_agree_stand_among_the_first(cast):
    coming = meeting_in(cast, days=9)
    case_at(cast, Stage.LISTED, meeting=coming)
    held = meeting_in(cast, days=-2, state=MeetingState.HELD)
    with unit_of_work(cast.actor("carys")):
        coming.list_out_at = clock.now() + timedelta(hours=3)
        coming.save()
    page = seen(cast, "carys")
    assert "Publish the list of" in page
    assert "Minutes of" in page
    assert str(held.pk) in page
    assert "Goes out" in page


def test_an_empty_meeting_hides_no_other(cast):
    empty, coming = meeting_in(cast, days=3), meeting_in(cast, days=9)
    page = seen(cast, "carys")
    assert reverse("meeting", args=[empty.pk]) in page and "Publish the list" not in page
    with unit_of_work(cast.actor("carys")):
        empty.list_out_at = clock.now() + timedelta(hours=3)
        empty.save()
    assert "Publish the list" not in seen(cast, "carys")
    case_at(cast, Stage.LISTED, meeting=coming)
    page = seen(cast, "chidi")
    assert reverse("meeting", args=[coming.pk]) in page
    assert reverse("meeting", args=[empty.pk]) not in page


def test_a_meeting_under_way_comes_first_of_all(cast):
    running = meeting_in(cast, days=-1, state=MeetingState.RUNNING)
    case_at(cast, Stage.LISTED, meeting=meeting_in(cast, days=9))
    late = case_at(cast, Stage.TRIAGE)
    submitted(cast, late, 30)
    copies_of(cast, late, 5)
    for name in ("carys", "chidi"):
        page = seen(cast, name)
        assert "Meeting under way" in page
        assert page.index("is under way</span>") < page.index("Decide on")
        assert reverse("meeting_opening", args=[running.pk]) in page


def test_a_meeting_of_today_stays_when_its_hour_has_come(cast):
    meeting = meeting_in(cast, days=0, state=MeetingState.PUBLISHED)
    with clock.set_to(meeting.starts_at + timedelta(minutes=5)):
        page = seen(cast, "carys")
    assert "There is a meeting today, at" in page
    assert reverse("meeting", args=[meeting.pk]) in page


def test_a_meeting_at_the_weekend_comes_before_the_next_working_day(cast):
    friday = datetime(2026, 11, 20, 9, tzinfo=LONDON)
    with clock.set_to(friday):
        meeting_in(cast, days=1)
        assert "The meeting of Saturday 21 November comes before the next" in seen(cast, "carys")


def left_over(cast, stage, name, **at):
    """Lay down a case of a meeting that ended under a chair who has no access to it."""
    case = case_at(cast, stage, name=name, **at)
    wall_off(cast, case, "chidi")
    do(cast, "chidi", end_meeting, meeting_id=case.meeting_id)
    return case


def test_a_case_that_its_meeting_left_over_comes_first(cast):
    """Nobody heard it, as the chair who ended the meeting did not know of it."""
    meeting = meeting_in(cast, days=-1, state=MeetingState.RUNNING)
    late = case_at(cast, Stage.TRIAGE)
    submitted(cast, late, 30)
    copies_of(cast, late, 5)
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


def test_the_link_on_an_overdue_action_says_which(cast):
    late = late_action(cast, case_at(cast, Stage.ACTIONS))
    way = reverse("update_action", args=[late.pk])
    assert f'Police<br><a class="app-link" href="{way}">{late.what[:12]}' in seen(cast, "carys")


def test_more_overdue_actions_than_are_shown_are_counted_and_led_to(cast):
    case = case_at(cast, Stage.ACTIONS)
    late = late_action(cast, case)
    assert "are shown." not in seen(cast, "carys")
    with unit_of_work(cast.actor("carys")):
        for _number in range(101):
            late.pk = None
            late._state.adding = True
            late.save()
    for name, all_of_them in (("carys", 102), ("petra", 102)):
        page = seen(cast, name)
        assert f"10 of {all_of_them} are shown." in page
        assert f'href="{reverse("actions")}">See all {all_of_them}' in page
    assert "Overdue: 100 of 102" in seen(cast, "carys", reverse("actions"))
