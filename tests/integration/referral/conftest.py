"""A referral, from its first line until it came back."""

import pytest

from meetings.operations.triage import return_referral
from tests.doing import do
from tests.signing_in import signed_in_client
from tests.story_parts import referral as part


@pytest.fixture
def draft(cast):
    return part.begin(cast)


@pytest.fixture
def written(cast, draft):
    part.write(cast, draft)
    return draft


@pytest.fixture
def submitted(cast, written):
    part.submit(cast, written)
    return written


@pytest.fixture
def returned(cast, submitted):
    do(cast, "carys", return_referral, case_id=submitted.pk, reason="Give the child’s school.")
    return submitted


@pytest.fixture
def wren(cast):
    return signed_in_client(cast, "wren")
