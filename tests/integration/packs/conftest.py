"""A meeting of one case, about which police told something to each reader."""

import pytest

from meetings.models import Stage
from tests.integration.packs.helpers import tell
from tests.story import case_at


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.RESEARCH)


@pytest.fixture
def meeting(cast, case):
    tell(cast, case)
    return case.meeting
