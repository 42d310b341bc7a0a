"""Two people put one case on a meeting, or move it: the second overwrites nothing."""

import pytest

from meetings.models import Stage
from meetings.operations.listing import defer_case, list_case, take_off_list
from sharing.rules import RuleBroken
from tests.doing import declare_wall, do, now
from tests.editors import SAID, Editor
from tests.integration.listing.helpers import (
    accepted,
    listed,
    moves,
    order_as_shown,
    order_of,
    publish,
    requests,
    set_protocol,
)
from tests.signing_in import signed_in_client
from tests.story import meeting_in
from tests.visits import post, text, words_of


def words_for(meeting):
    """Return how the page says when a meeting is."""
    return f"{meeting.starts_at:%A} {meeting.starts_at.day} {meeting.starts_at:%B %Y}, 09:30"


def side_by_side(page, theirs, mine):
    """Whether the page sets the two texts side by side, whichever words are marked in them."""
    page, theirs, mine = (text.replace(" ", "") for text in (page, theirs, mine))
    return f"Whatstandsnow{theirs}Whatyoutyped{mine}" in page


def defer(cast, case, to, who="chidi", reason="Her worker is away."):
    do(cast, who, defer_case, case_id=case.pk, to_meeting_id=to.pk, reason=reason)


class TestPuttingOnAMeeting:
    def test_the_second_sees_both_meetings_and_overwrites_nothing(self, cast, meeting):
        case, mine = accepted(cast), meeting_in(cast, days=5)
        second = Editor(cast, "carys", "list_case", case.pk)
        do(cast, "chidi", list_case, case_id=case.pk, meeting_id=meeting.pk)
        page = second.sends(meeting_id=str(mine.pk))
        assert SAID in page and "Chidi Example" in page
        assert side_by_side(page, f"{words_for(meeting)}, at “Listed”", words_for(mine))
        assert "Nothing was overwritten: the case stays where they put it." in page
        assert "Put on this meeting" not in page and "Move it to another meeting" in page
        assert second.sends_again().status_code == 422
        assert now(cast, case).meeting_id == meeting.pk

    def test_a_case_of_a_published_list_stays_on_it(self, cast, meeting):
        case, other = accepted(cast), meeting_in(cast, days=23)
        second = Editor(cast, "carys", "list_case", case.pk)
        do(cast, "chidi", list_case, case_id=case.pk, meeting_id=meeting.pk)
        publish(cast, meeting)
        page = second.sends(meeting_id=str(other.pk))
        assert "at “Research”" in page and "Move it to another meeting" in page
        found = now(cast, case)
        assert (found.stage, found.meeting_id) == (Stage.RESEARCH, meeting.pk)
        assert requests(cast, case, meeting)

    def test_a_case_on_a_meeting_is_moved_only_with_a_reason(self, cast, meeting):
        case, other = listed(cast, meeting), meeting_in(cast, days=23)
        for version in (None, now(cast, case).version):
            with pytest.raises(RuleBroken, match="at “Listed”"):
                do(
                    cast,
                    "carys",
                    list_case,
                    case_id=case.pk,
                    meeting_id=other.pk,
                    version=version,
                )
        publish(cast, meeting)
        with pytest.raises(RuleBroken, match="at “Research”"):
            do(cast, "carys", list_case, case_id=case.pk, meeting_id=other.pk)

    def test_what_was_taken_off_meanwhile_can_be_sent_again(self, cast, meeting):
        case, mine = accepted(cast), meeting_in(cast, days=23)
        second = Editor(cast, "carys", "list_case", case.pk)
        do(cast, "chidi", list_case, case_id=case.pk, meeting_id=meeting.pk)
        do(cast, "chidi", take_off_list, case_id=case.pk)
        page = second.sends(meeting_id=str(mine.pk))
        assert side_by_side(page, "“Accepted”", words_for(mine)) and "it stands in the form" in page
        assert second.sends_again().status_code == 302
        assert now(cast, case).meeting_id == mine.pk

    def test_a_stale_button_of_a_list_overwrites_nothing(self, cast, meeting):
        case, other = accepted(cast), meeting_in(cast, days=23)
        do(cast, "chidi", list_case, case_id=case.pk, meeting_id=other.pk)
        pressed = {"meeting_id": str(meeting.pk), "version": case.version}
        answer = post(cast, "carys", "list_case", case.pk, **pressed)
        assert answer.status_code == 422 and SAID in text(answer)
        assert now(cast, case).meeting_id == other.pk


