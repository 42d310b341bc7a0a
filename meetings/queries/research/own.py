"""What one's own agency was asked, whom to look up, and its return about one case."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Case, Meeting, MeetingState, ResearchAnswer, ResearchRequest
from meetings.queries.case import CaseBar, case_bar
from meetings.queries.research.requests import (
    meeting_of_area,
    of_agency,
    of_area,
    own_request,
    own_requests,
    people_of,
    unanswered,
)
from meetings.rules.checklist import labels
from meetings.rules.research import ANSWERED, COLOURS, OPEN_STAGES, STATE_WORDS, State, state_of
from meetings.rules.working_days import bank_holidays, is_working_day
from sharing import access, clock
from sharing.actor import Actor
from sharing.models import SEARCH_ADDRESSES, Address, Agency, Item, Party, WhoMayRead
from sharing.reasons import Reason
from sharing.work import Refused, current

DAY = timedelta(days=1)
UNTIL_AT_MOST = 20  # days to choose from


@dataclass(frozen=True)
class Asked:
    """One case that the agency was asked about."""

    request: ResearchRequest
    reference: str
    state: State
    words: str
    items_due: bool

    @property
    def owed(self) -> bool:
        return self.state not in ANSWERED

    @property
    def late(self) -> bool:
        return self.state in (State.LATE, State.SILENT)


@dataclass(frozen=True)
class MeetingResearch:
    """What an agency was asked for one meeting: what it owes, then what it answered."""

    meeting: Meeting
    due_on: date
    late: bool
    owed: list[Asked]
    answered: list[Asked]

    @property
    def to_look_up(self) -> int:
        """Return for how many cases nobody has said yet whom the agency knows."""
        return sum(not one.items_due for one in self.owed)


def my_research(actor: Actor) -> list[MeetingResearch]:
    """Return what the actor's agency was asked for the meetings to come, soonest first."""
    access.require(actor, may.SEE_RESEARCH)
    meetings = Meeting.objects.filter(
        of_area(actor), state__in=(MeetingState.PUBLISHED, MeetingState.RUNNING)
    )
    requests = list(own_requests(actor, meetings).select_related("meeting"))
    references = _references(request.scope_id for request in requests)
    access.show(actor, may.SEE_RESEARCH, references)
    found: dict[UUID, list[Asked]] = defaultdict(list)
    for request in requests:
        found[request.meeting_id].append(_asked(request, references[request.scope_id]))
    by_meeting = {request.meeting_id: request.meeting for request in requests}
    return [
        MeetingResearch(
            meeting,
            timezone.localtime(meeting.research_due_at).date(),
            clock.now() > meeting.research_due_at,
            [one for one in _sorted(found[meeting.pk]) if one.owed],
            [one for one in _sorted(found[meeting.pk]) if not one.owed],
        )
        for meeting in sorted(by_meeting.values(), key=lambda one: one.starts_at)
    ]


def _asked(request: ResearchRequest, reference: str) -> Asked:
    state = state_of(request, now=clock.now(), today=clock.today())
    words = str(STATE_WORDS[state])
    if state is State.NOT_YET and request.check_by:
        words = _("Cannot check until %(day)s") % {"day": date_format(request.check_by)}
    known = request.answer == ResearchAnswer.KNOWN
    return Asked(request, reference, state, words, known and request.submitted_at is None)


def _sorted(asked: list[Asked]) -> list[Asked]:
    return sorted(asked, key=lambda one: (one.items_due, one.reference))


