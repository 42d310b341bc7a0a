"""A case of whose hearing something was recorded stays with its meeting, whose minutes hold it."""

import pytest

from meetings.models import Stage
from meetings.operations.actions import strike_action
from meetings.operations.closure import send_to_right_area, withdraw_case
from meetings.operations.hearing import end_hearing, record_hearing, reopen_hearing
from meetings.operations.listing import defer_case
from meetings.operations.transfer import transfer_out
from sharing.rules import RuleBroken
from tests.doing import do, now
from tests.integration.actions.helpers import actions_of
from tests.integration.hearing.helpers import page_of
from tests.integration.hearing.test_record import plan_for, recorded
from tests.signing_in import signed_in_client
from tests.story import meeting_in
from tests.visits import get, post, words_of

NOTED = "What the meeting heard of it is saved, and the minutes must hold it."
AGREED = "The meeting agreed actions for it, and the minutes must hold them."
READ_BACK = "Read back and agree the case instead."
NOTHING = dict.fromkeys(recorded(), "")
END = {"gap_reason": "Nothing was said.", "untold_reason": "No safe way."}


def noted(cast, case, version=1, **values):
    said = NOTHING | {"presented_by": "Wren Mill"} | values
    do(cast, "chidi", record_hearing, case_id=case.pk, version=version, **said)


def moved(cast, case, later):
    do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=later.pk, reason="No time.")


@pytest.mark.parametrize("name", ["summary", "spoken", "risks", "protective", "decisions"])
def test_with_a_note_it_moves_to_no_other_meeting_until_that_is_emptied(cast, heard_now, name):
    later = meeting_in(cast, days=23)
    noted(cast, heard_now, **{name: "He has a key."})
    with pytest.raises(RuleBroken, match=READ_BACK):
        moved(cast, heard_now, later)
    assert now(cast, heard_now).stage == Stage.HEARING
    noted(cast, heard_now, version=2)
    moved(cast, heard_now, later)
    assert now(cast, heard_now).meeting_id == later.pk


@pytest.mark.parametrize("words", [NOTED, AGREED])
def test_each_way_out_is_closed_and_the_pages_say_what_to_do(cast, heard_now, words):
    if words is NOTED:
        noted(cast, heard_now, risks="He has a key.")
    else:
        plan_for(cast, heard_now, "victim")
    gone = {"reason": "They live there."}
    there = gone | {"area_name": "Northwold"}
    later = gone | {"to_meeting_id": meeting_in(cast, days=23).pk}
    ways = ((defer_case, later), (withdraw_case, gone), (transfer_out, there))
    for operation, values in (*ways, (send_to_right_area, there)):
        with pytest.raises(RuleBroken, match=words):
            do(cast, "carys", operation, case_id=heard_now.pk, **values)
    for name in ("case", "defer"):
        assert f"{words} {READ_BACK}" in words_of(get(cast, "carys", name, heard_now.pk))
    assert words in words_of(signed_in_client(cast, "chidi").get(page_of(heard_now)))


def test_the_page_offers_no_move_and_leads_to_the_case_in_its_meeting(cast, heard_now):
    later = meeting_in(cast, days=23)
    before = get(cast, "carys", "defer", heard_now.pk).content.decode()
    assert 'name="reason"' in before
    noted(cast, heard_now, risks="He has a key.")
    page = get(cast, "carys", "defer", heard_now.pk).content.decode()
    assert 'name="reason"' not in page and f'href="{page_of(heard_now)}"' in page
    # The notes were saved while somebody had the page open.
    version = now(cast, heard_now).version
    sent = {"to_meeting_id": later.pk, "reason": "Nobody can come.", "version": version}
    answer = post(cast, "carys", "defer", heard_now.pk, **sent)
    assert answer.status_code == 422 and NOTED in words_of(answer)
    assert "Nobody can come." in answer.content.decode()


def test_what_was_reopened_still_stays(cast, heard_now):
    noted(cast, heard_now, risks="He has a key.")
    do(cast, "chidi", end_hearing, case_id=heard_now.pk, **END)
    later = meeting_in(cast, days=23)
    with pytest.raises(RuleBroken, match="is saved.*empty it first") as broken:
        moved(cast, heard_now, later)
    assert READ_BACK not in broken.value.words
    do(cast, "chidi", reopen_hearing, case_id=heard_now.pk)
    with pytest.raises(RuleBroken, match=READ_BACK):
        moved(cast, heard_now, later)
    assert "He has a key." in words_of(signed_in_client(cast, "chidi").get(page_of(heard_now)))


def test_an_action_that_was_struck_out_does_not_hold_it(cast, heard_now):
    later = meeting_in(cast, days=23)
    plan_for(cast, heard_now, "victim")
    (action,) = actions_of(cast, heard_now)
    do(cast, "chidi", strike_action, action_id=action.pk, version=None, reason="Not meant.")
    moved(cast, heard_now, later)
    assert now(cast, heard_now).meeting_id == later.pk
