"""Whatever shows something of a case that is on none of one’s lists asks for a reason first."""

import re

import pytest
from django.urls import reverse

from meetings.models import Action, ActionState, MeetingState, Stage
from sharing import clock
from tests import story
from tests.conftest import as_owner
from tests.marks import mark, text_of
from tests.matrix import World, addresses
from tests.signing_in import signed_in_client
from tests.visits import send

pytestmark = pytest.mark.usefixtures("unprinted_paper")
# What shows something of such a case unasked, and why.
UNASKED = {
    "give_reason": "asks, and names the reference alone",
    "cases": "the list of all cases that are there for the reader, of which it is no opening",
}
# Its marks, and what stands in the minutes, which were frozen before it had marks.
OF_THE_CASE = re.compile(r"zq(name|text|hide)7|Tara|Decide on and make disclosure")
REFUSED = (302, 403, 404, 405)
READERS = ["carys", "chidi", "ines", "petra"]


@pytest.fixture
def world(cast):
    """A case of a meeting long ago, which all but the coordinator attended; all is done."""
    meeting = story.meeting_in(cast, days=-60, state=MeetingState.HELD)
    story.in_the_room(cast, meeting, "chidi", "ines", "petra")
    world = World(cast, Stage.COMPLETE, meeting=meeting)
    with as_owner():
        actions = Action._base_manager.filter(scope=world.case.pk)
        assert actions.update(state=ActionState.COMPLETED, ended_on=clock.today(), result="Done.")
        mark(world.case.pk, 7)
    return world


def visited(client, world, method="get", names=None):
    """Yield each address, or those of these names, with its status and whether something of the
    case shows."""
    for name, keys in addresses().items():
        if name not in ("sign_out", "end_sessions") and (names is None or name in names):
            answer = getattr(client, method)(world.path(name))
            yield name, keys, answer.status_code, bool(OF_THE_CASE.search(text_of(answer)))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", READERS)
def test_no_address_shows_something_without_a_reason(cast, world, who, method):
    found = list(visited(signed_in_client(cast, who), world, method))
    assert {name for name, _, _, shows in found if shows} <= UNASKED.keys()
    open_ = {name for name, keys, status, _ in found if "case_id" in keys and status not in REFUSED}
    assert open_ <= UNASKED.keys()


SHOWN = {"case", "minutes", "minutes_paper", "show_address"}
SHOWN |= {"meeting_minutes", "meeting_minutes_paper", "case_list"}
SHOWN_TO_SOME = {
    "meeting": ("ines", "petra"),  # keepers see initials there
    "research_return": ("ines", "petra"),
    "case_trail": ("carys", "chidi"),
}


@pytest.mark.parametrize("who", READERS)
def test_with_a_reason_they_show_it(cast, world, who):
    """What the test above looks for is there."""
    client = signed_in_client(cast, who)
    case = reverse("case", args=[world.case.pk])
    send(client, client.get(case).headers["Location"], choice="news")
    names = SHOWN | SHOWN_TO_SOME.keys()
    shown = {name for name, _, _, shows in visited(client, world, names=names) if shows}
    assert shown == SHOWN | {name for name, people in SHOWN_TO_SOME.items() if who in people}
