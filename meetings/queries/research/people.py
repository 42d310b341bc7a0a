"""The people to look up: names, birth dates and search addresses, and nothing else of a case."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Meeting, ResearchRequest
from meetings.queries.addresses import one_line
from meetings.queries.contact import warnings_in_words
from meetings.queries.people import Heard, born_words, note_people, people_by_name
from meetings.queries.research.begun import Begun, begun_of
from meetings.queries.research.requests import (
    asked_about,
    meeting_of_area,
    own_requests,
    references_of,
    unanswered,
)
from meetings.queries.research.searched import usually_searched
from meetings.rules.answers import LATER
from meetings.rules.research import field_of_case
from meetings.rules.searched import shown_as
from meetings.rules.working_days import is_working_day
from sharing import access, clock
from sharing.actor import Actor
from sharing.bank_holidays import days_off
from sharing.models import SEARCH_ADDRESSES, Address, Party
from sharing.queries.drafts import drafts_of
from sharing.reasons import Reason
from sharing.work import Refused, current

DAY = timedelta(days=1)
UNTIL_AT_MOST = 20  # days to choose from


@dataclass(frozen=True)
class Person:
    """A person to look up, with nothing that reveals the case. Only agencies that know the person
    learn the role, and which referral names them."""

    heard: Heard
    addresses: list[str]
    # Since the agency answered, which says nothing of them.
    added: bool = False
    # Added as they were looked up under another name or birth date.
    corrected: bool = False

    @property
    def party(self) -> Party:
        return self.heard.party

    @property
    def id(self) -> UUID:
        return self.party.pk

    @property
    def key(self) -> str:
        """Return the value of this person of this case in a form."""
        return f"{self.heard.case_id}:{self.party.pk}"

    @property
    def name(self) -> str:
        return self.party.full_name

    @property
    def born(self) -> str:
        """Return the birth date in words. A page that asks who is known never uses "not known" for
        a birth date alone."""
        party = self.party
        told = party.born_on or party.due_on or party.age_about is not None
        return born_words(party) if told else _("birth date not given")


@dataclass(frozen=True)
class LookUpCase:
    id: UUID
    reference: str
    people: list[Person]
    # (what a form says of this case and day, words)
    days: list[tuple[str, str]]
    begun: Begun  # what is there before it is answered
    check_by: date | None = None
    # Whether the agency answered before, and is asked about those alone who were added since.
    again: bool = False
    dangers: list[str] = field(default_factory=list)  # what staff must know who meet them
    shown_as: str = ""  # what a form says of this case: how its people stood when it was shown

    @property
    def field_name(self) -> str:
        """Return the field of the list at which this case's errors are shown."""
        return field_of_case(self.id)

    @property
    def drafted(self) -> str:
        """Return the value of this case in a form that says which version of its draft was
        shown."""
        return f"{self.id}:{self.begun.version}"

    @property
    def ticked(self) -> list[str]:
        """Return the values of the people who are ticked from the start."""
        return [f"{self.id}:{one}" for one in self.begun.known]

    @property
    def later(self) -> str:
        """Return the value of this case in a form while only its draft says that somebody cannot be
        looked up yet, and no day can be chosen for that."""
        return f"{self.id}:{LATER}" if self.begun.unchecked and not self._day else ""

    @property
    def chosen(self) -> str:
        return self._day or self.later

    @property
    def _day(self) -> str:
        day = self.begun.said.get("check_by") if self.begun.unchecked else self.check_by
        key = f"{self.id}:{day}"
        return key if key in dict(self.days) else ""


