"""A meeting to which somebody is admitted, and its coordinator."""

import pytest

from meetings.models import MeetingState
from tests.signing_in import signed_in_client
from tests.story import meeting_in


@pytest.fixture
def meeting(cast):
    return meeting_in(cast, state=MeetingState.PUBLISHED)


@pytest.fixture
def carys(cast):
    return signed_in_client(cast, "carys")
