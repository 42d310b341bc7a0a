from hypothesis import given
from hypothesis import strategies as st

from meetings.rules import checklist

ANSWERS = st.dictionaries(
    st.sampled_from(sorted(checklist.SUBJECTS)), st.sampled_from(["yes", "no", "not_known"])
)


def test_there_are_24_subjects():
    assert len(checklist.SUBJECTS) == 24


@given(ANSWERS)
def test_each_subject_is_counted_once(answers):
    counts = checklist.counts(answers)
    assert counts.yes + counts.no + counts.not_known + counts.unanswered == 24
    assert counts.unanswered == 24 - len(answers)


@given(ANSWERS, st.sampled_from(sorted(checklist.SUBJECTS)))
def test_a_dont_know_is_never_a_no(answers, code):
    known = checklist.counts(answers | {code: "no"})
    not_known = checklist.counts(answers | {code: "not_known"})
    assert (known.no, known.not_known) == (not_known.no + 1, not_known.not_known - 1)


def test_what_is_no_subject_is_not_counted():
    assert checklist.counts({"something_else": "yes"}).yes == 0


def test_an_area_has_its_own_wording_where_it_gives_one():
    labels = checklist.labels({"injury": "Hurt this time", "fear": ""})
    assert labels["injury"] == "Hurt this time"
    assert labels["fear"] == "Very frightened"


def test_lines_are_numbered_in_order():
    lines = checklist.lines({"fear": "yes"}, {})
    assert [line.number for line in lines] == list(range(1, 25))
    assert (lines[1].code, lines[1].answer, lines[0].answer) == ("fear", "yes", "")
