"""Home counts the accounts that wait for a second person."""

import pytest

from tests.integration.accounts.helpers import TO_DECIDE, invite, propose
from tests.signing_in import signed_in_client
from tests.visits import page_of, words_of


@pytest.fixture
def alex(cast):
    return signed_in_client(cast, "alex")


def home_of(cast, who):
    return words_of(signed_in_client(cast, who).get("/"))


@pytest.mark.parametrize("who", ["carys", "chidi", "odile"])
def test_without_any_nothing_is_offered(cast, who):
    page = page_of(cast, who, "/")
    assert "accounts" not in page and TO_DECIDE not in page


def test_a_membership_and_a_reset_count(cast, alex):
    """The lead decides on memberships alone."""
    invite(alex, cast, role="chair")
    assert "1 account waits for your decision as the second person. Decide" in home_of(
        cast, "odile"
    )
    propose(alex, cast)
    for who in ("carys", "chidi"):
        page = home_of(cast, who)
        assert "2 accounts wait for your decision as the second person. Decide" in page
        assert page_of(cast, who, "/").count(TO_DECIDE) == 1
    assert "1 account waits" in home_of(cast, "odile")


@pytest.mark.parametrize("who", ["petra", "ines", "wren", "alex"])
def test_nobody_else_is_told(cast, alex, who):
    invite(alex, cast, role="chair")
    page = page_of(cast, who, "/")
    assert "as the second person" not in page and TO_DECIDE not in page


def test_another_area_is_told_nothing(cast, alex):
    invite(alex, cast, role="chair")
    assert TO_DECIDE not in page_of(cast, "nia", "/")
