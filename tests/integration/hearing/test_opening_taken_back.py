"""A meeting that was opened by mistake is taken back, as long as nothing was recorded in it."""

import pytest
from django.urls import reverse

from meetings.models import Meeting, MeetingState, Stage
from meetings.operations.hearing import (
    begin_hearing,
    declare_for,
    end_meeting,
    open_meeting,
    take_opening_back,
)
from sharing.rules import RuleBroken
from sharing.work import Refused
from tests.doing import declare_wall, do, form_token, fresh, now
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in
from tests.trail import newest_event
from tests.visits import send, words_of

STANDS = "Somebody recorded or saved something since this meeting was opened"
TAKE_BACK = "Take the opening back"


@pytest.fixture
def opened(cast, research):
    """A meeting that was opened, with one case on its list."""
    return do(cast, "chidi", open_meeting, meeting_id=research.meeting_id, sure=True)


def path_of(meeting, name="take_opening_back"):
    return reverse(name, args=[meeting.pk])


def test_it_works(cast, research, opened):
    do(cast, "carys", declare_for, meeting_id=opened.pk, name="Sam Guest")
    carys = signed_in_client(cast, "carys")
    assert TAKE_BACK in words_of(carys.get(path_of(opened, "meeting_opening")))
    assert "opened by mistake" in words_of(carys.get(path_of(opened)))
    sent = send(carys, path_of(opened))
    assert sent["Location"] == path_of(opened, "meeting_opening")
    event = newest_event()
    assert (event.code, event.outcome) == ("opening_taken_back", "allowed")
    meeting = fresh(cast, Meeting, opened.pk)
    assert (meeting.state, meeting.started_at) == (MeetingState.PUBLISHED, None)
    assert meeting.version == opened.version + 1
    page = words_of(carys.get(sent["Location"]))
    assert "The opening is taken back." in page and TAKE_BACK not in page
    in_the_room(cast, meeting, "chidi")
    with pytest.raises(RuleBroken, match="not under way"):
        do(cast, "chidi", begin_hearing, case_id=research.pk)
    # On its day it is opened again, and nothing was lost.
    do(cast, "chidi", open_meeting, meeting_id=opened.pk, sure=True)
    do(cast, "chidi", begin_hearing, case_id=research.pk)
    assert now(cast, research).stage == Stage.HEARING


def test_once_a_case_was_begun_it_stands(cast, research, opened):
    in_the_room(cast, opened, "chidi")
    version = fresh(cast, Meeting, opened.pk).version
    do(cast, "chidi", begin_hearing, case_id=research.pk)
    # For whoever writes presence meanwhile, nothing was changed.
    assert fresh(cast, Meeting, opened.pk).version == version
    chidi = signed_in_client(cast, "chidi")
    assert TAKE_BACK not in words_of(chidi.get(path_of(opened, "meeting_opening")))
    sent = send(chidi, path_of(opened))
    assert sent.status_code == 422 and STANDS in words_of(sent)
    assert fresh(cast, Meeting, opened.pk).state == MeetingState.RUNNING


def test_once_presence_was_saved_it_stands(cast, opened):
    carys = signed_in_client(cast, "carys")
    sent = carys.post(path_of(opened, "record_presence"), form_token() | {"version": 2})
    assert sent.status_code == 302
    with pytest.raises(RuleBroken, match=STANDS):
        do(cast, "carys", take_opening_back, meeting_id=opened.pk)


def test_apologies_from_before_it_was_opened_do_not_count(cast, research):
    carys = signed_in_client(cast, "carys")
    send(carys, path_of(research.meeting, "record_presence"))
    do(cast, "chidi", open_meeting, meeting_id=research.meeting_id, sure=True)
    do(cast, "chidi", take_opening_back, meeting_id=research.meeting_id)
    assert fresh(cast, Meeting, research.meeting_id).state == MeetingState.PUBLISHED


def test_what_is_not_under_way_is_not_taken_back(cast, opened):
    for meeting in (
        meeting_in(cast, days=30, state=MeetingState.PUBLISHED),
        meeting_in(cast, days=40),
    ):
        with pytest.raises(RuleBroken, match="not under way"):
            do(cast, "carys", take_opening_back, meeting_id=meeting.pk)
    over = meeting_in(cast, days=31, state=MeetingState.RUNNING)
    do(cast, "chidi", end_meeting, meeting_id=over.pk)
    with pytest.raises(RuleBroken, match="not under way"):
        do(cast, "carys", take_opening_back, meeting_id=over.pk)
    page = signed_in_client(cast, "carys").get(path_of(over))
    assert "Not possible now: This meeting is not under way." in words_of(page)
    assert "form_token" not in page.text


def test_a_case_on_no_meeting_is_not_begun(cast):
    case = case_at(cast, Stage.ACCEPTED)
    with pytest.raises(Refused) as refused:
        do(cast, "chidi", begin_hearing, case_id=case.pk)
    assert refused.value.reason == "nothing_there"


class TestPastTheWall:
    """Another keeper heard a case that is not there for whoever takes the opening back."""

    @pytest.fixture
    def hidden(self, cast, opened):
        """Return a case on its list that is walled off from the coordinator."""
        hidden = case_at(cast, Stage.RESEARCH, meeting=opened, name="Hidda", position=2)
        declare_wall(cast, hidden, "carys")
        in_the_room(cast, opened, "carys", "chidi")
        return hidden

    def pages(self, cast, opened):
        carys = signed_in_client(cast, "carys")
        names = ("meeting_opening", "take_opening_back", "record_presence")
        return [words_of(carys.get(path_of(opened, name))) for name in names]

    def test_it_stands_and_no_page_tells(self, cast, opened, hidden):
        before = self.pages(cast, opened)
        do(cast, "chidi", begin_hearing, case_id=hidden.pk)
        assert self.pages(cast, opened) == before and TAKE_BACK in before[0]
        carys = signed_in_client(cast, "carys")
        sent = send(carys, path_of(opened))
        assert fresh(cast, Meeting, opened.pk).state == MeetingState.RUNNING
        heard = words_of(sent)
        assert STANDS in heard and hidden.reference not in heard

    def test_it_is_refused_as_where_somebody_saved_presence(self, cast, opened, hidden):
        """What refuses it may be something of which no page has a trace."""
        before = self.pages(cast, opened)
        chidi = signed_in_client(cast, "chidi")
        send(chidi, path_of(opened, "record_presence"))
        assert self.pages(cast, opened)[:2] == before[:2]
        with pytest.raises(RuleBroken, match=STANDS):
            do(cast, "carys", take_opening_back, meeting_id=opened.pk)
