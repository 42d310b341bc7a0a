"""How research stands, and what an answer must say."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from meetings.models import ResearchAnswer, ResearchRequest, Stage
from meetings.rules import research
from meetings.rules.research import State, whose
from meetings.rules.searched import check_searched
from sharing.models import WhoMayRead
from sharing.operations.information import Content, tidied
from sharing.rules import ChangedBy, RuleBroken

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
ANNA, BEN = uuid4(), uuid4()


def stands(**values):
    request = ResearchRequest(**({"due_at": NOW + DAY} | values))
    return research.state_of(request, now=NOW, today=TODAY)


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
    assert research.state_of(request, now=NOW, today=TODAY, is_drafted=True) is state


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
    assert (state in research.ANSWERED) is submitted
    assert str(research.STATE_WORDS[state])


def check(answer="known", known=(), unchecked=(), check_by=None):
    research.check_answer(
        answer=answer, known=known, unchecked=unchecked, check_by=check_by, today=TODAY
    )


@pytest.mark.parametrize(
    "values",
    [
        {"known": [ANNA]},
        {"known": [ANNA], "unchecked": [BEN], "check_by": TODAY},
        {"answer": "not_known"},
        {"answer": "not_yet", "unchecked": [ANNA], "check_by": TODAY + DAY},
    ],
)
def test_a_whole_answer(values):
    check(**values)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"answer": ""}, "whether these people"),
        ({"known": []}, "who is known"),
        ({"answer": "not_known", "known": [ANNA]}, "Somebody is known"),
        ({"answer": "not_known", "unchecked": [ANNA]}, "too early"),
        ({"answer": "not_yet", "unchecked": [ANNA]}, "by when"),
        ({"known": [ANNA], "unchecked": [BEN]}, "by when"),
        ({"answer": "not_yet", "check_by": date(2026, 11, 19)}, "has not passed"),
    ],
)
def test_half_an_answer(values, words):
    with pytest.raises(RuleBroken, match=words):
        check(**values)


def test_the_answer_that_people_make():
    assert research.answer_for([ANNA], [BEN]) == "known"
    assert research.answer_for([], [BEN]) == "not_yet"
    assert research.answer_for([], []) == "not_known"


def test_a_nil_return_says_what_was_searched():
    check_searched("Patient records", ["names"])
    with pytest.raises(RuleBroken) as broken:
        check_searched("  ", [])
    assert [one.field for one in broken.value.each] == ["searched_by", "searched"]


@pytest.mark.parametrize("stage", Stage)
def test_it_is_answered_until_the_case_was_heard(stage):
    if stage in (Stage.RESEARCH, Stage.HEARING):
        research.check_stage(stage)
        with pytest.raises(RuleBroken, match="another meeting"):
            research.check_stage(stage, for_this_meeting=False)
    else:
        with pytest.raises(RuleBroken, match="cannot be changed"):
            research.check_stage(stage)


def test_pasted_paragraphs():
    assert research.paragraphs("One.\r\n\r\nTwo,\r\nstill two.\n \n\n") == [
        "One.",
        "Two,\nstill two.",
    ]
    assert research.paragraphs(" \n\n ") == []


def test_reminders_come_once_a_day():
    research.check_reminder(owed=1, reminded_at=None, now=NOW)
    research.check_reminder(owed=1, reminded_at=NOW - DAY, now=NOW)
    with pytest.raises(RuleBroken, match="less than a day"):
        research.check_reminder(owed=1, reminded_at=NOW - DAY / 2, now=NOW)
    with pytest.raises(RuleBroken, match="owes nothing"):
        research.check_reminder(owed=0, reminded_at=None, now=NOW)


def content(**values):
    said = {"text": " A report. ", "who_may_read": WhoMayRead.SHARED} | values
    return tidied(Content(**said), today=TODAY)


def test_an_item_keeps_what_its_readers_call_for():
    shared = content(heading="health", restricted_to=[ANNA], source="Log")
    assert (shared.text, shared.heading, shared.restricted_to) == ("A report.", "", [])
    assert shared.source == "Log"
    restricted = content(who_may_read=WhoMayRead.RESTRICTED, restricted_to=[ANNA])
    assert restricted.restricted_to == [ANNA]
    assert content(who_may_read=WhoMayRead.SPOKEN, heading="health").heading == "health"


def test_what_is_not_shared_keeps_a_code_and_a_date():
    kept = content(
        text=" ", who_may_read=WhoMayRead.NOT_SHARED, subject="weapons", source="Log", period="May"
    )
    assert kept == Content(
        text="", who_may_read=WhoMayRead.NOT_SHARED, subject="weapons", period="20 November 2026"
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"who_may_read": WhoMayRead.NOT_SHARED}, "text"),
        ({"text": " "}, "text"),
        ({"who_may_read": WhoMayRead.SPOKEN}, "heading"),
    ],
)
def test_what_an_item_cannot_be(values, field):
    with pytest.raises(RuleBroken) as broken:
        content(**values)
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ({"name": "Sam Example"}, "Sam Example, 3 May at 18:45"),
        ({"oneself": True}, "you, 3 May at 18:45"),
        ({}, "3 May at 18:45"),
    ],
    ids=["a colleague", "oneself", "nobody of the area"],
)
def test_whose_something_is(by, words):
    at = datetime(2026, 5, 3, 17, 45, tzinfo=UTC)
    assert whose(ChangedBy(at=at, **by)) == words