class TestMoving:
    def test_the_second_sees_both_meetings_and_both_reasons(self, cast, meeting):
        set_protocol(cast, most_deferrals=5)
        case = listed(cast, meeting)
        theirs, mine = meeting_in(cast, days=23), meeting_in(cast, days=37)
        second = Editor(cast, "carys", "defer", case.pk)
        defer(cast, case, theirs)
        page = second.sends(to_meeting_id=str(mine.pk), reason="Nobody can come.")
        assert side_by_side(page, f"{words_for(theirs)}, at “Listed”", words_for(mine))
        assert side_by_side(page, "Her worker is away.", "Nobody can come.")
        assert now(cast, case).meeting_id == theirs.pk
        assert second.sends_again().status_code == 302
        assert now(cast, case).meeting_id == mine.pk

    def test_what_moved_meanwhile_is_not_taken_off(self, cast, meeting):
        case, theirs = listed(cast, meeting), meeting_in(cast, days=23)
        second = Editor(cast, "carys", "take_off_list", case.pk)
        defer(cast, case, theirs)
        page = second.sends()
        assert side_by_side(page, f"{words_for(theirs)}, at “Listed”", "Take off the meeting")
        assert now(cast, case).meeting_id == theirs.pk
        assert second.sends_again().status_code == 302
        assert now(cast, case).meeting_id is None


class TestOrdering:
    CHANGED = "The list has changed meanwhile, and nothing was moved."

    def test_the_second_does_not_undo_the_first(self, cast, meeting):
        first, second, third = (listed(cast, meeting).pk for _number in range(3))
        shown = order_as_shown(signed_in_client(cast, "chidi"), meeting)
        assert moves(cast, meeting, f"down:{first}", shown=shown).status_code == 302
        answer = moves(cast, meeting, f"down:{second}", "chidi", shown=shown)
        assert answer.status_code == 422 and self.CHANGED in text(answer)
        assert order_of(cast, meeting) == [second, first, third]

    def test_the_answer_shows_the_order_as_it_stands_and_can_be_used(self, cast, meeting):
        first, second = listed(cast, meeting), listed(cast, meeting)
        chidi = signed_in_client(cast, "chidi")
        shown = order_as_shown(chidi, meeting)
        moves(cast, meeting, f"down:{first.pk}")
        page = words_of(moves(cast, meeting, f"up:{second.pk}", "chidi", shown=shown))
        assert page.index(f"1 {second.reference}") < page.index(f"2 {first.reference}")
        again = order_as_shown(chidi, meeting)
        assert moves(cast, meeting, f"down:{second.pk}", "chidi", shown=again).status_code == 302
        assert order_of(cast, meeting) == [first.pk, second.pk]

    def test_a_page_that_says_no_order_moves_nothing(self, cast, meeting):
        first, second = listed(cast, meeting).pk, listed(cast, meeting).pk
        answer = post(cast, "carys", "order_list", meeting.pk, move=f"down:{first}")
        assert answer.status_code == 422 and self.CHANGED in text(answer)
        assert order_of(cast, meeting) == [first, second]

    def test_a_case_that_only_another_may_see_changes_nothing_of_the_order(self, cast, meeting):
        first, second, hidden = (listed(cast, meeting) for _number in range(3))
        declare_wall(cast, hidden, "chidi", by="carys")
        shown = order_as_shown(signed_in_client(cast, "chidi"), meeting)
        moves(cast, meeting, f"up:{hidden.pk}")
        moves(cast, meeting, f"up:{hidden.pk}")
        assert moves(cast, meeting, f"down:{first.pk}", "chidi", shown=shown).status_code == 302
        assert order_of(cast, meeting, "carys") == [hidden.pk, second.pk, first.pk]
