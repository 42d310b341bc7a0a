"""A case is put on a meeting, taken off and moved."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import Case, MeetingState, Stage
from meetings.operations.closure import withdraw_case
from meetings.operations.listing import call_off, defer_case, list_case, take_off_list
from sharing import clock
from tests.doing import change, declare_wall, do, explained, now
from tests.integration.listing.helpers import accepted, listed, publish, set_meeting, set_protocol
from tests.integration.test_closure import record_that_she_died
from tests.integration.test_deaths_taken_back import take_back
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.visits import get, post, text, words_of


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
        assert "No other meeting" in text(get(cast, "carys", "defer", on_one.pk))

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
        answer = post(cast, "carys", "take_off_list", case.pk, version=now(cast, case).version)
        assert answer.headers["Location"] == reverse("list_case", args=[case.pk])
        assert "It is on no meeting" in text(get(cast, "carys", "take_off_list", case.pk))

    def test_once_agencies_were_asked_its_page_says_that_it_stays(self, cast, meeting):
        case = listed(cast, meeting)
        publish(cast, meeting)
        page = text(get(cast, "carys", "take_off_list", case.pk))
        assert "so it can no longer be taken off its meeting" in page
        assert "Take it off" not in page

    def test_it_waits_for_a_later_meeting(self, cast, meeting):
        case, later = listed(cast, meeting), meeting_in(cast, days=23)
        publish(cast, meeting)
        assert "This one was moved 0 times" in text(get(cast, "carys", "defer", case.pk))
        wrong = post(cast, "carys", "defer", case.pk, reason="Nobody can come.")
        assert wrong.status_code == 422 and "Nobody can come." in text(wrong)
        version = now(cast, case).version
        chosen = {"to_meeting_id": str(later.pk), "reason": "Nobody can come."}
        answer = post(cast, "carys", "defer", case.pk, version=version, **chosen)
        assert answer.headers["Location"] == reverse("case", args=[case.pk])
        meeting_in(cast, days=37)
        last = meeting_in(cast, days=51)
        version = now(cast, case).version
        chosen = {"to_meeting_id": str(last.pk), "reason": "Again."}
        again = post(cast, "carys", "defer", case.pk, version=version, **chosen)
        assert again.status_code == 422 and "may be moved 1 time" in text(again)

    def test_it_moves_to_an_earlier_meeting(self, cast, meeting):
        case, extra = listed(cast, meeting), meeting_in(cast, days=2)
        set_meeting(cast, extra, extra=True)
        page = text(get(cast, "carys", "defer", case.pk))
        assert "Earlier than the meeting that it is on. Extra meeting." in page
        assert str(extra.pk) in page and str(meeting.pk) not in page and "checked" not in page
        chosen = {"to_meeting_id": str(extra.pk), "reason": "He is released on Monday."}
        version = now(cast, case).version
        answer = post(cast, "carys", "defer", case.pk, version=version, **chosen)
        assert answer.headers["Location"] == reverse("case", args=[case.pk])
        found = now(cast, case)
        assert (found.meeting_id, found.deferrals) == (extra.pk, 0)

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
        version = now(cast, case).version
        for _number in range(2):
            answer = post(
                cast,
                "carys",
                "defer",
                case.pk,
                client=client,
                form_token=token,
                version=version,
                to_meeting_id=str(later.pk),
                reason="Nobody can come.",
            )
            assert answer.status_code == 302
        assert now(cast, case).deferrals == 1


def defer(cast, case, to, reason):
    values = {"case_id": case.pk, "to_meeting_id": to.pk, "reason": reason}
    do(cast, "carys", defer_case, **values)


def moved(left, to, reason):
    days = [date_format(clock.day(one.starts_at)) for one in (left, to)]
    words = "Moved on {} from the meeting of {} to that of {}: {}"
    return words.format(date_format(clock.today()), *days, reason)


@pytest.mark.parametrize("who", ["carys", "ines", "wren"])
def test_whoever_reads_a_case_reads_why_it_was_moved_last(cast, meeting, who):
    case, later, extra = listed(cast, meeting), meeting_in(cast, days=23), meeting_in(cast, days=2)
    assert "Moved on" not in words_of(get(cast, who, "case", case.pk))
    defer(cast, case, later, "Nobody can come.")
    page = words_of(get(cast, who, "case", case.pk))
    assert moved(meeting, later, "Nobody can come.") in page
    assert page.index("Moved on") < page.index("Next steps")
    defer(cast, case, extra, "He is released on Monday.")
    page = words_of(get(cast, who, "case", case.pk))
    assert moved(later, extra, "He is released on Monday.") in page
    assert "Nobody can come." not in page
    # Taken off and listed by hand, it gives no other reason.
    do(cast, "carys", take_off_list, case_id=case.pk)
    do(cast, "carys", list_case, case_id=case.pk, meeting_id=meeting.pk)
    page = words_of(get(cast, who, "case", case.pk))
    assert moved(later, extra, "He is released on Monday.") in page


def test_how_it_ended_stands_instead(cast, meeting):
    case = listed(cast, meeting)
    defer(cast, case, meeting_in(cast, days=23), "Nobody can come.")
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She asked for it.")
    explained(cast, "wren", case)
    page = words_of(get(cast, "wren", "case", case.pk))
    assert "She asked for it." in page and "Nobody can come." not in page


def test_a_meeting_that_was_called_off_moves_it_with_the_same_words_for_all(cast, meeting):
    """A case that is hidden from whoever calls it off is moved by a job: its page must not show
    who that is."""
    seen, hidden, later = listed(cast, meeting), listed(cast, meeting), meeting_in(cast, days=23)
    declare_wall(cast, hidden, "carys")
    values = {"meeting_id": meeting.pk, "to_meeting_id": later.pk, "reason": "The room is flooded."}
    do(cast, "carys", call_off, **values)
    run_jobs()
    for case in (seen, hidden):
        page = words_of(get(cast, "ines", "case", case.pk))
        assert moved(meeting, later, "The room is flooded. ") in page
        assert "Carys" not in page


def test_a_case_that_goes_on_after_a_hold_was_moved_to_no_meeting(cast, meeting):
    case = listed(cast, meeting)
    record_that_she_died(cast, case)
    for who in ("carys", "chidi"):
        explained(cast, who, case)
    take_back(cast, case)
    assert "Moved on" not in words_of(get(cast, "carys", "case", case.pk))
