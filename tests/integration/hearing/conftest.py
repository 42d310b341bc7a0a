"""Cases before and while they are heard."""

import pytest

from meetings.models import Stage
from tests.story import case_at, in_the_room


@pytest.fixture
def research(cast):
    """A case whose meeting is called but not open."""
    return case_at(cast, Stage.RESEARCH)


@pytest.fixture
def heard_now(cast):
    """A case that is being heard, with Chidi and Carys in the room."""
    case = case_at(cast, Stage.HEARING)
    in_the_room(cast, case.meeting, "carys")
    return case
