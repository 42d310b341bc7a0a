"""A case whose victim the IDVA service speaks for."""

import pytest

from meetings.models import Stage
from tests.story import case_at


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.TRIAGE)
