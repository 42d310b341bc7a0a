import pytest

from meetings.models import Stage
from tests import story
from tests.story_parts.aside import ASIDE


@pytest.mark.parametrize("stage", story.ORDER)
def test_a_case_can_be_told_to_any_stage(cast, stage):
    assert story.case_at(cast, stage).stage == stage


def test_each_stage_can_be_told():
    told = {*story.ORDER, *ASIDE}
    assert set(Stage) - told == set(), "tell them in tests/story.py or tests/story_parts/aside.py"
