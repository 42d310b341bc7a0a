"""The pages of listing: the calendar, one meeting, a case on its way to one, paper."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from meetings.models import Case, Meeting, MeetingState, Stage
from meetings.operations.listing import defer_case, publish_list
from sharing import clock
from sharing.models import Membership, Party
from sharing.operations import circulation
from sharing.work import unit_of_work
from tests.conftest import as_owner
from tests.doing import change, declare_wall, do, now
from tests.integration.test_listing import (
    accepted,
    listed,
    meeting_now,
    order_of,
    requests,
    set_protocol,
)
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import get, post, text


@pytest.fixture
def meeting(cast):
    return meeting_in(cast)


def publish(cast, meeting):
    do(cast, "carys", publish_list, meeting_id=meeting.pk)


def set_meeting(cast, meeting, **values):
    with unit_of_work(cast.actor("carys")):
        for name, value in values.items():
            setattr(meeting, name, value)
        meeting.save()


def observer(cast, meeting):
    """Let Rowan's other self observe one meeting."""
    with as_owner(), unit_of_work(cast.actor("carys")):
        cast.memberships["hal"] = Membership.objects.create(
            user=cast.user("hal"),
            agency=cast.agency("acute"),
            role="observer",
            starts_on=clock.today(),
            admitted_to=meeting.pk,
        )


class TestTheCalendar:
    def test_it_works(self, cast, meeting):
        case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-12, state=MeetingState.HELD))
        listed(cast, meeting)
        page = get(cast, "carys", "meetings")
        words = text(page)
        assert page.status_code == 200 and "Meetings to come: 1" in words
        assert "Past meetings" in words and "Next days of the pattern" in words
        assert newest_event().code == "meetings_seen"

    def test_an_agency_plans_nothing(self, cast, meeting):
        words = text(get(cast, "petra", "meetings"))
        assert "Meetings to come: 1" in words and "Next days of the pattern" not in words

    def test_a_lead_sees_no_numbers(self, cast, meeting):
        assert "Cases" not in text(get(cast, "odile", "meetings"))

    def test_it_is_empty(self, cast):
        set_protocol(cast, in_force_from=clock.today() + timedelta(days=2))
        words = text(get(cast, "carys", "meetings"))
        assert "No meeting is planned" in words and "no protocol in force" in words

    @pytest.mark.parametrize("name", ["wren", "alex"])
    def test_it_refuses_others(self, cast, name):
        assert get(cast, name, "meetings").status_code == 403

    def test_an_observer_sees_the_one_meeting(self, cast, meeting):
        meeting_in(cast, days=23)
        observer(cast, meeting)
        client = signed_in_client(cast, "hal", membership=cast.memberships["hal"])
        assert "Meetings to come: 1" in text(client.get(reverse("meetings")))

    def test_a_moved_day_says_so(self, cast):
        from datetime import date, datetime

        from meetings.rules.working_days import LONDON

        set_protocol(cast, first_meeting_on=date(2026, 12, 25))
        with clock.set_to(datetime(2026, 12, 1, 9, tzinfo=LONDON)):
            words = text(get(cast, "carys", "meetings"))
        assert "Tuesday 29 December 2026" in words
        assert "Moved from Friday 25 December, a bank holiday." in words

    def test_meetings_are_planned(self, cast):
        assert get(cast, "carys", "plan_meetings").status_code == 200
        answer = post(cast, "carys", "plan_meetings", count="2")
        assert answer.headers["Location"] == reverse("meetings")
        with unit_of_work(cast.actor("carys")):
            assert Meeting.objects.count() == 2
        wrong = post(cast, "carys", "plan_meetings", count="99")
        assert wrong.status_code == 422

    def test_an_extra_meeting_is_added(self, cast):
        day = clock.today() + timedelta(days=2)
        when = {"on-day": day.day, "on-month": day.month, "on-year": day.year}
        assert get(cast, "chidi", "add_meeting").status_code == 200
        wrong = post(cast, "chidi", "add_meeting", **when, at="half past", place="Video room")
        assert wrong.status_code == 422
        assert "Time must be hours and minutes" in text(wrong) and "Video room" in text(wrong)
        answer = post(cast, "chidi", "add_meeting", **when, at="14:00", place="Video room")
        assert answer.status_code == 302
        again = post(cast, "chidi", "add_meeting", **when, at="14.00")
        assert "There is a meeting at this time already" in text(again)
        assert "extra" in text(get(cast, "chidi", "meetings"))

    @pytest.mark.parametrize("url", ["plan_meetings", "add_meeting"])
    def test_it_refuses_whoever_plans_nothing(self, cast, url):
        for name in ("petra", "ines", "odile", "alex"):
            assert get(cast, name, url).status_code == 403
            assert post(cast, name, url).status_code == 403

    def test_it_needs_no_more_queries_for_more_rows(self, cast, meeting):
        client = signed_in_client(cast, "carys")
        client.get(reverse("meetings"))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("meetings"))
        for number in range(9):
            meeting_in(cast, days=10 + number)
        with CaptureQueriesContext(connection) as many:
            client.get(reverse("meetings"))
        assert len(many) == len(few) <= 25


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
        for _number in range(11):
            listed(cast, meeting)
        words = text(get(cast, "carys", "meeting", meeting.pk))
        assert "11 cases, 2 h 27 min" in words and "09:30 to 11:57" in words

    def test_an_agency_sees_whom_to_look_up_without_order(self, cast, meeting):
        case, hidden = listed(cast, meeting), listed(cast, meeting)
        assert "None yet" in text(get(cast, "petra", "meeting", meeting.pk))
        publish(cast, meeting)
        declare_wall(cast, hidden, "petra")
        words = text(get(cast, "petra", "meeting", meeting.pk))
        assert "Cases for your agency: 1" in words and case.reference in words
        assert "Tara Tarn, 3 March 2004" in words and hidden.reference not in words
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
        answer = post(cast, "carys", "list_case", case.pk, meeting_id=str(meeting.pk))
        assert answer.headers["Location"] == reverse("meeting", args=[meeting.pk])
        assert now(cast, case).meeting_id == meeting.pk

    def test_cases_move_up_and_down(self, cast, meeting):
        first, second = listed(cast, meeting).pk, listed(cast, meeting).pk
        answer = post(cast, "carys", "order_list", meeting.pk, move=f"up:{second}")
        assert answer.status_code == 302 and order_of(cast, meeting) == [second, first]
        post(cast, "carys", "order_list", meeting.pk, move=f"down:{second}")
        assert order_of(cast, meeting) == [first, second]
        change(cast, now(cast, Case(scope_id=first)), Case, with_children=False)
        assert "Put cases with children first" in text(get(cast, "carys", "meeting", meeting.pk))
        post(cast, "carys", "order_list", meeting.pk, move="children")
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
        assert "asked about it." not in text(get(cast, "carys", "meeting", meeting.pk))

    def test_declared_conflicts_are_counted(self, cast, meeting):
        from sharing.operations.conflicts import declare_conflict

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
        for _number in range(2):
            listed(cast, meeting), accepted(cast)
        client = signed_in_client(cast, "carys")
        client.get(reverse("meeting", args=[meeting.pk]))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("meeting", args=[meeting.pk]))
        for _number in range(9):
            listed(cast, meeting), accepted(cast)
        with CaptureQueriesContext(connection) as many:
            client.get(reverse("meeting", args=[meeting.pk]))
        assert len(many) == len(few) <= 25


