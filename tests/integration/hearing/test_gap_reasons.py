"""Why a plan has nothing for people: the reason holds for those of whom it was said and for whom
nothing is planned since; of anybody else the chair is asked again."""

import pytest
from django.urls import reverse

from meetings.models import Hearing, MeetingState, Stage
from meetings.operations.actions import record_action, strike_action
from meetings.operations.hearing import (
    agree_minutes,
    begin_hearing,
    end_hearing,
    end_meeting,
    reopen_hearing,
)
from sharing.models import Party
from sharing.unit import unit_of_work
from tests.doing import do, one
from tests.integration.actions.helpers import values
from tests.integration.triage.test_joined import join, second_of
from tests.paper import in_one_line
from tests.signing_in import signed_in_client
from tests.story import case_at, in_the_room, meeting_in, somebody_came
from tests.visits import get, hidden, words_of

REASON = "Both have workers."
UNTOLD = {"untold_reason": "He reads all she gets."}


def way_of(case):
    return reverse("end_hearing", args=[case.pk])


def planned(cast, case, whom, what="Lend an alarm"):
    return do(cast, "carys", record_action, **values(cast, case, for_whom=whom, what=what))


def struck(cast, action):
    do(cast, "carys", strike_action, action_id=action.pk, version=1, reason="The wrong case.")


@pytest.fixture
def said(cast, heard_now):
    """A case that was heard, with a reason why its plan has nothing for child and perpetrator; and
    the action for its victim."""
    action = planned(cast, heard_now, "victim")
    do(cast, "chidi", end_hearing, case_id=heard_now.pk, gap_reason=REASON, **UNTOLD)
    return heard_now, action


def called(cast, case, role):
    return one(cast, "carys", Party, case, role=role).given_name


def minutes(cast, case, who="chidi"):
    return words_of(get(cast, who, "minutes", case.pk))


def test_the_minutes_say_of_whom_it_was_said(cast, said):
    case, _action = said
    child, him = called(cast, case, "child"), called(cast, case, "perpetrator")
    page = minutes(cast, case)
    assert f"The plan has nothing for: {him}, perpetrator; {child}, child. Why: {REASON}" in page
    assert "Nobody has said why" not in page


def test_it_no_longer_stands_for_whom_something_is_planned_since(cast, said):
    case, _action = said
    planned(cast, case, "child", "See her at school")
    him = called(cast, case, "perpetrator")
    assert f"The plan has nothing for: {him}, perpetrator. Why: {REASON}" in minutes(cast, case)
    planned(cast, case, "perpetrator", "Visit him")
    assert "The plan has nothing for" not in minutes(cast, case)


def test_of_whom_the_plan_leaves_out_since_nobody_has_said_why(cast, said):
    case, action = said
    struck(cast, action)
    tara = called(cast, case, "victim")
    page = minutes(cast, case)
    assert f"The plan has nothing for: {tara}, victim. Nobody has said why." in page
    for whom in ("child", "perpetrator"):
        planned(cast, case, whom)
    page = minutes(cast, case)
    assert REASON not in page and f"{tara}, victim. Nobody has said why." in page


def test_it_is_agreed_and_printed_so(cast, said):
    case, action = said
    planned(cast, case, "child")
    struck(cast, action)
    do(cast, "chidi", end_meeting, meeting_id=case.meeting_id)
    somebody_came(cast, case.meeting)
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    tara, him = called(cast, case, "victim"), called(cast, case, "perpetrator")
    words = (
        f"The plan has nothing for: {him}, perpetrator. Why: {REASON}",
        f"The plan has nothing for: {tara}, victim. Nobody has said why.",
    )
    paper = in_one_line(get(cast, "chidi", "minutes_paper", case.pk).content)
    for shown in (minutes(cast, case, "petra"), paper):
        assert all(one in shown for one in words)


