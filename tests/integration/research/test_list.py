"""A whole list is answered at once."""

import pytest

from meetings.models import Stage
from meetings.operations.research import SentList, answer_list, open_list
from sharing import clock
from sharing.models import Party
from sharing.operations import circulation
from sharing.reasons import Reason
from sharing.rules import Overtaken, RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import do, scope_of
from tests.integration.research.helpers import DAY, NAMES, answer, ask, people, request_of
from tests.queries import made_queries
from tests.story import case_at
from tests.trail import newest_event


@pytest.fixture
def three(cast, case):
    """Three cases of one meeting, of which the hospital may look people up."""
    others = [
        case_at(cast, Stage.RESEARCH, meeting=case.meeting, name=name, position=place)
        for place, name in enumerate(("Vera", "Hetty"), 2)
    ]
    for one in (case, *others):
        ask(cast, one, "acute")
    return [case, *others]


def test_the_whole_list_at_once(cast, three):
    first, second, third = three
    until = clock.today() + DAY
    done = do(
        cast,
        "hal",
        answer_list,
        meeting_id=first.meeting_id,
        sent=SentList(
            known={first.pk: people(first)[:2]}, not_yet={second.pk: until}, searched=NAMES
        ),
    )
    assert {one.scope_id: one.answer for one in done.answered} == {
        first.pk: "known",
        second.pk: "not_yet",
        third.pk: "not_known",
    }
    full = {
        one.pk for one in three if cast.agency("acute").pk in scope_of(cast, one).full_circulation
    }
    assert full == {first.pk}
    event = newest_event()
    assert {event.code, *event.also} == {"research_saved", "research_submitted"}
    assert set(event.cases) == {one.pk for one in three}
    assert request_of(cast, third, "acute").searched == NAMES


def test_the_door_reads_the_scopes_of_the_whole_list_at_once(cast, three):
    sent = SentList(known={}, not_yet={}, searched=NAMES)
    with made_queries() as made:
        do(cast, "hal", answer_list, meeting_id=three[0].meeting_id, sent=sent)
    assert "".join(made).count("scope_of(") == 1


def test_a_list_answers_for_nobody_who_was_not_shown(cast, three):
    shown = {three[0].pk: people(three[0])}
    do(
        cast,
        "hal",
        answer_list,
        meeting_id=three[0].meeting_id,
        sent=SentList(
            known={},
            not_yet={},
            searched=NAMES,
            looked_up=shown,
        ),
    )
    assert request_of(cast, three[1], "acute").answer == ""
    with unit_of_work(cast.actor("carys")):
        Party.objects.create(scope_id=three[1].pk, role="child", given_name="Ash")
    with pytest.raises(RuleBroken, match="have changed"):
        do(
            cast,
            "hal",
            answer_list,
            meeting_id=three[0].meeting_id,
            sent=SentList(
                known={},
                not_yet={},
                searched=NAMES,
                looked_up={three[1].pk: people(three[1])[:3]},
            ),
        )


def test_a_list_never_overwrites_a_colleague(cast, three):
    shown = {one.pk: people(one) for one in three}
    answer(cast, three[1], "hal", "acute")
    with pytest.raises(Overtaken) as overtaken:
        do(
            cast,
            "hal",
            answer_list,
            meeting_id=three[0].meeting_id,
            sent=SentList(
                known={},
                not_yet={},
                searched=NAMES,
                looked_up=shown,
            ),
        )
    (theirs,) = overtaken.value.theirs["shown"]
    assert theirs[:3] == (three[1].pk, three[1].reference, "known")
    assert request_of(cast, three[0], "acute").answer == ""


def test_a_list_with_nothing_on_it(cast, case):
    with pytest.raises(RuleBroken, match="nobody to look up"):
        do(
            cast, "hal", answer_list,
            meeting_id=case.meeting_id, sent=SentList(known={}, not_yet={}, searched=NAMES),
        )  # fmt: skip


def test_a_list_names_no_stranger(cast, three):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, three[0].pk, walled=frozenset({cast.user("hal").pk}))
    with pytest.raises(Refused) as refused:
        do(
            cast, "hal", answer_list,
            meeting_id=three[0].meeting_id,
            sent=SentList(known={three[0].pk: []}, not_yet={}, searched=NAMES),
        )  # fmt: skip
    assert refused.value.reason is Reason.CONFLICT
    # Without naming it, the rest is answered as if it did not exist.
    done = do(
        cast, "hal", answer_list,
        meeting_id=three[0].meeting_id, sent=SentList(known={}, not_yet={}, searched=NAMES),
    )  # fmt: skip
    assert {one.scope_id for one in done.answered} == {three[1].pk, three[2].pk}


def test_a_list_of_another_area_is_not_there(cast, case):
    for operation, more in (
        (open_list, {}),
        (answer_list, {"sent": SentList(known={}, not_yet={}, searched=NAMES)}),
    ):
        with pytest.raises(Refused) as refused:
            do(cast, "petra", operation, meeting_id=case.pk, **more)
        assert refused.value.reason is Reason.NOTHING_THERE
        with pytest.raises(Refused) as refused:
            do(cast, "carys", operation, meeting_id=case.meeting_id, **more)
        assert refused.value.reason is Reason.NOT_IN_ROLE


def test_opening_the_list_opens_its_requests(cast, three):
    do(cast, "hal", open_list, meeting_id=three[0].meeting_id)
    assert all(request_of(cast, one, "acute").opened_at for one in three)
