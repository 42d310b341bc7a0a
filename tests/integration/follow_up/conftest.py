"""A case whose actions are carried out."""

import pytest

from meetings.models import Stage
from tests.story import case_at


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.ACTIONS)
