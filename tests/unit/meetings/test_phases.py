import re
from pathlib import Path

import pytest
from django.conf import settings

from meetings.models import Stage
from meetings.rules.phases import PHASES, Phase, stages_in

SQL = Path(settings.BASE_DIR) / "meetings" / "sql"


def test_each_stage_lies_in_a_phase():
    assert set(PHASES) == set(Stage)


def test_each_phase_holds_a_stage():
    assert all(stages_in(phase) for phase in Phase)


@pytest.mark.parametrize("name", ["drafts_past.sql", "return_drafts.sql"])
def test_the_database_erases_no_draft_of_a_return_that_a_meeting_may_still_ask_for(name):
    (kept,) = re.findall(r"stage NOT IN \((.*?)\)", (SQL / name).read_text(encoding="utf-8"))
    stages = {stage.value for stage in stages_in(Phase.TAKEN_ON, Phase.LISTED)}
    assert set(re.findall(r"\w+", kept)) == stages, "docs/changing.md, “A rule of the database”"
