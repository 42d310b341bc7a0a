"""What agencies share about a case."""

from meetings.operations.research import add_item, answer_case, submit_research
from tests.doing import do
from tests.integration.research.helpers import NAMES, request_of, text_of
from tests.trail import newest_event
from tests.visits import get, words_of


def test_the_research_of_a_case(cast, case, known):
    do(
        cast, "ines", answer_case, request_id=request_of(cast, case, "idva").pk,
        answer="not_known", searched=NAMES,
    )  # fmt: skip
    text = text_of(get(cast, "rowan", "case_research", case.pk))
    assert "Shared items: 0" in text and "Not known to:</strong> IDVA service<" in text
    assert "Research by Housing" in text and "<strong>Known to:" not in text
    do(cast, "petra", add_item, request_id=known.pk, text="Arrested.", who_may_read="shared")
    do(
        cast,
        "petra",
        add_item,
        request_id=known.pk,
        text="Charged.",
        who_may_read="shared",
        source="Log",
    )
    do(cast, "petra", submit_research, request_id=known.pk)
    text = text_of(get(cast, "carys", "case_research", case.pk))
    assert "Police: 2 items" in text and "Log" in text
    assert "Known to:</strong> Police<" in text and "Research by" not in text
    assert newest_event().code == "research_read"


def test_the_trail_says_that_the_research_was_opened_whatever_was_there(cast, case, asked):
    get(cast, "rowan", "case_research", case.pk)
    trail = words_of(get(cast, "carys", "case_trail", case.pk))
    assert "opened the research" in trail and "read the research" not in trail


def test_who_only_looks_people_up_reads_no_research(cast, case, asked):
    assert get(cast, "hal", "case_research", case.pk).status_code == 404
    assert newest_event().reason == "off_circulation"
