"""A case about which agencies were asked."""

import pytest

from meetings.models import Stage
from meetings.operations.research import answer_case
from tests.doing import do
from tests.integration.research.helpers import NAMES, ask, people, request_of
from tests.story import case_at


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.RESEARCH)


@pytest.fixture
def asked(cast, case):
    """The hospital may look the people of the case up."""
    return ask(cast, case, "acute")


@pytest.fixture
def known(cast, case):
    """Police know these people."""
    return do(
        cast,
        "petra",
        answer_case,
        request_id=request_of(cast, case, "police").pk,
        answer="known",
        known_parties=people(case)[:2],
        searched=NAMES,
    )
