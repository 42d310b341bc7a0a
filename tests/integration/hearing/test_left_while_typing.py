"""A case leaves its meeting while somebody in the room types: the message stands by the form, with
all that was typed."""

import pytest
from django.urls import reverse

from meetings.models import Hearing, MeetingState, Stage
from meetings.operations.closure import withdraw_case
from meetings.operations.hearing import end_hearing, reopen_hearing
from meetings.operations.listing import defer_case
from tests.doing import do, every, explained, form_token, look
from tests.integration.actions.helpers import HTMX, actions_of
from tests.integration.hearing.test_record import recorded
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.visits import send, words_of

LINE = {"line": "police visit for victim fri petra ford", "what": "Lend her an alarm"}
END = {"gap_reason": "Their workers know.", "untold_reason": "He opens her post."}
SENT = {
    "record_hearing": recorded(risks="He has a key.") | {"version": 1},
    "record_action": LINE,
    "end_hearing": END,
}
SAID = "This case is not being heard: it is at “%s”"


@pytest.fixture
def later(cast):
    return meeting_in(cast, days=23, state=MeetingState.PUBLISHED)


@pytest.fixture
def moved(cast, heard_now, later):
    """The case is on a meeting that Chidi has not joined."""
    do(
        cast,
        "carys",
        defer_case,
        case_id=heard_now.pk,
        to_meeting_id=later.pk,
        reason="Nobody can come.",
    )
    return heard_now


def sent_to(cast, case, name, **how):
    """Return the page, and its words, that Chidi gets who sent this."""
    client = signed_in_client(cast, "chidi")
    given = SENT[name] | form_token()
    answer = client.post(reverse(name, args=[case.pk]), given, **how)
    return answer, words_of(answer)


def holds(answer, name):
    page = answer.content.decode()
    return all(str(one) in page for key, one in SENT[name].items() if key != "version")


@pytest.mark.parametrize("how", [{}, {"headers": HTMX}])
@pytest.mark.parametrize("name", ["record_hearing", "record_action"])
def test_who_typed_reads_it_by_the_form_and_loses_nothing(cast, moved, name, how):
    answer, words = sent_to(cast, moved, name, **how)
    assert answer.status_code == 422 and holds(answer, name)
    assert SAID % "Research" + ", on the meeting of" in words and "Nothing was recorded." in words
    assert ("<html" in answer.content.decode()) is not how
    # The room of that meeting is not shown to somebody who has not joined it.
    assert "Running order" not in words and "Plan check" not in words
    assert actions_of(cast, moved) == []
    assert look(cast, lambda: every(Hearing).get(scope_id=moved.pk)).risks == ""


def test_the_end_of_the_hearing_too(cast, moved):
    answer, words = sent_to(cast, moved, "end_hearing")
    assert answer.status_code == 422 and holds(answer, "end_hearing")
    assert SAID % "Research" in words


def test_whatever_else_is_wrong_with_the_line(cast, moved):
    client = signed_in_client(cast, "chidi")
    answer = send(client, reverse("record_action", args=[moved.pk]), line="something")
    assert SAID % "Research" in words_of(answer) and 'value="something"' in answer.content.decode()


@pytest.mark.parametrize("name", ["record_hearing", "record_action"])
def test_it_was_withdrawn_and_is_on_no_meeting(cast, heard_now, name):
    do(cast, "carys", withdraw_case, case_id=heard_now.pk, reason="She asked for it.")
    explained(cast, "chidi", heard_now)
    answer, words = sent_to(cast, heard_now, name)
    assert answer.status_code == 422 and holds(answer, name)
    assert SAID % "Withdrawn" + ". Nothing was recorded." in words


@pytest.mark.parametrize("name", ["record_hearing", "record_action"])
def test_who_has_joined_that_meeting_reads_it_with_the_case_there(cast, moved, later, name):
    in_the_room(cast, later, "chidi")
    answer, words = sent_to(cast, moved, name)
    assert answer.status_code == 422 and holds(answer, name)
    assert SAID % "Research" in words


def test_a_page_alone_does_not_open(cast, moved):
    client = signed_in_client(cast, "chidi")
    assert client.get(reverse("record_hearing", args=[moved.pk])).status_code == 403


def test_of_a_case_that_no_meeting_began_to_hear_nothing_is_told(cast):
    case = case_at(cast, Stage.LISTED)
    answer, _words = sent_to(cast, case, "record_hearing")
    assert answer.status_code == 403


class TestReopening:
    """The page says at once whether the meeting can go back to the case."""

    def says(self, cast, case):
        page = signed_in_client(cast, "chidi").get(reverse("reopen_hearing", args=[case.pk]))
        button = "Go back to the case</button>" in " ".join(page.content.decode().split())
        return button, words_of(page)

    def test_it_works(self, cast, heard_now):
        assert "Not possible now: This case was not heard yet." in self.says(cast, heard_now)[1]
        do(cast, "chidi", end_hearing, case_id=heard_now.pk, **END)
        button, words = self.says(cast, heard_now)
        assert button and "Not possible now" not in words
        do(cast, "chidi", reopen_hearing, case_id=heard_now.pk)

    def test_the_meeting_is_over(self, cast):
        button, words = self.says(cast, case_at(cast, Stage.HEARD))
        assert not button and "Its meeting is not under way." in words

    def test_its_minutes_are_agreed(self, cast):
        case = case_at(cast, Stage.ACTIONS)
        button, words = self.says(cast, case)
        why = "This case is at “Actions”, so the meeting cannot go back to it."
        assert not button and why in words
        answer = send(signed_in_client(cast, "chidi"), reverse("reopen_hearing", args=[case.pk]))
        assert answer.status_code == 422 and why in words_of(answer)
