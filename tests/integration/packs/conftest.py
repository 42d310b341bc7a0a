"""A meeting of one case, about which police told something to each reader."""

from functools import cache
from unittest.mock import patch

import pytest

from meetings.models import Stage
from meetings.operations.packs import making
from sharing.documents import as_pdf
from tests.integration.packs.helpers import tell
from tests.story import case_at


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.RESEARCH)


@pytest.fixture
def meeting(cast, case):
    tell(cast, case)
    return case.meeting


@pytest.fixture
def any_paper():
    """For tests that read nothing on the paper of a copy: all of its sheets are one, which was
    printed before. That takes as long as the rest of such a test."""
    with patch.object(making, "_pdf_of", lambda _page: a_sheet()):
        yield


@cache
def a_sheet():
    return as_pdf('<!DOCTYPE html><html lang="en-GB"><title>A sheet</title><p>Words</p></html>')
