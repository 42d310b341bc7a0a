"""A case that was heard."""

from uuid import uuid4

import pytest

from meetings.models import MeetingState, OutcomePlan, Stage, Voice
from meetings.operations.actions import record_earlier_action
from meetings.operations.hearing import end_meeting, record_hearing, record_presence
from sharing import clock
from sharing.models import Item, Party
from sharing.operations.conflicts import declare_conflict
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.memory import told_once
from tests.story import case_at, in_the_room, meeting_in


@pytest.fixture
def case(cast):
    """A case that was heard, of which everything was recorded; its meeting was held."""
    return heard_in_full(cast)


@told_once
def heard_in_full(cast):
    case = case_at(cast, Stage.HEARD, meeting=meeting_in(cast, state=MeetingState.RUNNING))
    meeting_id = case.meeting_id
    in_the_room(cast, case.meeting, "carys")
    with as_owner(), unit_of_work(cast.actor("ines")):
        parties = {one.role: one for one in Party.objects.filter(scope=case.pk)}
        for role, wishes in (("victim", "To stay in her flat."), ("child", "Not to be alone.")):
            Voice.objects.create(
                scope_id=case.pk,
                party=parties[role],
                wishes=wishes,
                heard_on=clock.today(),
                heard_by="Ines Rill",
                author=cast.user("ines"),
            )
        OutcomePlan.objects.create(
            scope_id=case.pk,
            who="Ines Rill",
            way="In person, at the clinic",
            by=clock.today(),
            author=cast.user("ines"),
        )
        for text, who in (("Two calls.", "shared"), ("Held back.", "restricted")):
            Item.objects.create(
                scope_id=case.pk,
                agency=cast.agency("police"),
                request_id=uuid4(),
                text=text,
                who_may_read=who,
                nature="fact",
                about=parties["victim"],
                source="Log",
                period="October",
                author=cast.user("petra"),
                submitted_at=clock.now(),
            )
    do(
        cast,
        "petra",
        record_earlier_action,
        case_id=case.pk,
        what="Marker on the address",
        for_whom="victim",
        done_on=clock.today(),
        result="",
        agency_id=cast.agency("police").pk,
    )
    do(
        cast,
        "carys",
        record_hearing,
        case_id=case.pk,
        version=None,
        presented_by="Wren Mill",
        summary="In short.",
        spoken="Said in the room.",
        risks="Serious injury.",
        protective="Bail.",
        decisions="Disclosure first.",
    )
    do(
        cast,
        "carys",
        record_presence,
        meeting_id=meeting_id,
        presences={
            cast.agency("police").pk: ("present", "Petra Ford"),
            cast.agency("idva").pk: ("present", ""),
            cast.agency("housing").pk: ("sent", ""),
            cast.agency("probation").pk: ("apologies", ""),
            cast.agency("children").pk: ("absent", ""),
        },
    )
    do(
        cast,
        "carys",
        declare_conflict,
        case_id=case.pk,
        user_id=cast.user("rowan").pk,
        kind="declared",
        reason="A cousin.",
    )
    do(cast, "carys", end_meeting, meeting_id=meeting_id)
    return case
