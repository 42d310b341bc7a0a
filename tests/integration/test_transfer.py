"""Between areas, by hand for now."""

import pytest

from meetings.models import Exit, Stage
from meetings.operations.transfer import note_transfer_in, transfer_out
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import do
from tests.integration.test_closure import stage_of
from tests.story import case_at
from tests.trail import newest_event

THERE = {"area_name": "Northwold ", "reason": "She has moved there."}


@pytest.mark.parametrize("stage", [Stage.TRIAGE, Stage.LISTED, Stage.HEARD, Stage.ACTIONS])
def test_it_works(cast, stage):
    case = case_at(cast, stage)
    do(cast, "carys", transfer_out, case_id=case.pk, **THERE)
    now = stage_of(cast, case)
    assert now.stage == Stage.TRANSFERRED
    assert (now.meeting is None) == (stage in (Stage.TRIAGE, Stage.LISTED))
    with unit_of_work(cast.actor("carys")):
        kept = Exit.objects.get(scope_id=case.pk)
        assert (kept.kind, kept.area_name) == ("out", "Northwold")
    assert newest_event().code == "case_transferred"


def test_where_a_case_came_from_is_noted(cast):
    case = case_at(cast, Stage.ACCEPTED)
    before = stage_of(cast, case)
    do(cast, "carys", note_transfer_in, case_id=case.pk, **THERE)
    now = stage_of(cast, case)
    assert (now.stage, now.came_from) == (Stage.ACCEPTED, "Northwold")
    assert now.version == before.version + 1
    with unit_of_work(cast.actor("carys")):
        assert Exit.objects.get(scope_id=case.pk).kind == "in"
    assert newest_event().code == "case_transferred_in"


def test_nothing_is_noted_on_a_case_that_has_ended(cast):
    complete, gone = case_at(cast, Stage.COMPLETE), case_at(cast, Stage.TRIAGE)
    do(cast, "carys", transfer_out, case_id=gone.pk, **THERE)
    for case in (complete, gone):
        with pytest.raises(RuleBroken, match="can no longer be done"):
            do(cast, "carys", note_transfer_in, case_id=case.pk, **THERE)
        assert stage_of(cast, case).came_from == ""


@pytest.mark.parametrize("operation", [transfer_out, note_transfer_in])
def test_only_keepers_transfer(cast, operation):
    case = case_at(cast, Stage.RESEARCH)
    with pytest.raises(Refused):
        do(cast, "petra", operation, case_id=case.pk, **THERE)