@dataclass(frozen=True)
class LookUpList:
    """The people to look up for one meeting, in all cases for which the agency has not answered."""

    meeting: Meeting
    due_on: date
    late: bool
    cases: list[LookUpCase]
    searched: str  # where the agency searched last

    @property
    def ticked(self) -> bool:
        """Return whether something is ticked from the start, so that not everybody is unknown."""
        return any(case.ticked or case.begun.unchecked for case in self.cases)

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
    """Return the people whom the agency has to look up for the meeting: names, birth dates and
    search addresses, noted as shown in one event, with only the reference of the case."""
    access.expect(actor, may.SEE_RESEARCH)
    meeting = meeting_of_area(actor, meeting_id, may.LOOK_UP.event)
    requests = list(unanswered(own_requests(actor, [meeting])))
    references = references_of(request.scope_id for request in requests)
    access.show_together(actor, may.LOOK_UP, references, meeting.pk)
    heard = people_by_name(actor, list(references))
    asked = asked_about(requests, heard)
    people = search_details(asked)
    dangers = warnings_in_words(references)
    days = days_until(meeting)
    named = {case: {one.id: one.name for one in people[case]} for case in references}
    everybody = {case: {one.id: one.party.full_name for one in heard[case]} for case in references}
    drafts = drafts_of(references, actor.agency_id)
    begun = begun_of(requests, named, drafts, everybody=everybody)
    note_people(
        one.party for case in references for one in heard[case] if one.id in begun[case].otherwise
    )
    cases = [
        LookUpCase(
            request.scope_id,
            references[request.scope_id],
            _marked(people[request.scope_id], request),
            [
                (f"{request.scope_id}:{day.isoformat()}", day_in_words(day))
                for day in offered(days, request)
            ],
            begun[request.scope_id],
            request.check_by,
            request.asked_again,
            dangers[request.scope_id],
            f"{request.scope_id}:{shown_as(one.party for one in asked[request.scope_id])}",
        )
        for request in requests
    ]
    return LookUpList(
        meeting,
        timezone.localtime(meeting.research_due_at).date(),
        clock.now() > meeting.research_due_at,
        sorted(cases, key=lambda one: one.reference),
        usually_searched(actor),
    )


def _marked(people: list[Person], request: ResearchRequest) -> list[Person]:
    # Without an earlier answer nobody is asked about again.
    return [marked(one, request) for one in people] if request.asked_again else people


def marked(person: Person, request: ResearchRequest) -> Person:
    """Return the person, marked if the agency is asked about them again, and why."""
    added = person.id in request.added_parties
    return replace(person, added=added, corrected=added and person.id in request.looked_up)


def search_details(heard: Mapping[UUID, Sequence[Heard]]) -> dict[UUID, list[Person]]:
    """Return, by case, these people to look up, with only their search addresses. They are noted as
    shown, also for the case that names them."""
    addresses: dict[UUID, list[str]] = defaultdict(list)
    named_by = {one.id: one.party.scope_id for people in heard.values() for one in people}
    searched = Address.objects.filter(
        scope_id__in=set(named_by.values()), kind__in=SEARCH_ADDRESSES, ended_on__isnull=True
    )
    note_people(one.party for people in heard.values() for one in people)
    work = current()
    work.cases.update(named_by.values())
    for address in searched.order_by("kind", "id"):
        if address.party_id in named_by:
            addresses[address.party_id].append(one_line(address))
            work.items.add(address.pk)
    return {
        case_id: [Person(one, addresses[one.id]) for one in people]
        for case_id, people in heard.items()
    }


def day_in_words(day: date) -> str:
    """Return a day of the coming weeks in everyday words."""
    return date_format(day, "l j F")


def days_until(meeting: Meeting) -> list[date]:
    """Return the days that an agency may name: working days up to the meeting."""
    today, off = clock.today(), days_off(meeting.area)
    last = max(timezone.localtime(meeting.starts_at).date(), today)
    days = [today + DAY * number for number in range((last - today).days + 1)]
    working = [day for day in days if is_working_day(day, off)]
    return (working or [today])[:UNTIL_AT_MOST]


def offered(days: list[date], request: ResearchRequest) -> list[date]:
    """Return these days and the day that was named before, unless it has passed."""
    named = {request.check_by} if request.check_by and request.check_by >= clock.today() else set()
    return sorted({*days, *named})


def person_among(people: Iterable[Person], case_id: UUID, party_id: UUID) -> Person:
    """Return one of the people of a return. Raises `Refused` if there is no such person."""
    found = next((one for one in people if one.id == party_id), None)
    if found is None:
        raise Refused(Reason.NOTHING_THERE, may.DETAIL_PROPOSED, case_id)
    return found
