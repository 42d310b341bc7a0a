"""What a return must say."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from meetings.models import Stage
from meetings.rules import research
from meetings.rules.research import whose
from meetings.rules.searched import check_searched
from sharing.models import WhoMayRead
from sharing.operations.information import Content, tidied
from sharing.rules import ChangedBy, RuleBroken

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
ANNA, BEN = uuid4(), uuid4()


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
