"""One agency’s return about one case, as that agency sees it."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, ResearchAnswer, ResearchRequest
from meetings.queries.case import CaseBar, case_bar
from meetings.queries.research.mine import words_of
from meetings.queries.research.people import (
    Person,
    day_in_words,
    days_until,
    offered,
    search_details,
)
from meetings.queries.research.requests import (
    of_agency,
    own_request,
)
from meetings.rules.checklist import labels
from meetings.rules.research import COLOURS, OPEN_STAGES, State, state_of
from sharing import access, clock
from sharing.actor import Actor
from sharing.models import Agency, Item, Party, WhoMayRead
from sharing.reasons import Reason
from sharing.work import Refused, current


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
    people = search_details([case_id])[case_id]
    known = {person.id for person in people}
    people += [Person(party, []) for party in parties if party.pk not in known]
    circulation = facts.full_circulation if facts and full else frozenset()
    agencies = list(Agency.objects.filter(pk__in=circulation))
    return Return(
        request=request,
        case=case,
        state=state,
        words=words_of(request, state),
        due_on=timezone.localtime(request.due_at).date(),
        people=people,
        days=[
            (day.isoformat(), day_in_words(day))
            for day in offered(days_until(request.meeting), request)
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


def own_item(actor: Actor, case_id: UUID, item_id: UUID, *, sent: bool = False) -> Item:
    """Return an item of one's own agency to be changed; raises `Refused`. Whoever had it open and
    has `sent` a change finds it even where a colleague withdrew it, so that no word is lost."""
    found = Item.objects.filter(of_agency(actor), pk=item_id, scope_id=case_id).first()
    if found is None or (found.withdrawn_at and not sent):
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
        said = _("Your agency alone, to be said in the meeting: “%(heading)s”")
        return said % {"heading": item.get_heading_display()}
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
