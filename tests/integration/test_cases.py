"""The list of cases that one may read: each group whole, and nothing of what one may not."""

import pytest
from django.urls import reverse

from meetings.models import MeetingState, Stage
from meetings.operations.closure import withdraw_case
from meetings.queries.groups import GROUPS, Group
from sharing.models import Membership
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests import story
from tests.conftest import as_owner
from tests.copies import copies_of
from tests.integration.test_closure import plan_to_tell
from tests.signing_in import signed_in_client


@pytest.fixture
def cases(cast):
    """Return cases by stage; each was referred by Wren."""
    stages = (Stage.DRAFT, Stage.TRIAGE, Stage.ACCEPTED, Stage.ACTIONS)
    return {stage: story.case_at(cast, stage, name=f"Tara{stage}") for stage in stages}


def references(cast, persona, group=""):
    page = signed_in_client(cast, persona).get(reverse("cases"), {"show": group})
    assert page.status_code == 200
    return [row.case.reference for row in page.context["list"].rows]


def numbers(cast, persona):
    page = signed_in_client(cast, persona).get(reverse("cases"))
    return {group.value: number for group, number in page.context["list"].groups}


def test_a_coordinator_lists_what_is_under_way_but_no_draft(cast, cases):
    shown = references(cast, "carys")
    assert set(shown) == {cases[one].reference for one in cases if one != Stage.DRAFT}
    assert references(cast, "carys", Group.TO_LIST) == [cases[Stage.ACCEPTED].reference]
    assert numbers(cast, "carys") == {
        "under_way": 3,
        "new": 0,
        "to_list": 1,
        "to_complete": 0,
        "ended": 0,
    }


def test_what_ended_stands_apart(cast, cases):
    with unit_of_work(cast.actor("carys")) as work:
        withdraw_case(actor=work.actor, case_id=cases[Stage.TRIAGE].pk, reason="Moved away.")
    assert references(cast, "carys", Group.ENDED) == [cases[Stage.TRIAGE].reference]
    assert cases[Stage.TRIAGE].reference not in references(cast, "carys")


def test_a_referrer_lists_their_own_with_the_draft_first(cast, cases):
    shown = references(cast, "wren")
    assert shown[0] == cases[Stage.DRAFT].reference
    assert set(shown) == {case.reference for case in cases.values()}
    page = signed_in_client(cast, "wren").get(reverse("cases")).content.decode()
    assert reverse("referral", args=[cases[Stage.DRAFT].pk]) in page
    assert reverse("case", args=[cases[Stage.TRIAGE].pk]) in page


def test_an_agency_lists_what_it_may_read_and_what_it_referred(cast, cases):
    assert references(cast, "petra") == [cases[Stage.ACTIONS].reference]
    assert references(cast, "petra", Group.REFERRED) == []
    assert references(cast, "hal") == []


def test_the_idva_service_lists_whom_it_has_not_reached_and_whom_to_tell(cast, cases):
    reached = references(cast, "ines", Group.NOT_REACHED)
    assert set(reached) == {cases[Stage.TRIAGE].reference, cases[Stage.ACCEPTED].reference}
    # Its meeting found no safe way: it is asked for where there is one.
    assert references(cast, "ines", Group.NO_SAFE_WAY) == [cases[Stage.ACTIONS].reference]
    plan_to_tell(cast, cases[Stage.ACTIONS])
    assert references(cast, "ines", Group.TO_TELL) == [cases[Stage.ACTIONS].reference]
    assert references(cast, "ines", Group.NO_SAFE_WAY) == []
    assert references(cast, "ines", Group.NO_WISHES) == []


def test_another_area_lists_nothing(cast, cases):
    assert numbers(cast, "nia") == dict.fromkeys(
        ("under_way", "new", "to_list", "to_complete", "ended"), 0
    )
    page = signed_in_client(cast, "nia").get(reverse("cases")).content.decode()
    assert "No case is here now." in page


def test_a_group_of_another_role_or_a_page_that_is_none_shows_the_first(cast, cases):
    page = signed_in_client(cast, "carys").get(reverse("cases"), {"show": "to_tell", "page": "x"})
    assert page.context["list"].group is Group.UNDER_WAY


def test_each_group_belongs_to_a_role():
    assert {group for groups in GROUPS.values() for group in groups} == set(Group)


def test_home_counts_all_of_a_group_and_links_to_them(cast):
    meeting = story.meeting_in(cast, days=-5, state=MeetingState.AGREED)
    case = story.case_at(cast, Stage.ACTIONS, meeting=meeting)
    plan_to_tell(cast, case)
    copies_of(cast, case, 11)
    page = signed_in_client(cast, "ines").get(reverse("home")).content.decode()
    assert "Outcome to tell: 12" in page
    assert f"{reverse('cases')}?show=to_tell" in page
    page = signed_in_client(cast, "wren").get(reverse("home")).content.decode()
    assert "Referrals on their way: 12" in page
    assert "10 of 12 are shown." not in page
    with as_owner(), unit_of_work(cast.actor("carys")):
        held = Membership.objects.get(user=cast.user("wren"))
        held.role = Role.REPRESENTATIVE
        held.save()
    page = signed_in_client(cast, "wren").get(reverse("home")).content.decode()
    assert "10 of 12 are shown." in page
    assert f'href="{reverse("cases")}?show=referred">See all 12' in page
