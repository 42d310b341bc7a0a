"""Only what is open is updated. What ended can be corrected, and what was done before the meeting
stands as it was told."""

import pytest

from meetings.models import Action, Case, Stage
from meetings.operations.actions import record_earlier_action
from sharing import clock
from sharing.rules import RuleBroken
from tests.doing import change, do, fresh
from tests.integration.follow_up.helpers import action_of, update
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.visits import get, text


@pytest.fixture
def marker(cast):
    """A marker that police placed before the meeting."""
    case = case_at(cast, Stage.RESEARCH)
    return do(
        cast,
        "petra",
        record_earlier_action,
        case_id=case.pk,
        agency_id=cast.agency("police").pk,
        what="Marker placed",
        for_whom="victim",
        done_on=clock.today(),
        result="",
    )


def test_what_was_done_before_the_meeting_offers_nothing(cast, marker):
    for who in ("petra", "carys"):
        page = text(get(cast, who, "case", marker.scope_id))
        assert "Marker placed" in page
        assert ">Update<" not in page and ">Correct<" not in page
        ended = text(signed_in_client(cast, who).get("/actions/?state=ended"))
        assert "Marker placed" in ended
        assert "Update<span" not in ended and "Correct<span" not in ended


def test_what_was_done_before_the_meeting_is_not_updated(cast, marker):
    with pytest.raises(RuleBroken, match="done before the meeting"):
        update(cast, marker, "in_progress", "Not placed yet.")


def test_what_is_still_to_be_done_before_the_meeting_is_updated(cast, marker):
    case = fresh(cast, Case, marker.scope_id)
    change(cast, case, Action, state="open", ended_on=None, result="")
    assert "Update<span" in text(get(cast, "petra", "case", marker.scope_id))


def test_what_ended_can_be_corrected(cast, case):
    action = action_of(cast, case)
    update(cast, action, "completed", "Disclosed.")
    page = text(get(cast, "petra", "case", case.pk))
    assert "Correct<span" in page and "Update<span" not in page
    assert "Correct<span" in text(signed_in_client(cast, "petra").get("/actions/?state=ended"))
    update(cast, action, "in_progress", "It was another case.")
    assert "Update<span" in text(get(cast, "petra", "case", case.pk))