def _references(case_ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Case.objects.filter(pk__in=list(case_ids)).values_list("pk", "reference"))


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
        if self.party.born_on:
            return date_format(self.party.born_on)
        if self.party.age_about is not None:
            return _("about %(age)s years old") % {"age": self.party.age_about}
        return _("not known")


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
    references = _references(request.scope_id for request in requests)
    access.show(actor, may.LOOK_UP, references)
    people = _people(list(references))
    days = _days_until(meeting)
    cases = [
        LookUpCase(
            request.scope_id,
            references[request.scope_id],
            people[request.scope_id],
            [
                (f"{request.scope_id}:{day.isoformat()}", _day_in_words(day))
                for day in _offered(days, request)
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


def _people(case_ids: list[UUID]) -> dict[UUID, list[Person]]:
    addresses: dict[UUID, list[str]] = defaultdict(list)
    searched = Address.objects.filter(scope_id__in=case_ids, kind__in=SEARCH_ADDRESSES)
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


def _day_in_words(day: date) -> str:
    return date_format(day, "l j F")


def _days_until(meeting: Meeting) -> list[date]:
    """Return the days that an agency may name: working days up to the meeting."""
    today, off = clock.today(), bank_holidays(meeting.area.holidays)
    last = max(timezone.localtime(meeting.starts_at).date(), today)
    days = [today + DAY * number for number in range((last - today).days + 1)]
    working = [day for day in days if is_working_day(day, off)]
    return (working or [today])[:UNTIL_AT_MOST]


def _offered(days: list[date], request: ResearchRequest) -> list[date]:
    """Return these days and the one that was named before, unless it has passed."""
    named = {request.check_by} if request.check_by and request.check_by >= clock.today() else set()
    return sorted({*days, *named})


@dataclass(frozen=True)
class OwnItem:
    """One item as its own agency sees it."""

    item: Item
    number: int
    readers: str
    facts: str
    # Others still read what this one is to replace.
    replaces_submitted: bool

    @property
    def colour(self) -> str:
        return {
            WhoMayRead.SHARED: "teal",
            WhoMayRead.RESTRICTED: "purple",
            WhoMayRead.SPOKEN: "yellow",
        }.get(WhoMayRead(self.item.who_may_read), "ink")


@dataclass(frozen=True, kw_only=True)
class Return:
    """An agency's return about one case, with the case itself where it knows these people."""

    request: ResearchRequest
    case: Case
    state: State
    words: str
    due_on: date
    people: list[Person]
    days: list[tuple[str, str]]  # until when an agency may say that it cannot check
    bar: CaseBar | None  # nothing of it for those who only look people up
    is_open: bool
    readers: int = 0  # agencies at full circulation, for the words of "shared"
    other_agencies: list[Agency] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    items: list[OwnItem] = field(default_factory=list)
    subjects: dict[str, str] = field(default_factory=dict)
    default_reading: str = ""

    @property
    def can_write(self) -> bool:
        return self.is_open and self.request.answer == ResearchAnswer.KNOWN

    @property
    def may_be_nil(self) -> bool:
        """Return whether "nobody here is known to us" is an answer that was not given yet."""
        nil = self.request.answer == ResearchAnswer.NOT_KNOWN
        return self.is_open and not self.items and not nil

    @property
    def colour(self) -> str:
        return COLOURS[self.state]

    @property
    def facts(self) -> list[str]:
        """Return when the case is heard and the return is due."""
        heard = date_format(timezone.localtime(self.request.meeting.starts_at), "l j F")
        due = date_format(timezone.localtime(self.request.due_at), "l j F, H:i")
        return [_("To be heard on %(day)s") % {"day": heard}, _("Due %(when)s") % {"when": due}]

    @property
    def next_version(self) -> int:
        return self.request.returned + 1

    @property
    def drafts(self) -> int:
        return sum(one.item.submitted_at is None for one in self.items)


def own_return(actor: Actor, case_id: UUID) -> Return:
    """Return what the actor's agency was asked and has written about a case. Those who only
    look people up are shown nothing of the case but its reference."""
    facts = access.require(actor, may.LOOK_UP, case_id)
    access.expect(actor, may.ANSWER_RESEARCH, case_id)
    request = own_request(actor, case_id)
    case = Case.objects.select_related("protocol").get(pk=case_id)
    full = facts is not None and actor.agency_id in facts.full_circulation
    state = state_of(request, now=clock.now(), today=clock.today())
    parties = list(Party.objects.filter(scope_id=case_id, ended_on=None)) if full else []
    people = _people([case_id])[case_id]
    known = {person.id for person in people}
    people += [Person(party, []) for party in parties if party.pk not in known]
    circulation = facts.full_circulation if facts and full else frozenset()
    agencies = list(Agency.objects.filter(pk__in=circulation))
    return Return(
        request=request,
        case=case,
        state=state,
        words=_asked(request, case.reference).words,
        due_on=timezone.localtime(request.due_at).date(),
        people=people,
        days=[
            (day.isoformat(), _day_in_words(day))
            for day in _offered(_days_until(request.meeting), request)
        ],
        bar=_bar(case) if full else None,
        is_open=case.stage in OPEN_STAGES and request.meeting_id == case.meeting_id,
        readers=len(agencies),
        other_agencies=[one for one in agencies if one.pk != actor.agency_id],
        parties=parties,
        items=_own_items(request, case) if full else [],
        subjects=labels(case.protocol.checklist_wording),
        default_reading=case.protocol.default_reading,
    )


def _bar(case: Case) -> CaseBar:
    bar = case_bar(case)
    words = _("do not contact the victim for it. Questions go to the IDVA service or the referrer.")
    return replace(bar, contact=replace(bar.contact, research=words))


def own_item(actor: Actor, case_id: UUID, item_id: UUID) -> Item:
    """Return an item of one's own agency to be changed; raises `Refused`."""
    found = Item.objects.filter(
        of_agency(actor), pk=item_id, scope_id=case_id, withdrawn_at=None
    ).first()
    if found is None:
        raise Refused(Reason.NOTHING_THERE, may.ANSWER_RESEARCH.event, case_id)
    current().items.add(found.pk)
    return found


def _own_items(request: ResearchRequest, case: Case) -> list[OwnItem]:
    items = list(
        Item.objects.filter(scope_id=case.pk, agency_id=request.agency_id, withdrawn_at=None)
        .select_related("about", "replaces")
        .order_by("position", "id")
    )
    replaced = {item.replaces_id for item in items if not item.submitted_at}
    subjects = labels(case.protocol.checklist_wording)
    agencies = {one.pk: one.name for one in Agency.objects.filter(area_id=request.meeting.area_id)}
    shown = [item for item in items if item.pk not in replaced]
    current().items.update(item.pk for item in shown)
    return [
        OwnItem(
            item,
            number,
            _readers(item, agencies),
            facts_of_item(item, subjects),
            _others_read_before(item),
        )
        for number, item in enumerate(shown, 1)
    ]


def _others_read_before(item: Item) -> bool:
    before = item.replaces
    return (
        before is not None
        and item.submitted_at is None
        and before.withdrawn_at is None
        and before.who_may_read == WhoMayRead.SHARED
    )


def _readers(item: Item, agencies: dict[UUID, str]) -> str:
    if item.who_may_read == WhoMayRead.SHARED:
        return _("All agencies at full circulation")
    if item.who_may_read == WhoMayRead.SPOKEN:
        return _("Others see no more than “%(heading)s”") % {"heading": item.get_heading_display()}
    if item.who_may_read == WhoMayRead.NOT_SHARED:
        return _("Your agency alone")
    if item.restricted_to:
        return ", ".join(agencies[one] for one in item.restricted_to if one in agencies)
    return _("The chair and this victim’s IDVA")


def facts_of_item(item: Item, subjects: dict[str, str]) -> str:
    """Return what is known about an item, in one line: whom, where from, when, what it bears on."""
    parts = [
        item.get_nature_display() if item.nature else "",
        _("About: %(person)s") % {"person": item.about} if item.about else "",
        item.source,
        item.period,
        _("Bears on: %(subject)s") % {"subject": subjects.get(item.subject, item.subject)}
        if item.subject
        else "",
    ]
    return ". ".join(str(part) for part in parts if part)
