"""What must hold for a meeting's list."""

import pytest

from meetings.models import Case, Meeting
from meetings.rules.listing import meeting_of
from sharing.rules import RuleBroken


def test_a_case_stands_on_the_list_of_its_meeting():
    meeting = Meeting()
    assert meeting_of(Case(meeting=meeting)) is meeting


def test_a_case_on_no_list_is_refused_in_words():
    with pytest.raises(RuleBroken, match="not out yet"):
        meeting_of(Case())
