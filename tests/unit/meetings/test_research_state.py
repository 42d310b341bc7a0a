"""How research stands."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from meetings.models import ResearchAnswer, ResearchRequest
from meetings.rules.research_state import ANSWERED, STATE_WORDS, State, state_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)


def stands(**values):
    request = ResearchRequest(**({"due_at": NOW + DAY} | values))
    return state_of(request, now=NOW, today=TODAY)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, State.ASKED),
        ({"opened_at": NOW}, State.OPENED),
        ({"opened_at": NOW, "answer": "known"}, State.DRAFTED),
        ({"answer": "known", "due_at": NOW - DAY}, State.LATE),
        ({"opened_at": NOW, "due_at": NOW - DAY}, State.LATE),
        ({"due_at": NOW - DAY}, State.SILENT),
        ({"reminded_at": NOW - DAY}, State.ASKED),
        ({"answer": "not_yet", "check_by": TODAY}, State.NOT_YET),
        ({"answer": "not_yet", "check_by": TODAY, "due_at": NOW - DAY}, State.NOT_YET),
        ({"answer": "not_yet", "check_by": TODAY - DAY}, State.LATE),
        ({"answer": "not_known", "submitted_at": NOW}, State.NOT_KNOWN),
        ({"answer": "known", "submitted_at": NOW, "due_at": NOW - DAY}, State.SUBMITTED),
    ],
)
def test_state(values, state):
    assert stands(**values) is state


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"opened_at": NOW}, State.DRAFTED),
        ({"due_at": NOW - DAY}, State.LATE),
        ({"answer": "not_known", "submitted_at": NOW}, State.NOT_KNOWN),
    ],
)
def test_what_is_being_written_is_a_draft_until_it_is_late_or_submitted(values, state):
    request = ResearchRequest(**({"due_at": NOW + DAY} | values))
    assert state_of(request, now=NOW, today=TODAY, is_drafted=True) is state


@given(
    answer=some.sampled_from(ResearchAnswer.values),
    opened=some.booleans(),
    submitted=some.booleans(),
    due=some.integers(-5, 5),
    until=some.integers(-5, 5),
)
def test_who_has_answered_is_never_late_and_every_state_has_words(
    answer, opened, submitted, due, until
):
    state = stands(
        answer=answer,
        opened_at=NOW if opened else None,
        submitted_at=NOW if submitted else None,
        check_by=TODAY + DAY * until,
        due_at=NOW + DAY * due,
    )
    assert (state in ANSWERED) is submitted
    assert str(STATE_WORDS[state])
