import pytest

from meetings.models import Stage
from tests.memory import memory
from tests.paper import unprinted
from tests.story import case_at


@pytest.fixture(autouse=True)
def clock_stands():
    """A code that a test reads is still that of the moment when it is sent."""
    with memory.while_the_clock_stands():
        yield


@pytest.fixture
def unprinted_paper():
    """Who may read a paper is asked before it is printed."""
    with unprinted():
        yield


@pytest.fixture
def case(cast):
    """A case before its meeting. Hal's hospital is on no circulation."""
    return case_at(cast, Stage.RESEARCH)
