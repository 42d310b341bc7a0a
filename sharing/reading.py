"""What the door asks readers before cases open to them (`sharing/rules/reading.py` has the
rules)."""

from collections.abc import Collection
from uuid import UUID

from sharing import clock
from sharing.actor import Actor
from sharing.codes import Watched
from sharing.flow import case_flow
from sharing.openings import note_openings
from sharing.reasons import Reason
from sharing.rules import reading as rules
from sharing.rules.reading import Hindrance
from sharing.watch.settings import setting_of


def hindrance(
    actor: Actor, case_ids: Collection[UUID], occasion: UUID | None = None
) -> Hindrance | None:
    """Return what keeps the reader from these cases for now, a question or a case that they no
    longer see; else None. Openings that count are noted, and a refusal rolls them back with its
    unit."""
    found = case_flow().standings(actor, case_ids, occasion)
    # A wall went up after the door allowed it.
    if gone := [one for one in case_ids if one not in found]:
        return Hindrance(Reason.NOTHING_THERE, gone)
    standings = {one: found[one] for one in case_ids}
    counted = rules.counted(standings)
    if not counted:
        return None
    openings = note_openings(actor, counted)
    unexplained = rules.unexplained(standings, openings, today=clock.today())
    if unexplained:
        return Hindrance(Reason.WITHOUT_REASON, unexplained)
    if not rules.may_be_slowed(openings) or case_flow().attends_meeting(actor):
        return None
    setting = setting_of(actor.area_id, Watched.MANY_CASES)
    too_fast = rules.too_fast(openings, setting, now=clock.now())
    return Hindrance(Reason.TOO_FAST, too_fast) if too_fast else None


def off_list(actor: Actor, case_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the cases that are on none of the reader's lists."""
    return set(rules.off_list(case_flow().standings(actor, case_ids, None))) if case_ids else set()
