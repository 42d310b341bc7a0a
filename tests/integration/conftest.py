"""What the tests through the portal share."""

from functools import lru_cache
from unittest.mock import patch

import pytest

from sharing.vault import confinement
from tests.killable import killable

__all__ = ["killable"]  # a fixture

started = confinement._run


@lru_cache(maxsize=256)
def said_before(content, arguments, *_how):
    """Return what the process says, started in this way."""
    return started(content, *arguments)


def said(content, *arguments):
    return said_before(content, arguments, confinement.COMMAND, confinement.PATIENCE)


@pytest.fixture(autouse=True, scope="session")
def each_file_read_once():
    """The confined process says the same of the same bytes, and is started once for each: that
    takes longer than most of what is asked of it. How it is started, and what it says, is tried in
    tests/unit/vault."""
    with patch.object(confinement, "_run", said):
        yield
