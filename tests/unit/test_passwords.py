"""What no password may be."""

import pytest
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password!2026!Password",
        "letmein00000000000",
        "Dragon-1234-5678-9",
        "123456789012345678",
        "aaaaaaaaaaaaabbbbb",
        "short",
        "yfdbufnjh10305070",
    ],
)
def test_it_refuses(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["gravel heron lantern sixpence", "3 otters under 1 grey bridge"]
)
def test_it_takes(password):
    validate_password(password)


def test_it_says_what_it_wants():
    assert "common password made longer" in " ".join(password_validators_help_texts())
