"""What home shows each of the other roles."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import Case, ContactAttempt, ResearchRequest, Stage
from meetings.operations import triage
from meetings.operations.listing import defer_case
from meetings.operations.research import warn_staff
from sharing import clock
from sharing.models import Party
from sharing.operations import circulation
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.copies import copies_of
from tests.doing import change, do
from tests.integration.accounts.helpers import invite
from tests.integration.home.helpers import decide, late_action, seen
from tests.integration.test_closure import plan_to_tell
from tests.integration.triage.helpers import DECLINE
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in


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


def test_what_an_agency_owes_stands_in_its_order_and_the_first_button_is_filled(cast):
    listed = case_at(cast, Stage.RESEARCH)
    heard = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5))
    late_action(cast, heard)
    do(cast, "carys", warn_staff, case_id=listed.pk, text="Two dogs.")
    first = seen(cast, "petra").split("Do these first")[1].split("</ol>")[0]
    in_order = [f"Danger to staff: {listed.reference}", "1 action is overdue", "Research on 1 case"]
    assert [first.index(words) for words in in_order] == sorted(map(first.index, in_order))
    assert first.count("<li") == 3 and first.count("govuk-button--secondary") == 2
    assert first.index("Read the warning") < first.index("govuk-button--secondary")


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


def test_victims_referred_last_stand_first_beside_those_who_wait_longest(cast):
    first = case_at(cast, Stage.TRIAGE)
    cases = [first, *copies_of(cast, first, 5)]
    for days, case in enumerate(cases):
        change(cast, case, Case, submitted_at=clock.now() - timedelta(days=days))
    first = seen(cast, "ines").split("Not reached yet")[0]
    places = [first.find(f"Reach the victim of {case.reference}") for case in cases]
    newest, left_out, longest = places[:3], places[3], places[4:]
    assert left_out == -1 and -1 not in (*newest, *longest)
    assert newest == sorted(newest) and longest == sorted(longest, reverse=True)


def reach(cast, case):
    with unit_of_work(cast.actor("ines")):
        ContactAttempt.objects.create(
            scope_id=case.pk,
            attempted_at=clock.now(),
            way="In person",
            result="reached",
            author=cast.user("ines"),
        )


def test_the_idva_sees_whom_to_reach(cast):
    case = case_at(cast, Stage.TRIAGE)
    heard = case_at(cast, Stage.ACTIONS)
    page = seen(cast, "ines")
    assert f"Reach the victim of {case.reference} TT" in page
    assert "No safe way to tell: 1" in page and "Outcome to tell: 0" in page
    assert heard.reference in page
    plan_to_tell(cast, heard)
    page = seen(cast, "ines")
    assert "Outcome to tell: 1" in page and "No safe way" not in page
    assert heard.reference in page
    reach(cast, case)
    page = seen(cast, "ines")
    assert "Not reached yet: 0" in page
    assert "Wishes not recorded: 1" in page


def test_the_idva_reaches_a_victim_until_two_people_have_declined(cast):
    cases = [case_at(cast, Stage.TRIAGE), case_at(cast, Stage.TRIAGE)]
    for case in cases:
        do(cast, "carys", triage.propose_decline, case_id=case.pk, **DECLINE)
    reach(cast, cases[0])
    page = seen(cast, "ines")
    assert "Wishes not recorded: 1" in page and "Not reached yet: 1" in page
    assert f"Reach the victim of {cases[1].reference} TT" in page
    assert "Reach the victim" in seen(cast, "ines", reverse("case", args=[cases[1].pk]))
    for case in cases:
        do(cast, "chidi", triage.confirm_decline, case_id=case.pk)
    page = seen(cast, "ines")
    assert "Wishes not recorded: 0" in page and "Not reached yet: 0" in page
    assert "Reach the victim" not in page


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
    assert "that you were invited to is over" in seen(cast, "hal")


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
    assert reverse("research_return", args=[case.pk]) in page, "where it is one case alone"


def test_a_case_that_was_moved_is_owed_to_its_new_meeting_alone(cast):
    case = case_at(cast, Stage.RESEARCH, meeting=meeting_in(cast, state="published"))
    later = meeting_in(cast, days=23, state="published")
    do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=later.pk, reason="Away.")
    page = seen(cast, "petra")
    assert reverse("research_list", args=[later.pk]) in page
    assert reverse("research_list", args=[case.meeting_id]) not in page


@pytest.mark.parametrize(
    ("name", "there"), [("carys", True), ("chidi", True), ("odile", True), ("petra", False)]
)
def test_who_decides_about_accounts_finds_the_way(cast, name, there):
    invite(signed_in_client(cast, "alex"), cast, role="chair")
    page = signed_in_client(cast, name).get("/").content.decode()
    assert (f'href="{reverse("to_decide")}"' in page) is there
