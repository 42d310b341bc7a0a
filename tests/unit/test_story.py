import pytest

from tests import story


@pytest.mark.parametrize("stage", story.ORDER)
def test_a_case_can_be_told_to_any_stage(cast, stage):
    assert story.case_at(cast, stage).stage == stage