class TestACase:
    def test_it_chooses_among_meetings(self, cast, meeting):
        case = accepted(cast)
        change(cast, accepted(cast), Case, with_children=False)
        set_meeting(cast, meeting, referrals_close_at=clock.now() - timedelta(hours=1))
        later = meeting_in(cast, days=23)
        set_meeting(cast, later, extra=True)
        out = meeting_in(cast, days=37)
        set_meeting(cast, out, state=MeetingState.PUBLISHED)
        words = text(get(cast, "carys", "list_case", case.pk))
        for said in ("Referrals have closed.", "Extra meeting.", "agencies are asked for research"):
            assert said in words
        assert "There are children in this case" in words
        nothing = post(cast, "carys", "list_case", case.pk)
        assert nothing.status_code == 422 and "Choose a meeting" in text(nothing)

    def test_it_says_where_the_children_are(self, cast, meeting):
        case = accepted(cast, with_children=False)
        assert "no children in this case" in text(get(cast, "carys", "list_case", case.pk))

    def test_without_meetings_one_is_planned_first(self, cast):
        case = accepted(cast)
        assert "No meeting takes cases" in text(get(cast, "carys", "list_case", case.pk))
        on_one = listed(cast, meeting_in(cast))
        assert "No later meeting" in text(get(cast, "carys", "defer", on_one.pk))

    def test_it_says_where_a_case_is(self, cast, meeting):
        case = listed(cast, meeting)
        words = text(get(cast, "carys", "list_case", case.pk))
        assert "The case is on the meeting of" in words and "Take it off" in words
        publish(cast, meeting)
        assert "Take it off" not in text(get(cast, "carys", "list_case", case.pk))
        early = case_at(cast, Stage.TRIAGE)
        assert "is not put on a meeting now" in text(get(cast, "carys", "list_case", early.pk))

    def test_it_is_taken_off(self, cast, meeting):
        case = listed(cast, meeting)
        assert "Taken off" in text(get(cast, "carys", "take_off_list", case.pk))
        answer = post(cast, "carys", "take_off_list", case.pk)
        assert answer.headers["Location"] == reverse("list_case", args=[case.pk])
        assert "It is on no meeting" in text(get(cast, "carys", "take_off_list", case.pk))

    def test_it_waits_for_a_later_meeting(self, cast, meeting):
        case, later = listed(cast, meeting), meeting_in(cast, days=23)
        publish(cast, meeting)
        assert "This one was moved 0 times" in text(get(cast, "carys", "defer", case.pk))
        wrong = post(cast, "carys", "defer", case.pk, reason="Nobody can come.")
        assert wrong.status_code == 422 and "Nobody can come." in text(wrong)
        answer = post(
            cast, "carys", "defer", case.pk, to_meeting_id=str(later.pk), reason="Nobody can come."
        )
        assert answer.headers["Location"] == reverse("case", args=[case.pk])
        meeting_in(cast, days=37)
        last = meeting_in(cast, days=51)
        again = post(cast, "carys", "defer", case.pk, to_meeting_id=str(last.pk), reason="Again.")
        assert again.status_code == 422 and "may be moved 1 time" in text(again)

    def test_agencies_are_asked_about_one_that_was_left_behind(self, cast, meeting):
        hidden = listed(cast, meeting)
        listed(cast, meeting)
        declare_wall(cast, hidden, "carys")
        publish(cast, meeting)
        assert get(cast, "chidi", "ask_research", hidden.pk).status_code == 200
        answer = post(cast, "chidi", "ask_research", hidden.pk)
        assert answer.headers["Location"] == reverse("case", args=[hidden.pk])
        assert post(cast, "chidi", "ask_research", hidden.pk).status_code == 422

    @pytest.mark.parametrize("url", ["list_case", "take_off_list", "defer", "ask_research"])
    def test_it_refuses_others(self, cast, meeting, url):
        case = listed(cast, meeting)
        publish(cast, meeting)
        for name, status in (("petra", 404), ("wren", 403), ("hal", 404), ("nia", 404)):
            got = get(cast, name, url, case.pk).status_code
            assert got in (403, status), name
            assert post(cast, name, url, case.pk).status_code in (403, status), name

    def test_it_refuses_conflict(self, cast, meeting):
        case = accepted(cast)
        declare_wall(cast, case, "carys")
        assert get(cast, "carys", "list_case", case.pk).status_code == 404

    def test_a_double_post_does_it_once(self, cast, meeting):
        case, later = listed(cast, meeting), meeting_in(cast, days=23)
        set_protocol(cast, most_deferrals=5)
        client, token = signed_in_client(cast, "carys"), str(uuid4())
        for _number in range(2):
            answer = post(
                cast,
                "carys",
                "defer",
                case.pk,
                client=client,
                form_token=token,
                to_meeting_id=str(later.pk),
                reason="Nobody can come.",
            )
            assert answer.status_code == 302
        assert now(cast, case).deferrals == 1


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
            return "\n".join(one.extract_text() for one in PdfReader(BytesIO(page.content)).pages)
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


