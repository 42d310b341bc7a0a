"""Who gets which answer at which address: the rows are data, the test runs them all.

In each world, one case at a stage; Rowan has a conflict of interest in it, Hal's agency is on no
circulation, Nia coordinates another area. A post is sent empty: where somebody may do it the form
comes back (422), nothing is changed, and the next persona finds the same world."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from uuid import UUID, uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from meetings.models import Action, Meeting, ResearchRequest, Stage
from sharing import clock
from sharing.actor import Actor
from sharing.models import Address, Conflict, EmergencyAccess, Item, Watched
from sharing.operations import circulation
from sharing.operations.alerts import WATCH, Finding, raise_alert
from sharing.work import unit_of_work
from tests import story
from tests.personas import Cast
from tests.story_parts.aside import case_anywhere

PERSONAS = [
    "carys",
    "chidi",
    "ines",
    "wren",
    "petra",
    "hal",
    "rowan",
    "odile",
    "alex",
    "nia",
    "nobody",
]
METHODS = ("GET", "POST")
NOTHING = UUID(int=0)  # names nothing
# By what an address names a case, what hangs on one, or the meeting that hears it.
OF_A_CASE = {
    "case_id",
    "meeting_id",
    "item_id",
    "action_id",
    "party_id",
    "address_id",
    "conflict_id",
    "access_id",
}
UNSUBMITTED = (Stage.DRAFT, Stage.STOPPED, Stage.DISCARDED)  # nobody but the referrer knows of it


@dataclass(frozen=True)
class Line:
    name: str
    method: str
    answers: tuple[int, ...]


@cache
def addresses(resolver: URLResolver | None = None) -> dict[str, tuple[str, ...]]:
    """Return each named URL of the portal with the names of what stands in it."""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            found[pattern.name] = tuple(pattern.pattern.converters)
        else:
            found |= addresses(pattern)
    return found


def parse(table: str) -> list[Line]:
    """Return the lines of a table in text; the first line names the personas."""
    head, *rows = [line.split() for line in table.strip().splitlines() if line.strip()]
    if head[2:] != PERSONAS:
        raise ValueError("The table must begin with: URL, method and the personas.")
    return [Line(row[0], row[1], tuple(map(int, row[2:]))) for row in rows]


def draw(lines: list[Line]) -> str:
    """Return the lines as the table that `parse` reads."""
    rows = [["url", "method", *PERSONAS]]
    rows += [[line.name, line.method, *map(str, line.answers)] for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


class World:
    """One case at a stage, and an identifier for whatever may stand in an address."""

    def __init__(self, cast: Cast, stage: Stage, *, meeting: Meeting | None = None) -> None:
        self.cast = cast
        self.case = case_anywhere(cast, stage, meeting=meeting)
        carys, petra = cast.actor("carys"), cast.actor("petra")
        if stage is Stage.HEARING:
            story.in_the_room(cast, self.case.meeting, "carys", "ines", "petra")
        with unit_of_work(carys) as work:
            if stage not in UNSUBMITTED:
                wall = circulation.change(
                    work, self.case.pk, walled=frozenset({cast.user("rowan").pk})
                )
                assert wall.walled
                self.conflict = Conflict.objects.create(
                    scope_id=self.case.pk,
                    user=cast.user("rowan"),
                    kind="declared",
                    started_on=story.clock.today(),
                )
            # Over by now, so that nobody sees more for it.
            self.emergency = (
                EmergencyAccess.objects.create(
                    scope_id=self.case.pk,
                    user=cast.user("hal"),
                    agency=cast.agency("acute"),
                    opening_event=uuid4(),
                    opened_at=story.clock.now() - timedelta(hours=5),
                    until=story.clock.now() - timedelta(hours=1),
                )
                if stage not in UNSUBMITTED
                else None
            )
        with unit_of_work(petra):
            self.request = ResearchRequest.objects.filter(
                scope_id=self.case.pk, agency=petra.agency_id
            ).first()
            self.item = self.request and Item.objects.create(
                scope_id=self.case.pk,
                agency_id=petra.agency_id,
                request_id=self.request.pk,
                text="Called to the address twice.",
                who_may_read="shared",
                author_id=petra.user_id,
            )
        police = cast.memberships["petra"]
        finding = Finding(
            watched=Watched.REFUSALS,
            area_id=cast.area.pk,
            about_id=police.user_id,
            events=[(uuid4(), clock.now())],
        )
        with unit_of_work(Actor.system(WATCH)) as work:
            self.alert = raise_alert(actor=work.actor, finding=finding)

    @cached_property
    def identifiers(self) -> dict[str, UUID | str | int]:
        """Return what may stand in an address of this world."""
        wren = self.cast.actor("wren")
        with unit_of_work(wren):
            address = Address.objects.filter(scope=self.case.pk).first()
            action = Action.objects.filter(scope_id=self.case.pk, agency__kind="police").first()
        return {
            "case_id": self.case.pk,
            "meeting_id": self.case.meeting_id or NOTHING,
            "agency_id": self.cast.agency("police").pk,
            "item_id": self.item.pk if self.item else NOTHING,
            "action_id": action.pk if action else NOTHING,
            "conflict_id": getattr(self, "conflict", None) and self.conflict.pk or NOTHING,
            "party_id": address.party_id if address else NOTHING,
            "address_id": address.pk if address else NOTHING,
            "user_id": self.cast.user("petra").pk,
            "membership_id": self.cast.memberships["petra"].pk,
            "reset_id": NOTHING,
            "kept_id": NOTHING,
            "handle": NOTHING,
            "admission_id": NOTHING,
            "access_id": self.emergency.pk if self.emergency else NOTHING,
            "token": "unknown",
            "event_id": NOTHING,
            "alert_id": self.alert.pk,
            "watched": "refusals",
            "year": clock.today().year,
        }

    def path(self, name: str) -> str:
        """Return the address of that name in this world."""
        return reverse(name, kwargs={key: self.identifiers[key] for key in addresses()[name]})
