"""How many queries a page may make. None needs more when it shows ten times the rows."""

import pytest
from django.urls import reverse

from meetings.models import MeetingState, Stage
from meetings.operations.listing import defer_case
from tests import story
from tests.copies import copies_of
from tests.doing import do
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.visits import get

# (page, persona): the most queries, the session's and the event's own among them.
BUDGETS = {
    ("home", "carys"): 25,
    ("home", "chidi"): 25,
    ("home", "petra"): 25,
    ("home", "ines"): 25,
    ("home", "wren"): 25,
    ("home", "odile"): 25,
    ("case", "carys"): 25,
    ("case", "petra"): 25,
    ("case", "ines"): 25,
    ("case", "wren"): 25,
    ("cases", "carys"): 25,
    ("cases", "petra"): 25,
    ("cases", "ines"): 25,
    ("cases", "wren"): 25,
    ("triage_list", "carys"): 25,
    ("meetings", "carys"): 25,
    ("meeting", "carys"): 25,
    ("meeting", "petra"): 25,
    ("research", "petra"): 25,
    ("research_list", "petra"): 25,
    ("research_grid", "carys"): 25,
    ("case_research", "petra"): 25,
    ("meeting_opening", "chidi"): 25,
    ("meeting_minutes", "carys"): 25,
    # All that the pages of list, referral, research and actions show, of every case at once.
    ("pack", "carys"): 37,
    ("pack", "petra"): 37,
    ("copies", "carys"): 10,
    ("actions", "petra"): 25,
    ("actions", "carys"): 25,
    ("case_trail", "carys"): 26,
    ("my_trail", "petra"): 25,
    ("watch", "odile"): 25,
    ("watch_settings", "odile"): 25,
    ("accounts", "alex"): 25,
    # The last: it shows what was looked at before.
    ("trail", "odile"): 25,
}


@pytest.fixture
def many(cast):
    """Return a function that lays down so many cases at each stage that lists show."""
    meetings = {
        Stage.RESEARCH: story.meeting_in(cast, days=9, state=MeetingState.PUBLISHED),
        Stage.ACTIONS: story.meeting_in(cast, days=-5, state=MeetingState.AGREED),
    }
    first = {
        stage: story.case_at(cast, stage, meeting=meetings.get(stage))
        for stage in (Stage.TRIAGE, *meetings)
    }
    made = 1

    def lay_down(number):
        nonlocal made
        for case in first.values():
            copies_of(cast, case, number - made)
        made = number
        return {"case_id": first[Stage.ACTIONS].pk, "meeting_id": meetings[Stage.RESEARCH].pk}

    return lay_down


def queries(cast, page, persona, given):
    keys = {"case": ["case_id"], "case_research": ["case_id"], "case_trail": ["case_id"]}
    meeting = ["meeting", "research_list", "research_grid", "meeting_opening", "meeting_minutes"]
    meeting += ["pack", "copies"]
    names = keys.get(page, ["meeting_id"] if page in meeting else [])
    client = signed_in_client(cast, persona)
    with made_queries() as made:
        response = client.get(reverse(page, kwargs={name: given[name] for name in names}))
    assert response.status_code == 200, (page, persona, response.status_code)
    return made


def test_pages_keep_their_budgets_however_many_rows_they_show(cast, many):
    given = many(2)
    few = {key: queries(cast, *key, given) for key in BUDGETS}
    given = many(20)
    lots = {key: queries(cast, *key, given) for key in BUDGETS}
    over = {key: len(lots[key]) for key in BUDGETS if len(lots[key]) > BUDGETS[key]}
    assert over == {}
    grown = {
        key: (len(few[key]), len(lots[key])) for key in BUDGETS if len(lots[key]) > len(few[key])
    }
    assert grown == {}


def test_a_page_writes_one_event(cast, many):
    given = many(2)
    for page in ("home", "case", "meeting"):
        made = [
            sql
            for sql in queries(cast, page, "carys", given)
            if "INSERT INTO public.audit_event" in sql
        ]
        assert len(made) == 1, page


def test_the_page_of_a_case_asks_for_no_more_once_agencies_saw_it(cast, many):
    given = many(1)
    before = queries(cast, "case", "carys", given)
    queries(cast, "case", "petra", given)
    for name in ("petra", "carys"):
        assert get(cast, name, "minutes", given["case_id"]).status_code == 200
    assert len(queries(cast, "case", "carys", given)) == len(before) <= BUDGETS["case", "carys"]


@pytest.mark.parametrize("who", ["carys", "petra", "ines", "wren"])
def test_the_page_of_a_case_that_was_moved_keeps_its_budget(cast, who):
    left, later = (
        story.meeting_in(cast, days=days, state=MeetingState.PUBLISHED) for days in (9, 23)
    )
    case = story.case_at(cast, Stage.RESEARCH, meeting=left)
    values = {"case_id": case.pk, "to_meeting_id": later.pk, "reason": "Nobody can come."}
    do(cast, "carys", defer_case, **values)
    made = len(queries(cast, "case", who, {"case_id": case.pk}))
    assert made <= BUDGETS["case", who]