class TestPaper:
    def words(self, page):
        assert page["Content-Type"] == "application/pdf"
        return "\n".join(one.extract_text() for one in PdfReader(BytesIO(page.content)).pages)

    def test_the_list_of_those_who_keep_it_is_numbered(self, cast, meeting):
        case = listed(cast, meeting)
        page = get(cast, "carys", "case_list", meeting.pk)
        words = self.words(page)
        for said in ("OFFICIAL-SENSITIVE", case.reference, "Tara Tarn", "Carys Example", "No"):
            assert said in words
        assert "This copy may not hold everything that agencies know." in words
        assert "Mere Walk" not in words and "Hidden Row" not in words
        day = meeting.starts_at.date().isoformat()
        assert page["Content-Disposition"] == f'inline; filename="case-list-{day}.pdf"'
        event = newest_event()
        assert event.code == "list_printed" and event.cases == [case.pk]
        assert event.items == [meeting.pk] and len(event.people) == 3

    def test_an_agency_has_its_own_cases_alone(self, cast, meeting):
        assert "No case of this list" in self.words(get(cast, "petra", "case_list", meeting.pk))
        case, hidden = listed(cast, meeting), listed(cast, meeting)
        publish(cast, meeting)
        declare_wall(cast, hidden, "petra")
        words = self.words(get(cast, "petra", "case_list", meeting.pk))
        assert case.reference in words and hidden.reference not in words
        assert "Copy for Police" in words

    def test_the_blank_sheet(self, cast, meeting):
        assert "Action sheet" in self.words(get(cast, "carys", "action_sheet", meeting.pk))
        first, second = listed(cast, meeting), listed(cast, meeting)
        page = get(cast, "carys", "action_sheet", meeting.pk)
        words = self.words(page)
        assert first.reference in words and second.reference in words
        assert "Enter them in the portal today" in words
        assert len(PdfReader(BytesIO(page.content)).pages) == 2

    @pytest.mark.parametrize("url", ["case_list", "action_sheet"])
    def test_it_refuses_others(self, cast, meeting, url):
        for name, status in (("odile", 403), ("wren", 403), ("alex", 403), ("nia", 404)):
            assert get(cast, name, url, meeting.pk).status_code == status, name
        assert newest_event().outcome == "refused"


def test_a_deferred_case_says_why(cast, meeting):
    case, later = listed(cast, meeting), meeting_in(cast, days=23)
    do(
        cast,
        "carys",
        defer_case,
        case_id=case.pk,
        to_meeting_id=later.pk,
        reason="Nobody can come.",
    )
    from meetings.models import CaseStage

    with unit_of_work(cast.actor("carys")):
        assert CaseStage.objects.filter(scope_id=case.pk, reason="Nobody can come.").exists()
