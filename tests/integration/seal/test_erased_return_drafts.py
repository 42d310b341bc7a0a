"""What an agency wrote into a return and never submitted ends long after its meeting. The trail
says so."""

from datetime import timedelta

import pytest

from meetings.models import Stage
from meetings.operations.closure import withdraw_case
from meetings.operations.research import save_draft, submit_research
from sharing import clock
from sharing.models import ReturnDraft
from sharing.operations.years import hold_year
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.listing.helpers import set_protocol
from tests.integration.research.helpers import answer, request_of
from tests.integration.seal.helpers import ask
from tests.integration.seal.test_retention import end
from tests.story import case_at
from tests.trail import newest_event

SECRET = "Behind the blue door"


@pytest.fixture
def researched(cast):
    """A case that its meeting is to hear, about which the police have written and not submitted."""
    case = case_at(cast, Stage.RESEARCH)
    said = {"text": SECRET, "who_may_read": "shared"}
    answer(cast, case, "petra", answer="known")
    do(cast, "petra", save_draft, case_id=case.pk, part="new", said=said, version=0)
    return case


def let_pass(case, days):
    """Let so many days pass since its meeting, and since anybody wrote."""
    ask("UPDATE meetings_meeting SET starts_at = now() - %s", timedelta(days=days))
    ask("UPDATE sharing_returndraft SET saved_at = now() - %s", timedelta(days=days + 2))
    ask("UPDATE meetings_case SET stage_since = now() - %s", timedelta(days=days))


def drafts_of_returns():
    with as_owner():
        return ReturnDraft.objects.unscoped("a test looks").count()


def test_a_draft_of_a_return_ends_long_after_its_meeting(cast, researched, capsys):
    do(cast, "carys", withdraw_case, case_id=researched.pk, reason="She moved away.")
    assert drafts_of_returns() == 1
    let_pass(researched, 89)
    end()
    assert drafts_of_returns() == 1
    let_pass(researched, 91)
    with as_owner():
        draft = ReturnDraft.objects.unscoped("a test looks").get().pk
    end()
    assert drafts_of_returns() == 0
    assert "1 drafts of returns were erased." in capsys.readouterr().out
    event = newest_event()
    assert (event.code, event.role, event.also) == ("return_drafts_erased", "retention", [])
    assert (event.cases, event.items) == ([researched.pk], [draft])
    end()
    assert newest_event().id == event.id


def test_a_return_that_was_submitted_whole_ends_without_a_word(cast, researched):
    case = researched
    request_id = request_of(cast, case, "police").pk
    last = [{"text": SECRET, "who_may_read": "shared"}]
    do(cast, "petra", submit_research, request_id=request_id, last=last, draft_version=9)
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She moved away.")
    before = newest_event()
    let_pass(case, 91)
    end()
    assert drafts_of_returns() == 0 and newest_event().id == before.id


def test_the_area_says_how_long_after(cast, researched):
    do(cast, "carys", withdraw_case, case_id=researched.pk, reason="She moved away.")
    let_pass(researched, 20)
    set_protocol(cast, erase_returns_after=19)
    end()
    assert drafts_of_returns() == 0


def test_while_a_meeting_may_still_ask_for_it_a_draft_stays(cast, researched):
    let_pass(researched, 1000)
    end()
    assert drafts_of_returns() == 1, "the case is not heard yet"
    do(cast, "carys", withdraw_case, case_id=researched.pk, reason="She moved away.")
    let_pass(researched, 1000)
    ask("UPDATE meetings_meeting SET starts_at = now() + interval '3 days'")
    end()
    assert drafts_of_returns() == 1, "its meeting is to come"


@pytest.mark.parametrize("young", ["saved_at", "stage_since"])
def test_what_was_written_or_ended_of_late_stays(cast, researched, young):
    do(cast, "carys", withdraw_case, case_id=researched.pk, reason="She moved away.")
    let_pass(researched, 1000)
    table = {"saved_at": "sharing_returndraft", "stage_since": "meetings_case"}[young]
    ask(f"UPDATE {table} SET {young} = now()")
    end()
    assert drafts_of_returns() == 1


def test_of_a_case_on_hold_or_a_year_that_is_kept_it_stays(cast, researched):
    do(cast, "carys", withdraw_case, case_id=researched.pk, reason="She moved away.")
    let_pass(researched, 91)
    ask("UPDATE sharing_scope SET frozen = true WHERE id = %s", researched.pk)
    end()
    assert drafts_of_returns() == 1
    ask("UPDATE sharing_scope SET frozen = false WHERE id = %s", researched.pk)
    year = (clock.now() - timedelta(days=93)).year
    do(cast, "odile", hold_year, year=year, reason="An inquiry asked for it.")
    end()
    assert drafts_of_returns() == 1
    ask("UPDATE sharing_yearhold SET lifted_at = now(), why_lifted = 'It is over.'")
    end()
    assert drafts_of_returns() == 0
