"""A meeting whose list is made."""

import pytest

from tests.story import meeting_in


@pytest.fixture
def meeting(cast):
    return meeting_in(cast)
