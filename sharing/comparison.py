"""The nightly look through the past of rows and what they hold now: whether it is what the events
say that was written. What does not fit is on the trail and an alarm, each row by its name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sharing.access import expect
from sharing.actor import Actor
from sharing.operations.written import keep_comparison
from sharing.permissions import COMPARE_WRITTEN
from sharing.queries import written
from sharing.queries.written import Finding, Looked
from sharing.unit import unit_of_work

COMPARISON = Actor.system("comparison")
NAMED = 100  # findings that are kept by name; the others are counted


@dataclass
class Compared:
    """What came of a whole look."""

    looked_at: int = 0
    unproved: int = 0
    wrong: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, looked: Looked) -> None:
        self.looked_at += looked.looked_at
        self.unproved += looked.unproved
        self.wrong += len(looked.findings)
        self.findings += looked.findings[: NAMED - len(self.findings)]


def compare() -> Compared:
    """What was written is compared with the trail, and what came of it is kept."""
    compared = Compared()
    with unit_of_work(COMPARISON):
        expect(COMPARISON, COMPARE_WRITTEN)
        looks = _looks()
    for look in looks:
        after = None
        while True:
            with unit_of_work(COMPARISON):
                expect(COMPARISON, COMPARE_WRITTEN)
                looked = look(after)
            compared.add(looked)
            after = looked.last
            if after is None:
                break
    with unit_of_work(COMPARISON):
        keep_comparison(
            actor=COMPARISON,
            looked_at=compared.looked_at,
            unproved=compared.unproved,
            wrong=compared.wrong,
            findings=compared.findings,
        )
    return compared


def _looks() -> list[Callable[[Any], Looked]]:
    """Return a look at each table that holds anything by now, and at what events wrote."""
    return [
        *(partial(written.look_at_past, model) for model in written.holding(written.pasts())),
        written.look_at_events,
        *(partial(written.look_at_present, one) for one in written.holding(written.presents())),
    ]
