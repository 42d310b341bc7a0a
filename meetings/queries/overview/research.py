"""The state of the research on a case."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import permissions as may
from meetings.models import Case, ResearchAnswer, ResearchRequest
from meetings.queries.research.corrected_people import PeopleCorrectionsIn
from meetings.rules.research import OPEN_STAGES
from meetings.rules.research_state import ANSWERED, STATE_WORDS, State, state_of
from sharing import access, clock
from sharing.actor import Actor
from sharing.models import Item
from sharing.queries.looks import News, NewsIn
from sharing.queries.readers import LEFT_ITS_AGENCY, items_read_by

STATE_COLOURS = {
    State.ASKED: "grey",
    State.OPENED: "grey",
    State.DRAFTED: "blue",
    State.NOT_YET: "yellow",
    State.AGAIN: "yellow",
    State.LATE: "red",
    State.SILENT: "red",
}


@dataclass(frozen=True)
class Answered:
    """One agency's research, as this reader may know of it."""

    agency: str
    words: str | Promise
    colour: str = ""


@dataclass(frozen=True)
class Research:
    agencies: list[Answered]
    answered: int
    owed: bool  # by the reader's own agency
    news: News  # of what the others share, and of people
    of_people: int  # corrections of these that wait for the reader


def research_of(actor: Actor, case: Case) -> Research | None:
    """Return which agencies have answered, those that owe first; None if the reader may not
    know."""
    if case.meeting_id is None or not access.may(actor, may.READ_RESEARCH, case.pk).allowed:
        return None
    # Counted from what this reader may read, so a count tells nothing that is not shared.
    items = (
        Item.objects.filter(
            LEFT_ITS_AGENCY,
            items_read_by(actor),
            request_id=OuterRef("pk"),
        )
        .order_by()
        .values("request_id")
        .annotate(number=Count("pk"))
    )
    requests = list(
        ResearchRequest.objects.filter(scope_id=case.pk, meeting=case.meeting_id)
        .select_related("agency")
        .annotate(
            items=Coalesce(Subquery(items.values("number")), 0),
            news=NewsIn(case.pk, [may.READ_RESEARCH.event.code]),
            of_people=PeopleCorrectionsIn.once(case.pk),
        )
        .order_by("agency__name")
    )
    if not requests:
        return None
    of_people, (waiting, added) = requests[0].of_people, requests[0].news
    states = {request.pk: _state(request) for request in requests}
    requests.sort(key=lambda one: (_place(states[one.pk]), -one.items))
    return Research(
        [_answered(one, states[one.pk], one.items, case) for one in requests],
        sum(state in ANSWERED for state in states.values()),
        case.stage in OPEN_STAGES
        and access.may(actor, may.ANSWER_RESEARCH, case.pk).allowed
        and any(one.agency_id == actor.agency_id and one.is_owed for one in requests),
        News(waiting + of_people, added),
        of_people,
    )


def _state(request: ResearchRequest) -> State:
    return state_of(request, now=clock.now(), today=clock.today())


def _place(state: State) -> int:
    """Return the place in the order: agencies that owe come first, those that know nobody last."""
    if state is State.NOT_KNOWN:
        return 2
    return 1 if state is State.SUBMITTED else 0


def _answered(request: ResearchRequest, state: State, items: int, case: Case) -> Answered:
    agency, nil = request.agency.name, request.answer == ResearchAnswer.NOT_KNOWN
    is_open = case.stage in OPEN_STAGES
    if state is State.SUBMITTED or (request.submitted_at and not is_open and not nil):
        words = ngettext("%(number)s item", "%(number)s items", items) % {"number": items}
        return Answered(agency, words if items else _("Known to us"))
    if state in ANSWERED or is_open:
        return Answered(agency, STATE_WORDS[state], STATE_COLOURS.get(state, ""))
    # Nobody is asked any more.
    nil = nil and request.submitted_at is not None
    words = _("Not known to us, and not asked about everybody") if nil else _("No answer")
    return Answered(agency, words)
