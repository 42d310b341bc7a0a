"""What the tests of packs share."""

from dataclasses import replace

from meetings import packs
from meetings.models import PackCopy
from meetings.operations.packs import take_copy
from meetings.queries.packs import pack_of
from meetings.queries.packs.as_it_was import Asked, meeting_as_it_was
from sharing import clock
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.research.helpers import answer, submit, write
from tests.jobs import run_jobs
from tests.visits import get

ALL, HOUSING, CHAIR = "Arrested in May.", "A word to housing.", "A word to the chair."


def tell(cast, case):
    """Police share one item, and restrict one each to housing and to the chair."""
    answer(cast, case)
    write(cast, case, text=ALL)
    for text, kinds in ((HOUSING, ["housing"]), (CHAIR, [])):
        named = [cast.agency(kind).pk for kind in kinds]
        write(cast, case, text=text, who_may_read="restricted", restricted_to=named)
    submit(cast, case)


def read(cast, who, meeting):
    actor = cast.actor(who)
    with unit_of_work(actor):
        return pack_of(actor, meeting.pk)


def taken(cast, who, meeting):
    """Return a copy that somebody took, made."""
    copy = do(cast, who, take_copy, meeting_id=meeting.pk)
    run_jobs()
    return copy


def now(copy):
    with as_owner():
        return PackCopy.objects.get(pk=copy.pk)


def fetch(cast, who, copy):
    return get(cast, who, "fetch_copy", copy.meeting_id, copy.pk)


def past(cast, who, meeting, moment, kind=None):
    """Return what an agency, or one's own, could read at that moment of the pack of the meeting."""
    actor = cast.actor(who)
    agency_id = cast.agency(kind).pk if kind else actor.agency_id
    with unit_of_work(actor):
        return meeting_as_it_was(actor, meeting.pk, Asked(agency_id, moment))


def said(pack):
    """Return all that a pack says, as it is written on paper: front, and each case in its order."""
    return [packs.front_of(pack), *(one.page for one in packs.sheets_of(plain(pack)))]


def plain(pack):
    """Return the pack without the marks of what changed since."""
    return replace(
        pack,
        cases=[
            replace(
                one,
                agencies=[
                    replace(found, items=[replace(item, changed=False) for item in found.items])
                    for found in one.agencies
                ],
            )
            for one in pack.cases
        ],
    )


def moment(cast):
    """Return the present, after somebody has looked at a page: what is done from then on is done at
    its own time (tests/memory.py)."""
    get(cast, "carys", "home")
    return clock.now()