def test_a_referrer_reads_it_of_nobody_whom_only_another_referral_names(cast):
    """Nor the reason, if it was of those alone."""
    meeting = meeting_in(cast, state=MeetingState.RUNNING)
    case, second = case_at(cast, Stage.RESEARCH, meeting=meeting), second_of(cast)
    with unit_of_work(cast.actor("carys")):
        Party.objects.create(
            scope_id=second.pk, role="child", given_name="Abel", family_name="Tarn", position=9
        )
    join(cast, case, second)
    in_the_room(cast, meeting, "chidi", "carys")
    do(cast, "chidi", begin_hearing, case_id=case.pk)
    for whom in ("victim", "perpetrator"):
        planned(cast, case, whom)
    child = one(cast, "carys", Party, case, role="child")
    given = values(cast, case, for_whom="child", what="See her", party_id=child.pk)
    do(cast, "carys", record_action, **given)
    do(cast, "chidi", end_hearing, case_id=case.pk, gap_reason=REASON, **UNTOLD)
    do(cast, "chidi", end_meeting, meeting_id=meeting.pk)
    somebody_came(cast, meeting)
    do(cast, "chidi", agree_minutes, meeting_id=meeting.pk)
    words = f"Abel (named in {second.reference}), child. Why: {REASON}"
    assert words in minutes(cast, case, "rowan")
    referrers = minutes(cast, case, "wren")
    assert "Abel" not in referrers and REASON not in referrers
    assert "The plan has nothing for" not in referrers


class TestReadBack:
    """The page that reads the plan back says of whom the words in it were said."""

    @pytest.fixture
    def back(self, cast, said):
        """The meeting has gone back to the case."""
        do(cast, "chidi", reopen_hearing, case_id=said[0].pk)
        return said

    def test_where_the_same_people_are_left_out_it_stands(self, cast, back):
        case, _action = back
        page = get(cast, "chidi", "end_hearing", case.pk)
        assert f"{REASON}</textarea>" in page.text and "were said of" not in words_of(page)

    def test_where_something_is_planned_for_one_it_is_to_be_kept_for_the_others(self, cast, back):
        case, _action = back
        planned(cast, case, "child")
        page = get(cast, "chidi", "end_hearing", case.pk)
        child = called(cast, case, "child")
        assert f"{REASON}</textarea>" in page.text
        assert f"These words were said of {child} too, for whom the plan has something" in (
            words_of(page)
        )
        sent = hidden(page) | UNTOLD | {"gap_reason": "He has a worker."}
        assert signed_in_client(cast, "chidi").post(way_of(case), sent).status_code == 302
        him = one(cast, "carys", Party, case, role="perpetrator")
        hearing = one(cast, "chidi", Hearing, case)
        assert (hearing.plan_gap_reason, hearing.plan_gaps) == ("He has a worker.", [him.pk])

    def test_where_another_is_left_out_the_chair_says_it_anew(self, cast, back):
        case, action = back
        planned(cast, case, "child")
        struck(cast, action)
        page = get(cast, "chidi", "end_hearing", case.pk)
        him = called(cast, case, "perpetrator")
        assert f"{REASON}</textarea>" not in page.text
        assert f"Said before of {him}: {REASON}" in words_of(page)

    def test_where_only_others_are_left_out_the_earlier_words_are_gone(self, cast, back):
        case, action = back
        for whom in ("child", "perpetrator"):
            planned(cast, case, whom)
        struck(cast, action)
        page = get(cast, "chidi", "end_hearing", case.pk)
        assert REASON not in page.text and "The plan has nothing yet for" in page.text

    def test_what_was_typed_is_said_to_be_of_other_people(self, cast, heard_now):
        action = planned(cast, heard_now, "victim")
        chidi = signed_in_client(cast, "chidi")
        sent = hidden(chidi.get(way_of(heard_now))) | UNTOLD | {"gap_reason": REASON}
        planned(cast, heard_now, "child")
        page = chidi.post(way_of(heard_now), sent)
        child, tara = called(cast, heard_now, "child"), called(cast, heard_now, "victim")
        assert f"These words were said of {child} too" in words_of(page)
        assert f"{REASON}</textarea>" in page.text
        sent = hidden(page) | UNTOLD | {"gap_reason": REASON}
        struck(cast, action)
        page = chidi.post(way_of(heard_now), sent)
        assert f"These words were not said of {tara}: say why for them too" in words_of(page)
        assert f"{REASON}</textarea>" in page.text
        sent = hidden(page) | UNTOLD | {"gap_reason": REASON}
        assert chidi.post(way_of(heard_now), sent).status_code == 302
