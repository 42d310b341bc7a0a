"""The victim who is to know the outcome of the meeting stands where late work stands."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from meetings.models import Case, OutcomePlan, Stage
from meetings.operations.referral import plan_outcome, record_told
from meetings.operations.transfer import transfer_out
from meetings.rules.working_days import LONDON
from sharing import clock
from tests.copies import copies_of
from tests.doing import change, do, explained, wall_off
from tests.integration.home.helpers import seen
from tests.integration.test_closure import plan_to_tell
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.visits import day, get, send, words_of

WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=LONDON)


@pytest.fixture
def heard(cast):
    """A case whose victim is to know the outcome on a Wednesday."""
    with clock.set_to(WEDNESDAY):
        case = case_at(cast, Stage.ACTIONS)
        plan_to_tell(cast, case)
    return case


@pytest.fixture
def at(heard):
    """Return a function by which it is so many days after that Wednesday."""

    def at(days):
        return clock.set_to(WEDNESDAY + timedelta(days=days))

    return at


def page_of(cast, who, name, case):
    return words_of(get(cast, who, name, case.pk))


def first_of(cast, who):
    """Return what stands under "Do these first"."""
    return seen(cast, who).split("Do these first")[1].split("</section>")[0]


def test_before_its_day_it_stands_with_the_day(cast, heard, at):
    with at(-2):
        home = words_of(get(cast, "ines", "home"))
        assert f"{heard.reference} TT" in home and "Due Wednesday" in home
        assert "the outcome" not in first_of(cast, "ines")
        assert "25 Nov The victim is to be told the outcome" in page_of(
            cast, "petra", "case", heard
        )
        page = page_of(cast, "ines", "case", heard)
        assert "Tell the victim the outcome Due Wednesday. Record it when they know." in page


def test_on_its_day_it_is_to_be_done_first(cast, heard, at):
    with at(0):
        assert f"Tell the victim of {heard.reference} TT the outcome" in first_of(cast, "ines")
        assert "Due today. Record it when they know." in first_of(cast, "ines")
        assert "outcome in time" not in seen(cast, "carys")
        assert "late" not in page_of(cast, "ines", "advocate", heard)


def test_after_its_day_it_is_late_wherever_it_stands(cast, heard, at):
    with at(2):
        late = "2 working days late"
        assert f"{late}. Record it when they know." in first_of(cast, "ines")
        assert f'<span class="app-late">{late}</span>' in seen(cast, "ines")
        assert "Due Wednesday 25 November" in seen(cast, "ines")
        for name in ("ines", "petra", "carys"):
            assert late in page_of(cast, name, "advocate", heard)
            assert f"be told the outcome: {late}" in page_of(cast, name, "case", heard)
        listed = f"{reverse('cases')}?show=to_tell"
        assert late in words_of(signed_in_client(cast, "ines").get(listed))
        for name in ("carys", "chidi"):
            assert "1 victim was not told the outcome in time" in first_of(cast, name)
            assert f"The oldest: {heard.reference}, {late}." in first_of(cast, name)
            assert "Not told the outcome in time: 1" in seen(cast, name)


def test_what_was_told_is_late_nowhere(cast, heard, at):
    with at(2):
        do(cast, "ines", record_told, case_id=heard.pk, told_on=clock.today())
        assert "the outcome" not in first_of(cast, "ines")
        assert "outcome in time" not in seen(cast, "carys")
        for name in ("case", "advocate"):
            assert "late" not in page_of(cast, "petra", name, heard)


def test_nothing_is_late_before_the_meeting_heard_it(cast, heard, at):
    change(cast, heard, Case, stage=Stage.RESEARCH)
    with at(2):
        assert "the outcome" not in first_of(cast, "ines")
        assert "outcome in time" not in seen(cast, "carys")
        for name in ("case", "advocate"):
            assert "late" not in page_of(cast, "ines", name, heard)


def hand_over(cast, case):
    do(cast, "carys", transfer_out, case_id=case.pk, area_name="Eastfell", reason="Moved.")


def test_it_stays_to_be_told_after_a_transfer(cast, heard, at):
    with at(2):
        hand_over(cast, heard)
        late = "2 working days late"
        assert f"Tell the victim of {heard.reference} TT the outcome" in first_of(cast, "ines")
        listed = f"{reverse('cases')}?show=to_tell"
        assert late in words_of(signed_in_client(cast, "ines").get(listed))
        assert f"The oldest: {heard.reference}, {late}." in first_of(cast, "carys")
        explained(cast, "ines", heard)
        assert late in page_of(cast, "ines", "advocate", heard)
        step = f"Tell the victim the outcome {late}. Record it when they know."
        assert step in page_of(cast, "ines", "case", heard)
        do(cast, "ines", record_told, case_id=heard.pk, told_on=clock.today())
        assert "the outcome" not in first_of(cast, "ines")
        assert "outcome in time" not in seen(cast, "carys")


def test_why_nobody_can_tell_it_stays_to_be_read_after_a_transfer(cast):
    case = case_at(cast, Stage.ACTIONS)
    listed = f"{reverse('cases')}?show=no_safe_way"
    hand_over(cast, case)
    assert case.reference in words_of(signed_in_client(cast, "ines").get(listed))


def test_what_was_transferred_before_its_meeting_has_no_outcome(cast):
    case = case_at(cast, Stage.RESEARCH)
    plan = {"who": "Ines", "way": "in person", "by": clock.today()}
    do(cast, "ines", plan_outcome, case_id=case.pk, **plan)
    with clock.set_to(clock.now() + timedelta(days=2)):
        hand_over(cast, case)
        assert case.reference not in first_of(cast, "ines")
        assert case.reference not in first_of(cast, "carys")
        explained(cast, "ines", case)
        assert "late" not in page_of(cast, "ines", "advocate", case)


def test_the_soonest_stands_first_and_a_few_are_to_be_done_first(cast, heard, at):
    cases = [heard, *copies_of(cast, heard, 11)]
    for days, case in enumerate(cases[1:], 1):
        change(cast, case, OutcomePlan, by=WEDNESDAY.date() - timedelta(days=days))
    with at(2):
        first = first_of(cast, "ines")
        assert ["the victim of " + one.reference in first for one in cases] == [False] * 7 + [
            True
        ] * 5
        page = seen(cast, "ines").split('id="to-tell"')[1]
        assert page.index(cases[-1].reference) < page.index(cases[-2].reference)
        page = seen(cast, "carys")
        assert "Not told the outcome in time: 12" in page and "10 of 12 are shown." in page
        assert "12 victims were not told the outcome in time" in page


def test_who_is_walled_off_is_not_told_of_it(cast, heard, at):
    wall_off(cast, heard, "carys")
    with at(2):
        assert "outcome in time" not in seen(cast, "carys")


def test_the_pages_ask_for_little_more_once_it_is_late(cast, heard, at):
    def queries(who, name, *keys):
        client = signed_in_client(cast, who)
        with made_queries() as made:
            assert client.get(reverse(name, args=keys)).status_code == 200
        return len(made)

    with at(2):
        for who in ("ines", "carys"):
            assert queries(who, "home") <= 25
            assert queries(who, "case", heard.pk) <= 25


@pytest.mark.parametrize("days", [-363, -1, 93])
def test_a_new_day_is_today_or_later_within_three_months(cast, heard, at, days):
    with at(0):
        ines, page = signed_in_client(cast, "ines"), reverse("plan_outcome", args=[heard.pk])
        by = day("by", clock.today() + timedelta(days=days))
        answer = send(ines, page, who="Ines", way="At the clinic", safe_now="on", **by)
        assert answer.status_code == 422
        assert "The victim must be told today or later, within three months" in words_of(answer)


def test_a_day_that_has_passed_may_stay_while_the_way_is_changed(cast, heard, at):
    with at(2):
        ines, page = signed_in_client(cast, "ines"), reverse("plan_outcome", args=[heard.pk])
        by = day("by", WEDNESDAY.date())
        assert (
            send(ines, page, who="Ines", way="At the clinic", safe_now="on", **by).status_code
            == 302
        )
        assert "At the clinic" in page_of(cast, "ines", "advocate", heard)
