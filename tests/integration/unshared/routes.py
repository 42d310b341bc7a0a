"""Every way by which something of a case reaches a reader, and what an answer says to compare."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.core import mail
from django.urls import reverse
from django.utils import timezone

from meetings.operations.packs import take_copy
from sharing import clock
from sharing.models import AuditEvent
from tests.conftest import as_owner
from tests.doing import do, form_token
from tests.integration.research.helpers import people
from tests.integration.unshared.worlds import Telling
from tests.jobs import run_jobs
from tests.paper import pages_of
from tests.signing_in import signed_in_client

# Addresses that are opened, by what stands in them.
PLAIN = ["home", "cases", "research", "actions", "meetings", "my_trail", "trail", "kept_forms"]
OF_CASE = [
    "case",
    "case_research",
    "corrections",
    "who_read",
    "research_return",
    "return_basis",
    "answer_research",
    "referral",
    "staff_warnings",
    "advocate",
    "hearing",
    "proposals",
    "propose_action",
    "case_trail",
]
OF_PERSON = ["propose_details", "propose_address", "propose_contact"]
OF_MEETING = ["meeting", "research_grid", "readers_of_meeting", "research_list", "pack", "copies"]
OF_MEETING += ["proposals_of_meeting"]
KEEPERS = {"carys", "chidi"}
TAKES_COPIES = {"carys", "chidi", "ines", "ivy", "rowan", "petra"}
SOUGHT = ("Tara", "zqshared", "zqhousing")

# What differs in any two answers: tokens, identifiers of rows, requests and events, places in the
# trail, the time by the database's own clock, and the digest by which a page sees that it changed.
ONCE = [
    (r'(csrfmiddlewaretoken|form_token)" value="[^"]+"', r"\1"),
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "IDENTIFIER"),
    (r"\d{16}\.\d{16}\.[0-9a-f]{32}", "PLACE"),
    (r",[^,]{26}\+00:00,(Allowed|Refused),", r",RECORDED,\1,"),
    # The number of a copy, which no other has.
    (r"(?<!\d)(\d{3}) ?(\d{3}) ?(\d{3})(?!\d)", "NUMBER"),
]
NOT_COMPARED = {"x-request-id", "set-cookie"}


@dataclass(frozen=True)
class Said:
    """What came of one visit to an address."""

    status: int
    headers: str
    text: str

    def __str__(self) -> str:
        return f"{self.status} {self.headers} {self.text}"


def said_by(answer) -> Said:
    """Return what an answer says: of a PDF, how many pages and what stands on each."""
    content = b"".join(answer) if answer.streaming else answer.content
    headers = {name.lower(): value for name, value in answer.items()}
    headers["content-length"] = str(len(content))
    kind = headers.get("content-type", "").split(";")[0]
    if kind == "application/pdf":
        pages = pages_of(content)
        text = "\n".join(pages)
        # How it is packed differs by its identifiers.
        headers["content-length"] = f"{len(pages)} pages"
    elif kind.startswith("image/"):
        text = content.hex()
    else:
        text = content.decode()
    kept = {name: value for name, value in headers.items() if name not in NOT_COMPARED}
    return Said(answer.status_code, alike(str(sorted(kept.items()))), alike(text))


def alike(text: str) -> str:
    """Return a text without what differs in any two answers."""
    for pattern, instead in ONCE:
        text = re.sub(pattern, instead, text)
    return text


class Reader:
    """Somebody on their way through the portal."""

    def __init__(self, telling: Telling, who: str) -> None:
        self.telling, self.who, self.cast = telling, who, telling.cast
        self.client = signed_in_client(telling.cast, who)

    def get(self, name: str, *args, **how) -> Said:
        return said_by(self.client.get(reverse(name, args=args), **how))

    def post(self, name: str, *args, **values) -> Said:
        return said_by(self.client.post(reverse(name, args=args), form_token() | values))

    def pages(self) -> Iterator[tuple[str, Said]]:
        """Yield the name of each page of the case, and what it says."""
        case = self.telling.case
        for name in PLAIN:
            yield name, self.get(name)
        for name in OF_CASE:
            yield name, self.get(name, case.pk)
        victim = people(case)[0]
        for name in OF_PERSON:
            yield name, self.get(name, case.pk, victim)
        yield "show_proposed_address", self.get("show_proposed_address", case.pk)
        for name in OF_MEETING:
            yield name, self.get(name, case.meeting_id)
        yield from self.past()
        yield "fragment", self.get("hearing_plan", case.meeting_id, case.pk, headers=LIVE)

    def past(self) -> Iterator[tuple[str, Said]]:
        """Yield what its own agency, and police and housing, could read at this moment."""
        case = self.telling.case
        day = timezone.localtime(clock.now())
        when = {"on-day": day.day, "on-month": day.month, "on-year": day.year}
        own = self.cast.memberships.get(self.who, self.cast.memberships["petra"]).agency_id
        others = (self.cast.agency(kind).pk for kind in ("housing", "police"))
        for agency_id in dict.fromkeys((own, *others)):
            asked = when | {"at": f"{day:%H:%M}", "agency": str(agency_id)}
            yield "as_it_was", self.get("case_as_it_was", case.pk, data=asked)
            yield "as_it_was", self.get("meeting_as_it_was", case.meeting_id, data=asked)

    def core(self) -> Iterator[tuple[str, Said]]:
        """Yield the pages on which research shows most, without the others."""
        case = self.telling.case
        for name in ("case", "case_research", "corrections", "who_read", "case_trail_csv"):
            yield name, self.get(name, case.pk)
        for name in ("pack", "research_grid"):
            yield name, self.get(name, case.meeting_id)
        yield "home", self.get("home")

    def exports(self) -> Iterator[tuple[str, Said]]:
        case = self.telling.case
        for name in ("case_trail_csv", "case_trail_pdf"):
            yield name, self.get(name, case.pk)
        yield "trail_csv", self.get("trail_csv")
        yield "case_list", self.get("case_list", case.meeting_id)

    def searches(self) -> Iterator[tuple[str, Said]]:
        for words in SOUGHT:
            said = self.post("find", find=words)
            # The page says again what was typed.
            yield "find", replace(said, text=said.text.replace(words, "SOUGHT"))

    def items(self) -> Iterator[tuple[str, Said]]:
        """Yield what stands at the addresses of each item, of its draft, and of each file."""
        case = self.telling.case
        for item_id in self.telling.items.values():
            yield "change_item", self.get("change_item", case.pk, item_id)
        for file_id in self.telling.files.values():
            yield "open_file", self.get("open_file", case.pk, file_id)
            yield "show_file", self.get("show_file", case.pk, file_id, 1)
            yield "fetch_file", self.get("fetch_file", case.pk, file_id)

    def changes(self) -> Iterator[tuple[str, Said]]:
        """Yield what each event of its agency changed, in the order in which they happened."""
        for event_id in events_of(self.telling):
            yield "case_event", self.get("case_event", self.telling.case.pk, event_id)

    def copy(self) -> Iterator[tuple[str, Said]]:
        """Yield what somebody sees of a copy of the pack, before and after it is made, and the
        copy itself."""
        meeting_id = self.telling.case.meeting_id
        copy = do(self.cast, self.who, take_copy, meeting_id=meeting_id)
        yield "copy", self.get("copy", meeting_id, copy.pk)
        yield "copy", self.get("copy", meeting_id, copy.pk, headers=LIVE)
        run_jobs()
        yield "copy", self.get("copy", meeting_id, copy.pk)
        yield "fetch_copy", self.get("fetch_copy", meeting_id, copy.pk)


LIVE = {"HX-Request": "true", "X-Background": "1"}


def mails() -> list[str]:
    """Return what was mailed, to whom."""
    return [alike(str((one.to, one.subject, one.body))) for one in mail.outbox]


def events_of(telling: Telling) -> list:
    """Return the events by which the owner of the items changed something of the case."""
    with as_owner():
        events = AuditEvent.objects.filter(
            cases__contains=[telling.case.pk], agency_id=telling.cast.agency("police").pk
        )
        return [one.id for one in events.order_by("recorded_at")]
