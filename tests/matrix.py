"""Who gets which answer at which address: the rows are data, the test runs them all.

In each world, one case at a stage; Rowan has a conflict of interest in it, Hal's agency is on no
circulation, Nia coordinates another area, Sol observes the meeting that hears it. A post is sent
empty: where somebody may do it the form comes back (422), nothing is changed, and the next persona
finds the same world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from meetings.models import (
    Action,
    Admission,
    Meeting,
    PackCopy,
    PackFile,
    ResearchRequest,
    StaffWarning,
    Stage,
)
from sharing import clock
from sharing.actor import Actor
from sharing.models import (
    Address,
    Attachment,
    Conflict,
    EmergencyAccess,
    Item,
    Membership,
    Watched,
)
from sharing.operations import attachments, circulation
from sharing.operations.attachments import Received
from sharing.operations.protected_files import KeptOut
from sharing.queries.alert_readers import Finding
from sharing.roles import Role
from sharing.unit import unit_of_work
from sharing.vault.codes import Kind
from sharing.vault.examine import Examined
from sharing.vault.kinds import ABOUT
from sharing.vault.letters import seal
from sharing.vault.store import keeping
from sharing.watch.reading import raise_all
from sharing.work import current
from tests import attached, story
from tests.conftest import as_owner
from tests.personas import Cast, make_member
from tests.proposed import propose_everything
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
    "sol",
    "nobody",
]
METHODS = ("GET", "POST")
TABLES = settings.BASE_DIR / "docs" / "address-matrix"
NOTHING = UUID(int=0)  # names nothing
# By what an address names a case, what hangs on one, or the meeting that hears it.
OF_A_CASE = {
    "case_id",
    "meeting_id",
    "item_id",
    "file_id",
    "action_id",
    "party_id",
    "address_id",
    "conflict_id",
    "access_id",
    "warning_id",
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
    found, resolver = {}, resolver or get_resolver()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            found[pattern.name] = tuple(pattern.pattern.converters)
        else:
            found |= addresses(pattern)
    return {name: (*resolver.pattern.converters, *parts) for name, parts in found.items()}


def parse(table: str) -> list[Line]:
    """Return the lines of a table in text; the first line names the personas."""
    head, *rows = [line.split() for line in table.strip().splitlines() if line.strip()]
    if head[2:] != PERSONAS:
        raise ValueError("The table must begin with: URL, method and the personas.")
    return [Line(row[0], row[1], tuple(map(int, row[2:]))) for row in rows]


def tables(folder: Path) -> dict[str, str]:
    """Return the tables of a folder by the stage of their world."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


WORLDS = tables(TABLES)
REFUSED = tables(TABLES / "refused")
NO_STAGE = set((TABLES / "about_no_case.list").read_text(encoding="utf-8").split())

# They say so before they look at anything, with the same page whatever they would be about.
ONLY_SENT_TO = {
    line.name
    for table in WORLDS.values()
    for line in parse(table)
    if line.method == "GET" and 405 in line.answers
}


def asked_in(stages: Sequence[Stage]) -> set[tuple[str, Stage]]:
    """Return the addresses that have a row for GET in one of the worlds, each with every stage at
    which it is the same."""
    asked = {
        (line.name, Stage(stage))
        for worlds in (WORLDS, REFUSED)
        for stage, table in worlds.items()
        for line in parse(table)
        if line.method == "GET" and stage in stages
    }
    same = NO_STAGE | ONLY_SENT_TO
    return asked | {(name, stage) for name, _ in asked if name in same for stage in stages}


