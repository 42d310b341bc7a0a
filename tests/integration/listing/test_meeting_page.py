"""The list of a meeting."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Case, MeetingState
from sharing import clock
from sharing.models import Party
from sharing.operations import circulation
from sharing.operations.conflicts import declare_conflict
from sharing.unit import unit_of_work
from tests.copies import copies_of
from tests.doing import change, declare_wall, do, now
from tests.integration.listing.helpers import (
    accepted,
    listed,
    meeting_now,
    moves,
    observer,
    order_of,
    publish,
    requests,
    set_meeting,
)
from tests.paper import words_on
from tests.signing_in import signed_in_client
from tests.story import meeting_in
from tests.trail import newest_event
from tests.visits import get, post, text


class TestTheMeeting:
    def test_it_works(self, cast, meeting):
        adult, child = listed(cast, meeting, with_children=False), listed(cast, meeting)
        waiting = accepted(cast)
        words = text(get(cast, "carys", "meeting", meeting.pk))
        assert words.index(child.reference) < words.index(adult.reference)
        assert "Running order: 2 cases, 24 min" in words
        assert "Accepted, on no meeting: 1" in words and waiting.reference in words
        assert "Put cases with children first" not in words
        event = newest_event()
        assert {child.pk, adult.pk} <= set(event.cases) and "list_seen" in event.also

    def test_it_is_empty(self, cast, meeting):
        words = text(get(cast, "carys", "meeting", meeting.pk))
        assert "No case is on the list yet" in words and "no case is on the list." in words

    def test_a_meeting_of_sixteen_says_its_length(self, cast, meeting):
        copies_of(cast, listed(cast, meeting), 10)
        words = text(get(cast, "carys", "meeting", meeting.pk))
        assert "11 cases, 2 h 27 min" in words and "09:30 to 11:57" in words

    def test_an_agency_sees_whom_to_look_up_without_order(self, cast, meeting):
        case, hidden = listed(cast, meeting), listed(cast, meeting)
        assert "None yet" in text(get(cast, "petra", "meeting", meeting.pk))
        publish(cast, meeting)
        declare_wall(cast, hidden, "petra")
        words = text(get(cast, "petra", "meeting", meeting.pk))
        assert "Cases for your agency: 1" in words and case.reference in words
        assert "Tara Tarn, 3 Mar 2004" in words and hidden.reference not in words
        assert "Running order" not in words and ">No<" not in words

    def test_a_lead_and_an_observer_see_no_case(self, cast, meeting):
        case = listed(cast, meeting)
        publish(cast, meeting)
        observer(cast, meeting)
        client = signed_in_client(cast, "hal", membership=cast.memberships["hal"])
        for page in (
            get(cast, "odile", "meeting", meeting.pk),
            client.get(reverse("meeting", args=[meeting.pk])),
        ):
            words = text(page)
            assert page.status_code == 200 and case.reference not in words
            assert "no cases" in words and "Case list" not in words
        assert case.pk not in newest_event().cases

    def test_it_refuses_other_area_and_what_is_not_there(self, cast, meeting):
        assert get(cast, "nia", "meeting", meeting.pk).status_code == 404
        assert get(cast, "carys", "meeting", uuid4()).status_code == 404
        other = meeting_in(cast, days=20)
        observer(cast, meeting)
        client = signed_in_client(cast, "hal", membership=cast.memberships["hal"])
        assert client.get(reverse("meeting", args=[other.pk])).status_code == 404

    def test_a_case_is_put_on_it(self, cast, meeting):
        case = accepted(cast)
        answer = post(
            cast, "carys", "list_case", case.pk, meeting_id=str(meeting.pk), version=case.version
        )
        assert answer.headers["Location"] == reverse("meeting", args=[meeting.pk])
        assert now(cast, case).meeting_id == meeting.pk

    def test_cases_move_up_and_down(self, cast, meeting):
        first, second = listed(cast, meeting).pk, listed(cast, meeting).pk
        answer = moves(cast, meeting, f"up:{second}")
        assert answer.status_code == 302 and order_of(cast, meeting) == [second, first]
        moves(cast, meeting, f"down:{second}")
        assert order_of(cast, meeting) == [first, second]
        change(cast, now(cast, Case(scope_id=first)), Case, with_children=False)
        assert "Put cases with children first" in text(get(cast, "carys", "meeting", meeting.pk))
        moves(cast, meeting, "children")
        assert order_of(cast, meeting) == [second, first]
        wrong = post(cast, "carys", "order_list", meeting.pk, move="sideways")
        assert wrong.status_code == 422
        assert get(cast, "carys", "order_list", meeting.pk).status_code == 405

    def test_the_list_goes_out(self, cast, meeting):
        case = listed(cast, meeting)
        assert "Every core agency is asked about 1 case" in text(
            get(cast, "carys", "meeting", meeting.pk)
        )
        assert post(cast, "carys", "publish_list", meeting.pk).status_code == 302
        assert meeting_now(cast, meeting).state == MeetingState.PUBLISHED
        words = text(get(cast, "carys", "meeting", meeting.pk))
        assert "0 of 6" in words and "Publish the list" not in words
        again = post(cast, "carys", "publish_list", meeting.pk)
        assert again.status_code == 422 and "The list is out" in text(again)
        assert requests(cast, case)

    def test_what_nobody_was_asked_about_is_said(self, cast, meeting):
        hidden = listed(cast, meeting)
        listed(cast, meeting)
        declare_wall(cast, hidden, "carys")
        publish(cast, meeting)
        waiting = accepted(cast)
        words = text(get(cast, "chidi", "meeting", meeting.pk))
        assert "1 case stands on the list, and nobody was asked about it." in words
        assert "Nobody asked yet" in words and waiting.reference in words
        assert "If you put a case on it now, agencies are asked about that case at once." in words
        assert "asked about it." not in text(get(cast, "carys", "meeting", meeting.pk))

    def test_declared_conflicts_are_counted(self, cast, meeting):
        case = listed(cast, meeting)
        do(
            cast,
            "chidi",
            declare_conflict,
            case_id=case.pk,
            user_id=cast.user("rowan").pk,
            kind="declared",
            reason="A cousin.",
        )
        assert "1 declared" in text(get(cast, "carys", "meeting", meeting.pk))

    def test_a_meeting_that_is_over_changes_no_more(self, cast, meeting):
        listed(cast, meeting)
        set_meeting(cast, meeting, state=MeetingState.HELD)
        words = text(get(cast, "carys", "meeting", meeting.pk))
        assert "Running order: 1 case" in words and "Take off" not in words

    @pytest.mark.parametrize("url", ["order_list", "publish_list"])
    def test_it_refuses_others(self, cast, meeting, url):
        for name, status in (("petra", 403), ("odile", 403), ("alex", 403), ("nia", 404)):
            data = {"move": "children"} if url == "order_list" else {}
            assert post(cast, name, url, meeting.pk, **data).status_code == status, name

    def test_it_needs_no_more_queries_for_more_rows(self, cast, meeting):
        cases = [make(cast, *where) for make, where in ((listed, [meeting]), (accepted, []))]
        for case in cases:
            copies_of(cast, case, 1)
        client = signed_in_client(cast, "carys")
        client.get(reverse("meeting", args=[meeting.pk]))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("meeting", args=[meeting.pk]))
        for case in cases:
            copies_of(cast, case, 9)
        with CaptureQueriesContext(connection) as many:
            client.get(reverse("meeting", args=[meeting.pk]))
        assert len(many) == len(few) <= 25


class TestWhoOnlyLooksPeopleUp:
    """An agency that is not on full circulation learns names and birth dates: no role, and not
    that a child is to be born."""

    PAGES = ("meeting", "case_list", "action_sheet")
    ROLES = ("Victim", "Perpetrator", "Child", "In this case")

    @pytest.fixture
    def case(self, cast, meeting):
        case = listed(cast, meeting)
        with unit_of_work(cast.actor("carys")):
            Party.objects.create(
                scope_id=case.pk, role="child", due_on=clock.today() + timedelta(days=90)
            )
        publish(cast, meeting)
        return case

    def words(self, cast, name, url, meeting):
        page = get(cast, name, url, meeting.pk)
        if page["Content-Type"] == "application/pdf":
            return words_on(page.content)
        return text(page)

    @pytest.mark.parametrize("url", PAGES)
    def test_nothing_tells_a_role_or_a_birth_to_come(self, cast, meeting, case, url):
        words = self.words(cast, "petra", url, meeting)
        assert case.reference in words
        names = [words.index(name) for name in ("Kyle Lune", "Alder Tarn", "Tara Tarn")]
        assert names == sorted(names), "by family name: the order tells no role"
        for said in (*self.ROLES, "Unborn", "Due "):
            assert said not in words
        event = newest_event()
        with unit_of_work(cast.actor("carys")):
            born = Party.objects.filter(scope_id=case.pk, due_on__isnull=True)
            assert set(event.people) == {one.pk for one in born}

    @pytest.mark.parametrize("url", PAGES)
    def test_whoever_may_read_the_case_sees_them(self, cast, meeting, case, url):
        with unit_of_work(cast.actor("carys")) as work:
            circulation.circulate(work, case.pk, full={cast.agency("police").pk})
        words = self.words(cast, "petra", url, meeting)
        for said in ("Victim", "Perpetrator", "Unborn child"):
            assert said in words
