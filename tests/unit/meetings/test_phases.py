from meetings.models import Stage
from meetings.rules.phases import PHASES, Phase, stages_in


def test_each_stage_lies_in_a_phase():
    assert set(PHASES) == set(Stage)


def test_each_phase_holds_a_stage():
    assert all(stages_in(phase) for phase in Phase)
