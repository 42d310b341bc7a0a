"""What an agency could read at a moment of the past is read again as it was: the same passages, in
the same order, as in the pack of that moment; and of what is closed today that it stood there."""

from contextlib import suppress
from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from meetings import permissions as may
from meetings.models import Action, MeetingState, Stage
from sharing import access, clock
from sharing.models import Item
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import change, explained
from tests.integration.packs import changing
from tests.integration.packs.helpers import moment, past, read, said, tell
from tests.memory import memory
from tests.story import case_at, meeting_in

READERS = ["carys", "chidi", "ines", "petra", "rowan", "hal"]


def live(cast, who, meeting):
    """Return the pack as somebody reads it now, or nothing where there is none for them."""
    try:
        return read(cast, who, meeting)
    except Refused:
        return None


def may_do(cast, who, case, permission=may.READ_PACK):
    actor = cast.actor(who)
    with unit_of_work(actor):
        return access.may(actor, permission, case.pk).allowed


def explain(cast, looking, case):
    """Whoever is asked why they open the case, as it is on none of their lists, has said so."""
    for who in looking:
        if may_do(cast, who, case, may.SEE_LIST):
            explained(cast, who, case)


def passages(pack):
    """Return the items of a pack in their order, and what each says: nothing where it is closed."""
    return [
        (shared.item.pk, shared.item.text)
        for one in pack.cases
        for found in one.agencies
        for shared in found.items
    ]


def closed_in(pack):
    return {pk for pk, text in passages(pack) if not text}


def without_words(pack, closed):
    """Return the pack with nothing but their place left of these items."""

    def masked(shared):
        if shared.item.pk not in closed:
            return shared
        return replace(shared, item=Item(pk=shared.item.pk), facts="", readers="")

    return replace(
        pack,
        cases=[
            replace(
                one,
                agencies=[
                    replace(found, items=[masked(shared) for shared in found.items])
                    for found in one.agencies
                ],
            )
            for one in pack.cases
        ],
    )


def closed_today(cast, who):
    """Return what nobody but its own agency reads any more: taken back, with nothing in its place
    that the reader may read."""
    with as_owner():
        items = list(Item.objects.unscoped("a test looks at what is there"))
    own = cast.actor(who).agency_id
    now = {
        (one.scope_id, one.agency_id, one.position)
        for one in items
        if one.withdrawn_at is None
        and (
            one.who_may_read == "shared"
            or (
                one.who_may_read == "restricted"
                and (own in one.restricted_to or (not one.restricted_to and who == "chidi"))
            )
        )
    }
    return {
        one.pk
        for one in items
        if one.withdrawn_at
        and one.agency_id != own
        and (one.scope_id, one.agency_id, one.position) not in now
    }


random_times = settings(
    max_examples=4,
    # Each takes a second or two: to make one smaller that failed would take an hour.
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@random_times
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(changing.STEPS), st.integers(0, 60)), min_size=3, max_size=7
    ),
    looking=st.sets(st.sampled_from(READERS), min_size=2, max_size=2),
)
def test_each_moment_is_rebuilt_as_it_was_read(cast, steps, looking):
    """For each moment at which somebody read the pack."""
    with memory.undone():  # each example begins with the cast alone
        meeting = meeting_in(cast)
        case = case_at(cast, Stage.RESEARCH, meeting=meeting)
        tell(cast, case)
        looks = []
        for step, number in steps:
            explain(cast, looking, case)
            looks += [(who, live(cast, who, meeting), clock.now()) for who in looking]
            with suppress(RuleBroken):  # what cannot be done while it is on no meeting
                step(cast, case, number)
        explain(cast, looking, case)
        for who, before, at in looks:
            was = past(cast, who, meeting, at)
            if before is None:
                assert not was.pack.listed
            elif case.pk not in {one.case.pk for one in before.cases}:
                assert said(was.pack) == said(before)
            elif not may_do(cast, who, case):
                assert not was.cases
            else:
                closed = {pk for pk, _text in passages(before)} & closed_today(cast, who)
                assert closed_in(was.pack) == closed
                assert said(was.pack) == said(without_words(before, closed))


def test_actions_of_earlier_meetings_stand_as_they_stood(cast, case, meeting):
    held = meeting_in(cast, days=-20, state=MeetingState.HELD)
    before = case_at(cast, Stage.ACTIONS, meeting=held, name="Nora")
    live, at = said(read(cast, "carys", meeting)), moment(cast)
    assert "See the victim about a move" in live[0]
    change(cast, before, Action, state="completed", ended_on=clock.today(), result="She has moved.")
    assert said(read(cast, "carys", meeting)) != live
    assert said(past(cast, "carys", meeting, at).pack) == live
