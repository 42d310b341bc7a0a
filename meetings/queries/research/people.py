"""Whom to look up: names, birth dates and search addresses, and nothing else of a case."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Meeting, ResearchRequest
from meetings.queries.overview.people import born_words
from meetings.queries.research.requests import (
    meeting_of_area,
    own_requests,
    people_of,
    references_of,
    unanswered,
)
from meetings.rules.working_days import is_working_day
from sharing import access, clock
from sharing.actor import Actor
from sharing.bank_holidays import bank_holidays
from sharing.models import SEARCH_ADDRESSES, Address, Party
from sharing.work import current

DAY = timedelta(days=1)
UNTIL_AT_MOST = 20  # days to choose from


@dataclass(frozen=True)
class Person:
    """Somebody to look up, with nothing that tells of the case. The role in it is told to
    those alone who know the person."""

    party: Party
    addresses: list[str]

    @property
    def id(self) -> UUID:
        return self.party.pk

    @property
    def key(self) -> str:
        """Return what a form says of this person of this case."""
        return f"{self.party.scope_id}:{self.party.pk}"

    @property
    def name(self) -> str:
        return self.party.full_name

    @property
    def born(self) -> str:
        return born_words(self.party)


@dataclass(frozen=True)
class LookUpCase:
    id: UUID
    reference: str
    people: list[Person]
    # (what a form says of this case and day, words)
    days: list[tuple[str, str]]
    check_by: date | None = None

    @property
    def chosen(self) -> str:
        return f"{self.id}:{self.check_by.isoformat()}" if self.check_by else ""


@dataclass(frozen=True)
class LookUpList:
    """Whom to look up for one meeting, in all cases where the agency has not answered."""

    meeting: Meeting
    due_on: date
    late: bool
    cases: list[LookUpCase]

    @property
    def count(self) -> int:
        return sum(len(case.people) for case in self.cases)

    @property
    def heading(self) -> str:
        return ngettext(
            "%(number)d person to look up", "%(number)d people to look up", self.count
        ) % {"number": self.count}

    @property
    def as_text(self) -> str:
        """Return the list as lines with tabs, for the agency's own systems."""
        head = [
            _("Case"),
            _("Family name"),
            _("Given name"),
            _("Other names"),
            _("Born"),
            _("Addresses"),
        ]
        lines = [head]
        for case in self.cases:
            for person in case.people:
                party = person.party
                born = date_format(party.born_on, "d/m/Y") if party.born_on else person.born
                names = [party.family_name, party.given_name, party.other_names]
                lines.append([case.reference, *names, born, "; ".join(person.addresses)])
        # A tab or line break within a value would break the table.
        return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)


def people_to_look_up(actor: Actor, meeting_id: UUID) -> LookUpList:
    """Return whom the agency has to look up for the meeting: names, birth dates and search
    addresses, noted as shown in one event, and of the case its reference alone."""
    access.expect(actor, may.SEE_RESEARCH)
    meeting = meeting_of_area(actor, meeting_id, may.LOOK_UP.event)
    requests = list(unanswered(own_requests(actor, [meeting])))
    references = references_of(request.scope_id for request in requests)
    access.show_together(actor, may.LOOK_UP, references, meeting.pk)
    people = search_details(list(references))
    days = days_until(meeting)
    cases = [
        LookUpCase(
            request.scope_id,
            references[request.scope_id],
            people[request.scope_id],
            [
                (f"{request.scope_id}:{day.isoformat()}", day_in_words(day))
                for day in offered(days, request)
            ],
            request.check_by,
        )
        for request in requests
    ]
    return LookUpList(
        meeting,
        timezone.localtime(meeting.research_due_at).date(),
        clock.now() > meeting.research_due_at,
        sorted(cases, key=lambda one: one.reference),
    )


def search_details(case_ids: list[UUID]) -> dict[UUID, list[Person]]:
    """Return whom to look up by case, with search addresses alone, noted as shown."""
    addresses: dict[UUID, list[str]] = defaultdict(list)
    searched = Address.objects.filter(
        scope_id__in=case_ids, kind__in=SEARCH_ADDRESSES, ended_on__isnull=True
    )
    work = current()
    found: dict[UUID, list[Person]] = defaultdict(list)
    parties = list(people_of(case_ids))
    ids = {party.pk for party in parties}
    for address in searched.order_by("kind", "id"):
        if address.party_id in ids:
            addresses[address.party_id].append(_one_line(address))
            work.items.add(address.pk)
    for party in parties:
        found[party.scope_id].append(Person(party, addresses[party.pk]))
        work.people.add(party.pk)
    return found


def _one_line(address: Address) -> str:
    lines = ", ".join(line.strip() for line in address.lines.splitlines() if line.strip())
    return f"{lines}, {address.postcode}" if address.postcode else lines


def day_in_words(day: date) -> str:
    """Return a day as somebody would say it of the weeks to come."""
    return date_format(day, "l j F")


def days_until(meeting: Meeting) -> list[date]:
    """Return the days that an agency may name: working days up to the meeting."""
    today, off = clock.today(), bank_holidays(meeting.area.holidays)
    last = max(timezone.localtime(meeting.starts_at).date(), today)
    days = [today + DAY * number for number in range((last - today).days + 1)]
    working = [day for day in days if is_working_day(day, off)]
    return (working or [today])[:UNTIL_AT_MOST]


def offered(days: list[date], request: ResearchRequest) -> list[date]:
    """Return these days and the one that was named before, unless it has passed."""
    named = {request.check_by} if request.check_by and request.check_by >= clock.today() else set()
    return sorted({*days, *named})
