"""A file of what an agency had submitted was taken back by the scan: it owes it again, is told so
by mail, and research is not complete before it is submitted or taken off."""

from datetime import timedelta

import pytest
from django.core import mail

from meetings.models import Meeting, ResearchRequest, Stage
from meetings.operations.listing import defer_case
from meetings.operations.research import withdraw_file
from sharing import clock
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.addresses.helpers import protect
from tests.integration.addresses.test_files import attach
from tests.integration.addresses.test_files_again import petra, submit_return, waiting
from tests.integration.research.conftest import case
from tests.integration.research.helpers import answer, request_of
from tests.integration.research.test_grid_page import cells
from tests.integration.vault.conftest import folder
from tests.integration.vault.test_unscanned import back
from tests.jobs import run_jobs
from tests.story import meeting_in
from tests.visits import get, words_of

__all__ = ["back", "case", "folder", "petra", "waiting"]  # fixtures

TOLD = "Research is due"
WAITS = "Submitted, but for a file: submit it, or attach it again"


@pytest.fixture
def taken(cast, case, waiting):
    """A file that the agency submitted before something came to be protected."""
    answer(cast, case)
    file = waiting(case)
    with as_owner(), unit_of_work(cast.actor("carys")):
        for request in ResearchRequest.objects.filter(scope_id=case.pk).exclude(
            agency=file.agency_id
        ):
            request.answer, request.submitted_at = "not_known", clock.now()
            request.submitted_by = cast.user("carys")
            request.save()
    protect(cast, case, "9 New Lane")
    mail.outbox.clear()
    return file


def is_complete(cast, case):
    """Return whether research is said to be complete, on each page that says so."""
    grid = get(cast, "carys", "research_grid", case.meeting_id)
    meeting = get(cast, "carys", "meeting", case.meeting_id)
    home = get(cast, "carys", "home")
    found = {
        "Research is complete" in words_of(grid),
        "Complete" in words_of(meeting),
        "Every agency has answered for every case" in words_of(home),
    }
    assert len(found) == 1
    return found.pop()


def police(cast, case):
    return cells(cast, "carys", case.meeting)["police", case.reference]


def letters():
    return [(one.to, one.subject) for one in mail.outbox]


def test_it_is_owed_again_until_it_is_submitted(cast, case, taken, back):
    assert is_complete(cast, case)
    back()
    run_jobs()
    (letter,) = mail.outbox
    assert (letter.subject, letter.to) == (TOLD, [cast.agency("police").mailbox])
    assert "due on" in letter.body and "/research/" in letter.body
    assert case.reference not in letter.body and "file" not in letter.body
    assert police(cast, case) == "again" and not is_complete(cast, case)
    assert WAITS in words_of(get(cast, "petra", "research"))
    assert WAITS in words_of(get(cast, "petra", "research_return", case.pk))
    attach(cast, case, "again.txt", b"They are well.")
    do(cast, "petra", withdraw_file, file_id=taken.pk)
    assert police(cast, case) == "again", "the other one is not submitted"
    submit_return(cast, case)
    assert police(cast, case) == "submitted" and is_complete(cast, case)


def test_or_taken_off(cast, case, taken, back):
    back()
    do(cast, "petra", withdraw_file, file_id=taken.pk)
    assert police(cast, case) == "submitted" and is_complete(cast, case)


def test_past_the_deadline_it_is_due_when_the_meeting_begins(cast, case, taken, back):
    meeting = Meeting.objects.get(pk=case.meeting_id)
    with clock.set_to(meeting.research_due_at + timedelta(hours=1)):
        back()
        assert police(cast, case) == "again"
    assert request_of(cast, case, "police").due_at == meeting.starts_at


def test_of_a_case_that_is_heard_nothing_is_owed(cast, case, taken, back):
    with as_owner(), unit_of_work(cast.actor("carys")):
        case.stage = Stage.ACTIONS
        case.save()
    back()
    run_jobs()
    assert letters() == [] and not request_of(cast, case, "police").file_taken_back


def test_beside_somebody_who_was_added_they_are_looked_up_first(cast, case, taken, back):
    back()
    with as_owner(), unit_of_work(cast.actor("carys")):
        request = request_of(cast, case, "police")
        request.added_parties = request.known_parties
        request.save()
    said = words_of(get(cast, "petra", "research"))
    assert WAITS not in said and "Asked again, about people who were added" in said


def test_a_case_that_goes_to_another_meeting_and_back_is_answered_for_its_own(
    cast, case, taken, back
):
    back()
    first, other = case.meeting, meeting_in(cast, days=23, state="published")
    do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=other.pk, reason="Away.")
    do(cast, "petra", withdraw_file, file_id=taken.pk)
    do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=first.pk, reason="Back.")
    assert get(cast, "petra", "research_return", case.pk).context["return"].is_open
    assert cells(cast, "carys", first)["police", case.reference] == "submitted"
