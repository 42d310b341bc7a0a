"""The worker is killed while it makes a copy of a pack: nothing of it can be fetched, what was
printed is kept, and once the copy is asked for again another worker makes it, once."""

import time
from urllib.parse import urlencode

from meetings.operations.packs import take_copy
from sharing import clock, daily
from tests.doing import do
from tests.integration.research.helpers import answer, submit, write
from tests.jobs import run_jobs
from tests.killable import (
    MOST,
    Visitor,
    cookies_of,
    fields_of,
    held_up,
    portal,
    resting,
    seed,
    told,
    working_at,
)
from tests.servers import ask

__all__ = ["portal", "resting", "told"]  # fixtures

LATER = "UPDATE meetings_packcopy SET asked_at = asked_at - interval '5 minutes'"
MADE = """
SELECT c.made_at IS NOT NULL, f.pages > 0 FROM meetings_packcopy c
JOIN meetings_packfile f ON f.copy_id = c.id
"""


def taken(cast, case):
    answer(cast, case)
    write(cast, case)
    submit(cast, case)
    do(cast, "petra", take_copy, meeting_id=case.meeting_id)


def test_a_copy_is_made_whole_or_not_at_all(portal, settings):
    # The round of the day is over, and none is due for a day: it clears packs away, and would wait
    # for the same tables.
    settings.DAILY_HOUR = clock.now().astimezone(daily.LONDON).hour
    portal.environment["DAILY_HOUR"] = str(settings.DAILY_HOUR)
    with working_at(portal):
        daily.enter_rounds()
        run_jobs()
    _case, session = seed(portal, who="petra", more=taken)
    petra = Visitor(portal, session)
    ((meeting, copy),) = ask(
        portal.owner, "SELECT meeting_id::text, id::text FROM meetings_packcopy"
    )
    page = f"/meetings/{meeting}/pack/{copy}/"
    ask(portal.owner, LATER)
    # When its first sheet is printed and not kept, then when all is bound and half of it written.
    for table, printed in (("meetings_packsheet", 0), ("meetings_packfile", 1)):
        with held_up(portal, table) as somebody_waits:
            portal.start("worker")
            somebody_waits()
            portal.strike("worker")
        assert ask(portal.owner, MADE) == [(False, False)], "nothing half-made is visible"
        kept = "SELECT count(*) FROM meetings_packsheet WHERE printed_at IS NOT NULL"
        assert ask(portal.owner, kept) == [(printed,)], "what was acknowledged is there"
        assert f"{page}fetch/" not in petra.open(page)[1]
        answer, shown = petra.open(page)
        assert petra.post(f"{page}again/", urlencode(fields_of(shown)), cookies_of(answer))
    portal.start("worker")
    until = time.monotonic() + MOST
    while ask(portal.owner, MADE) != [(True, True)]:
        assert time.monotonic() < until, "nobody makes it"
        time.sleep(0.1)
    assert f"{page}fetch/" in petra.open(page)[1]
    count = "SELECT count(*) FROM audit_event WHERE code = 'copy_made'"
    assert ask(portal.owner, count) == [(1,)], "made once, with its event"
