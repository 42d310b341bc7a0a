"""A case that is ended while its meeting hears it: the page of the end says so first, and the room
is told what became of it."""

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import Meeting, MeetingState
from meetings.operations.closure import withdraw_case
from meetings.operations.transfer import transfer_out
from sharing.unit import unit_of_work
from tests.doing import do
from tests.integration.hearing.helpers import page_of
from tests.integration.test_closure import record_that_she_died
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import get, hidden, text, words_of

WORDS = "He has a key to her door."
SAID = {"presented_by": "", "summary": "", "spoken": "", "protective": "", "decisions": ""}


def withdraw(cast, case):
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She asked for it.")


def hand_over(cast, case):
    do(cast, "carys", transfer_out, case_id=case.pk, area_name="Eastfell", reason="Moved.")


@pytest.mark.parametrize(
    "name", ["withdraw_case", "send_to_right_area", "transfer_out", "record_death"]
)
def test_the_page_of_an_end_says_that_the_meeting_hears_it(cast, heard_now, name):
    day = date_format(heard_now.meeting.starts_at, "j F Y")
    said = f"The meeting of {day} is hearing this case. Speak with the chair first"
    assert said in words_of(get(cast, "carys", name, heard_now.pk))


def test_of_a_case_that_waits_it_says_nothing(cast, research):
    page = words_of(get(cast, "carys", "withdraw_case", research.pk))
    assert "is hearing this case" not in page


@pytest.mark.parametrize(("end", "stage"), [(withdraw, "Withdrawn"), (hand_over, "Transferred")])
def test_the_room_is_told_and_not_asked_why(cast, heard_now, end, stage):
    chidi, address = signed_in_client(cast, "chidi"), page_of(heard_now)
    fields = hidden(chidi.get(address)) | SAID | {"risks": WORDS, "version": "1"}
    end(cast, heard_now)
    sent = chidi.post(reverse("record_hearing", args=[heard_now.pk]), fields)
    assert sent.status_code == 422 and WORDS in text(sent)
    assert f"This case is not being heard: it is at “{stage}" in text(sent)
    page = chidi.get(address)
    assert page.status_code == 200
    assert f"{heard_now.reference} is no longer heard here" in words_of(page)
    assert f"It is now at “{stage}" in words_of(page) and "Carys Example" in words_of(page)
    opening = reverse("meeting_opening", args=[heard_now.meeting_id])
    assert f'href="{opening}"' in page.content.decode()
    assert newest_event().cases == [heard_now.pk]


def test_who_is_not_in_the_room_is_asked_and_who_may_not_read_it_learns_nothing(cast, heard_now):
    address = page_of(heard_now)
    withdraw(cast, heard_now)
    asked = signed_in_client(cast, "ines").get(address)
    assert asked.status_code == 302 and "reason" in asked["Location"]
    for who in ("hal", "nia"):
        assert signed_in_client(cast, who).get(address).status_code == 404, who


def test_so_is_the_room_once_the_meeting_is_over(cast, heard_now):
    withdraw(cast, heard_now)
    with unit_of_work(cast.actor("chidi")):
        meeting = Meeting.objects.get(pk=heard_now.meeting_id)
        meeting.state = MeetingState.HELD
        meeting.save()
    assert signed_in_client(cast, "chidi").get(page_of(heard_now)).status_code == 302


def test_after_a_death_the_room_reads_the_case_on_hold(cast, heard_now):
    record_that_she_died(cast, heard_now)
    page = signed_in_client(cast, "chidi").get(page_of(heard_now))
    assert page.status_code == 200 and "On hold" in words_of(page), words_of(page)
