"""One agency’s return about one case, as that agency sees it."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, ResearchAnswer, ResearchRequest
from meetings.queries.case_bar import CaseBar, case_bar
from meetings.queries.contact import warnings_in_words
from meetings.queries.people import Heard, people_heard, whom_to_look_up
from meetings.queries.research.basis import Basis, basis_of
from meetings.queries.research.begun import Begun, TypedBefore, begun_of, typed_before
from meetings.queries.research.files import ShownFile, own_files
from meetings.queries.research.mine import words_of
from meetings.queries.research.own_items import OwnItem, own_items
from meetings.queries.research.people import (
    Person,
    day_in_words,
    days_until,
    marked,
    offered,
    search_details,
)
from meetings.queries.research.requests import own_request
from meetings.queries.research.rules import takes_files
from meetings.queries.research.searched import Search, searches_of, usually_searched
from meetings.queries.research.unsent import Unsent, unsent_as, unsent_files, unsent_of
from meetings.rules.checklist import labels
from meetings.rules.phases import GONE_ON
from meetings.rules.research import OPEN_STAGES
from meetings.rules.research_state import COLOURS, State, state_of
from meetings.rules.searched import shown_as
from sharing import access, clock
from sharing.actor import Actor
from sharing.models import Agency, VictimAdvocate
from sharing.queries.drafts import Draft, draft_of


@dataclass(frozen=True, kw_only=True)
class Return:
    """An agency's return about one case, with the case itself if the agency knows these people."""

    request: ResearchRequest
    case: Case
    state: State
    words: str
    due_on: date
    people: list[Person]
    days: list[tuple[str, str]]  # the days until which an agency may say that it cannot check
    bar: CaseBar | None  # None for people who only look people up
    is_open: bool
    readers: int = 0  # agencies at full circulation, for the words of "shared"
    other_agencies: list[Agency] = field(default_factory=list)
    parties: list[Heard] = field(default_factory=list)
    items: list[OwnItem] = field(default_factory=list)
    files: list[ShownFile] = field(default_factory=list)
    subjects: dict[str, str] = field(default_factory=dict)
    default_reading: str = ""
    draft: Draft
    takes_files: bool  # whether the area lets agencies attach files
    advocate: str = ""  # the name of this victim's IDVA
    dangers: list[str] = field(default_factory=list)  # for those who see no bar
    basis: Basis | None = None  # nothing where the agency has set none
    search: Search | None = None  # what a nil return says was searched
    searched: str  # where the agency searched last
    begun: Begun  # what is there about the case before it is answered

    def typed(self, part: str) -> TypedBefore | None:
        """Return the text that somebody typed into that form and did not send, while the return is
        open."""
        return typed_before(self.draft, part) if self.is_open else None

    @property
    def knew(self) -> list[UUID]:
        """Return the people whom the agency knew for another meeting, until it answers now."""
        asked = self.is_open and self.request.answer == ResearchAnswer.NONE
        return self.begun.knew if asked else []

    @property
    def can_write(self) -> bool:
        return self.is_open and self.request.answer == ResearchAnswer.KNOWN

    @property
    def may_be_nil(self) -> bool:
        """Return whether "nobody here is known to us" is still a possible new answer."""
        nil = self.request.answer == ResearchAnswer.NOT_KNOWN and not self.request.added_parties
        begun = self.begun
        somebody = self.knew or begun.known or begun.unchecked
        written = self.items or self.files or begun.item
        return self.is_open and not somebody and not written and not nil

    @property
    def everybody_answered(self) -> bool:
        return bool(self.request.answer) and not self.request.added_parties

    @property
    def shown_as(self) -> str:
        """Return the mark of its people, which a form that was filled in from this page carries."""
        return shown_as(one.party for one in self.people)

    @property
    def colour(self) -> str:
        return COLOURS[self.state]

    @property
    def facts(self) -> list[str]:
        """Return when the case is heard and the return is due, while that meeting has the case."""
        if self.case.meeting_id != self.request.meeting_id or self.case.stage in GONE_ON:
            return []
        heard = date_format(timezone.localtime(self.request.meeting.starts_at), "l j F")
        due = date_format(timezone.localtime(self.request.due_at), "l j F, H:i")
        return [_("To be heard on %(day)s") % {"day": heard}, _("Due %(when)s") % {"when": due}]

    @property
    def next_version(self) -> int:
        return self.request.returned + 1

    @property
    def unsent(self) -> Unsent:
        """Return how many of its items others cannot read yet."""
        return unsent_of(one.item for one in self.items if one.item.submitted_at is None)

    @property
    def new_files(self) -> int:
        return len(unsent_files(self.files))

    @property
    def unsent_as(self) -> str:
        """Return the mark of what a submit would send, which the submitting form carries."""
        return unsent_as(self.request, self.basis, self.draft, self.files)


def own_return(actor: Actor, case_id: UUID) -> Return:
    """Return the request to the actor's agency about a case, and what it has written. People who
    only look people up see nothing of the case but its reference."""
    facts = access.require(actor, may.LOOK_UP, case_id)
    access.expect(actor, may.ANSWER_RESEARCH, case_id)
    request = own_request(actor, case_id, "meeting__area", "agency")
    case = Case.objects.select_related("protocol").get(pk=case_id)
    full = facts is not None and actor.agency_id in facts.full_circulation
    state = state_of(request, now=clock.now(), today=clock.today())
    parties = people_heard(actor, [case_id])[case_id] if full else []
    people = search_details(whom_to_look_up(actor, [case_id]))[case_id]
    known = {person.id for person in people}
    people += [Person(one, []) for one in parties if one.id not in known]
    people = [marked(one, request) for one in people]
    named = {one.id: one.name for one in people}
    circulation = facts.full_circulation if facts and full else frozenset()
    agencies = list(Agency.objects.filter(pk__in=circulation))
    draft = draft_of(case_id, actor.agency_id)
    bar = _bar(case) if full else None
    is_open = case.stage in OPEN_STAGES and request.meeting_id == case.meeting_id
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
        bar=bar,
        is_open=is_open,
        readers=len(agencies),
        other_agencies=[one for one in agencies if one.pk != actor.agency_id],
        parties=parties,
        items=own_items(request, bar, draft) if bar else [],
        files=own_files(case_id, request.agency_id) if full else [],
        subjects=labels(case.protocol.checklist_wording),
        default_reading=case.protocol.default_reading,
        draft=draft,
        takes_files=takes_files(request.meeting.area_id),
        advocate=_advocate(case_id) if full else "",
        dangers=[] if full else warnings_in_words([case_id])[case_id],
        basis=basis_of(request),
        search=searches_of(case, [request])[0] if request.searched and not is_open else None,
        searched=request.searched or usually_searched(actor),
        begun=begun_of([request], {case_id: named}, {case_id: draft}, everybody={case_id: named})[
            case_id
        ],
    )


def _advocate(case_id: UUID) -> str:
    named = VictimAdvocate.objects.filter(scope_id=case_id).select_related("user").first()
    return named.user.name if named and named.user else ""


def _bar(case: Case) -> CaseBar:
    bar = case_bar(case)
    words = _("do not contact the victim for it. Questions go to the IDVA service or the referrer.")
    return replace(bar, contact=replace(bar.contact, research=words))