def draw(lines: list[Line]) -> str:
    """Return the lines as the table that `parse` reads."""
    rows = [["url", "method", *PERSONAS]]
    rows += [[line.name, line.method, *map(str, line.answers)] for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def observer_of(cast: Cast, meeting: Meeting | None) -> Membership:
    """Make somebody of housing who observes that meeting, or one that is not there."""
    until = max(clock.day(meeting.starts_at), clock.today()) if meeting else clock.today()
    admitted = {"admitted_to": meeting.pk if meeting else NOTHING, "ends_on": until}
    with as_owner(), unit_of_work(Actor.system("seed")):
        observer = make_member("sol", Role.OBSERVER, cast.agency("housing"), **admitted)
        if meeting:
            Admission.objects.create(
                meeting=meeting,
                membership=observer,
                why="Begins in May",
                admitted_by=cast.user("carys"),
                admitted_at=clock.now(),
            )
    return observer


class World:
    """One case at a stage, and an identifier for whatever may stand in an address."""

    def __init__(self, cast: Cast, stage: Stage, *, meeting: Meeting | None = None) -> None:
        self.cast = cast
        self.conflict: Conflict | None = None
        self.case = case_anywhere(cast, stage, meeting=meeting)
        if "sol" not in cast.memberships:
            cast.memberships["sol"] = observer_of(cast, self.case.meeting)
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
            self.warning = self.request and StaffWarning.objects.create(
                scope_id=self.case.pk,
                agency_id=petra.agency_id,
                given_by_id=petra.user_id,
                given_at=clock.now(),
                text="Visit in pairs.",
            )
            if self.request:
                propose_everything(self.request, self.cast.user("petra"))
            self.files = self.request and {
                name: self.attach(name, content)
                for name, content in {"show": attached.picture(), "fetch": b"Two calls."}.items()
            }
        police = cast.memberships["petra"]
        finding = Finding(
            watched=Watched.REFUSALS,
            area_id=cast.area.pk,
            about_id=police.user_id,
            events=[(uuid4(), clock.now())],
        )
        (self.alert,) = raise_all(finding)

    def attach(self, name: str, content: bytes) -> Attachment:
        """Return a file that police share."""
        kind, pages = (Kind.PNG, 1) if name == "show" else (Kind.TEXT, 0)
        with keeping(content) as stored:
            attachment = attachments.attach(
                current(),
                Received(Examined(f"{name}{ABOUT[kind].endings[0]}", kind, pages, content), stored),
                case_id=self.case.pk,
                agency_id=self.request.agency_id,
                request_id=self.request.pk,
                who_may_read="shared",
                kept_out=KeptOut(self.case.pk),
            )
        attachment.submitted_at = clock.now()
        attachment.save()
        return attachment

    def copy_of_petra(self) -> UUID:
        """Return a copy of a pack that Petra holds, of a day on which it held no case."""
        petra = self.cast.memberships["petra"]
        with unit_of_work(self.cast.actor("petra")):
            copy = PackCopy.objects.create(
                number=str(uuid4().int)[:9],
                meeting_id=self.case.meeting_id,
                area=self.cast.area,
                holder=petra.user,
                membership=petra,
                agency=petra.agency,
                role=petra.role,
                asked_at=clock.now(),
                made_at=clock.now(),
            )
            file = PackFile(copy=copy, holder=petra.user, parts=0)
            file.letter = seal(attached.pdf(), row_id=file.pk)
            file.save()
        return copy.pk

    @cached_property
    def identifiers(self) -> dict[str, UUID | str | int]:
        """Return what may stand in an address of this world."""
        wren = self.cast.actor("wren")
        with unit_of_work(wren):
            address = Address.objects.filter(scope=self.case.pk).first()
            action = Action.objects.filter(scope_id=self.case.pk, agency__kind="police").first()
            admission = Admission.objects.filter(meeting=self.case.meeting_id).first()
        return {
            "case_id": self.case.pk,
            "meeting_id": self.case.meeting_id or NOTHING,
            "agency_id": self.cast.agency("police").pk,
            "item_id": self.item.pk if self.item else NOTHING,
            "action_id": action.pk if action else NOTHING,
            "conflict_id": self.conflict.pk if self.conflict else NOTHING,
            "party_id": address.party_id if address else NOTHING,
            "address_id": address.pk if address else NOTHING,
            "user_id": self.cast.user("petra").pk,
            "membership_id": self.cast.memberships["petra"].pk,
            "reset_id": NOTHING,
            "kept_id": NOTHING,
            "handle": NOTHING,
            "admission_id": admission.pk if admission else NOTHING,
            "access_id": self.emergency.pk if self.emergency else NOTHING,
            "token": "unknown",
            "event_id": NOTHING,
            "alert_id": self.alert.pk,
            "watched": "refusals",
            "year": clock.today().year,
            "file_id": self.files["show"].pk if self.files else NOTHING,
            "copy_id": self.copy_of_petra() if self.case.meeting_id else NOTHING,
            "page": 1,
            "warning_id": self.warning.pk if self.warning else NOTHING,
        }

    def path(self, name: str) -> str:
        """Return the address of that name in this world."""
        values = {key: self.identifiers[key] for key in addresses()[name]}
        if name == "fetch_file" and self.files:
            values["file_id"] = self.files["fetch"].pk
        return reverse(name, kwargs=values)
