"""How old somebody is, is said in the same words wherever it stands."""

import re
from datetime import timedelta

import pytest

from meetings.models import Stage
from sharing import clock
from tests.doing import change_party
from tests.paper import words_on
from tests.story import case_at
from tests.visits import get, post, text


def case_with_child(cast, stage, **values):
    case = case_at(cast, stage)
    change_party(cast, case, "child", **values)
    return case


def ten_months():
    return clock.today() - timedelta(days=320)


def test_a_baby_is_not_nought_at_triage(cast):
    case = case_with_child(cast, Stage.TRIAGE, born_on=ten_months())
    for name in ("triage", "case", "referral"):
        page = text(get(cast, "carys", name, case.pk))
        assert ", 10 months" in page, name
        assert not re.search(r", 0(?!\d)", page), name


@pytest.mark.parametrize("name", ["research_list", "meeting"])
def test_a_baby_is_looked_up_with_its_age(cast, name):
    case = case_with_child(cast, Stage.RESEARCH, born_on=ten_months())
    assert ", 10 months" in text(get(cast, "petra", name, case.meeting_id))


def test_a_baby_has_its_age_on_the_return(cast):
    case = case_with_child(cast, Stage.RESEARCH, born_on=ten_months())
    assert ", 10 months" in text(get(cast, "petra", "research_return", case.pk))


@pytest.mark.parametrize("name", ["case_list", "action_sheet"])
def test_a_baby_has_its_age_on_paper(cast, name):
    case = case_with_child(cast, Stage.RESEARCH, born_on=ten_months())
    assert ", 10 months" in words_on(get(cast, "carys", name, case.meeting_id).content)


def test_who_is_found_has_an_age(cast):
    case_with_child(cast, Stage.RESEARCH, born_on=ten_months())
    assert ", 10 months" in text(post(cast, "carys", "find", find="Alder"))


def test_an_estimate_stands_where_no_day_is_known(cast):
    case = case_with_child(cast, Stage.RESEARCH, born_on=None, age_about=0)
    assert ">Under 1<" in text(get(cast, "carys", "case", case.pk))
    assert "Under 1<" in text(get(cast, "petra", "research_list", case.meeting_id))
    assert "Alder Tarn, under 1" in text(get(cast, "petra", "meeting", case.meeting_id))
