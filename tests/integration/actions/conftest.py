"""A case that is being heard."""

import pytest

from meetings.models import Stage
from tests.story import case_at, in_the_room


@pytest.fixture
def case(cast):
    """A case that is being heard, with Chidi and Carys in the room."""
    case = case_at(cast, Stage.HEARING)
    in_the_room(cast, case.meeting, "carys")
    return case
