"""Who manages accounts, and who was invited."""

import pytest

from tests.signing_in import signed_in_client


@pytest.fixture
def alex(cast):
    return signed_in_client(cast, "alex")


@pytest.fixture
def carys(cast):
    return signed_in_client(cast, "carys")
