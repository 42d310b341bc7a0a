"""The requests to the actor's agency, and those that it owes."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Meeting, MeetingState, ResearchAnswer, ResearchRequest
from meetings.queries.research.requests import (
    file_waits,
    of_area,
    own_requests,
    references_of,
)
from meetings.queries.research.unsent import Unsent, unsent_of
from meetings.rules.research_state import ANSWERED, FILE_WAITS, STATE_WORDS, State, state_of
from sharing import access, clock
from sharing.actor import Actor
from sharing.queries.drafts import drafts_of


@dataclass(frozen=True)
class Asked:
    """A case about which the agency was asked."""

    request: ResearchRequest
    reference: str
    state: State
    words: str
    items_due: bool
    file_waits: bool  # of what was submitted
    unsent: Unsent  # items written or changed since it was submitted

    @property
    def owed(self) -> bool:
        return self.file_waits or self.state not in ANSWERED

    @property
    def late(self) -> bool:
        return self.state in (State.LATE, State.SILENT)


@dataclass(frozen=True)
class MeetingResearch:
    """An agency's requests for one meeting: those that it owes, then those that it answered and has
    changed since, then the other answered ones."""

    meeting: Meeting
    due_on: date
    late: bool
    owed: list[Asked]
    unsent: list[Asked]  # answered, and changed since without being submitted again
    answered: list[Asked]

    @property
    def to_look_up(self) -> int:
        """Return the number of cases for which the agency has not yet said whom it knows."""
        return sum(not one.items_due for one in self.owed)


def my_research(actor: Actor) -> list[MeetingResearch]:
    """Return the requests to the actor's agency for future meetings, soonest first."""
    access.require(actor, may.SEE_RESEARCH)
    meetings = Meeting.objects.filter(
        of_area(actor), state__in=(MeetingState.PUBLISHED, MeetingState.RUNNING)
    )
    requests = list(own_requests(actor, meetings).select_related("meeting"))
    with_file = set(own_requests(actor, meetings).filter(file_waits()).values_list("pk", flat=True))
    references = references_of(request.scope_id for request in requests)
    access.show(actor, may.SEE_RESEARCH, references)
    submitted = {one.scope_id for one in requests if one.submitted_at}
    unsent = {
        case_id: unsent_of(draft.live)
        for case_id, draft in drafts_of(submitted, actor.agency_id).items()
    }
    found: dict[UUID, list[Asked]] = defaultdict(list)
    for request in requests:
        reference, waits = references[request.scope_id], unsent.get(request.scope_id, Unsent())
        found[request.meeting_id].append(_asked(request, reference, request.pk in with_file, waits))
    by_meeting = {request.meeting_id: request.meeting for request in requests}
    return [
        MeetingResearch(
            meeting,
            timezone.localtime(meeting.research_due_at).date(),
            clock.now() > meeting.research_due_at,
            [one for one in _sorted(found[meeting.pk]) if one.owed],
            [one for one in _sorted(found[meeting.pk]) if not one.owed and one.unsent],
            [one for one in _sorted(found[meeting.pk]) if not one.owed and not one.unsent],
        )
        for meeting in sorted(by_meeting.values(), key=lambda one: one.starts_at)
    ]


def _asked(request: ResearchRequest, reference: str, has_file: bool, unsent: Unsent) -> Asked:
    state = state_of(request, now=clock.now(), today=clock.today())
    told = state in ANSWERED or request.file_taken_back
    waits = has_file and told and not request.added_parties
    known = request.answer == ResearchAnswer.KNOWN
    items_due = known and request.submitted_at is None and not request.added_parties
    words = str(FILE_WAITS) if waits else words_of(request, state)
    return Asked(request, reference, state, words, items_due or waits, waits, unsent)


def words_of(request: ResearchRequest, state: State) -> str:
    """Return the state of a request, in words."""
    if state is State.AGAIN:
        added = _("Asked again, about people who were added or corrected")
        return added if request.added_parties else str(FILE_WAITS)
    if state is State.NOT_YET and request.check_by:
        return _("Cannot check until %(day)s") % {"day": date_format(request.check_by)}
    return str(STATE_WORDS[state])


def words_of_answers(answers: Collection[str]) -> str:
    """Return how many cases were answered, and how many of them each way."""
    ways = (
        ResearchAnswer.KNOWN,
        ResearchAnswer.NOT_KNOWN,
        *([ResearchAnswer.NOT_YET] if ResearchAnswer.NOT_YET in answers else []),
    )
    counts = [f"{way.label}: {list(answers).count(way)}." for way in ways]
    number = len(answers)
    head = ngettext("%(number)s case is answered.", "%(number)s cases are answered.", number)
    return " ".join([head % {"number": number}, *counts])


def _sorted(asked: list[Asked]) -> list[Asked]:
    return sorted(asked, key=lambda one: (one.items_due, one.reference))
