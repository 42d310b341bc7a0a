"""The list of a meeting on paper: names and birth dates to look up, no addresses."""

from dataclasses import dataclass
from uuid import UUID

from meetings import permissions as may
from meetings.models import Case, Meeting
from meetings.queries.listing.meeting import cases_on, open_meeting
from meetings.queries.overview.people import born_words
from sharing.access import require
from sharing.actor import Actor
from sharing.models import Party
from sharing.work import current


@dataclass(frozen=True)
class PersonPaper:
    party: Party
    born: str


@dataclass(frozen=True)
class CasePaper:
    case: Case
    people: list[PersonPaper]


@dataclass(frozen=True)
class ListPaper:
    meeting: Meeting
    cases: list[CasePaper]
    numbered: bool  # numbers of the running order are for those who keep it


def list_paper(actor: Actor, meeting_id: UUID) -> ListPaper:
    """Return the cases of a meeting that the actor may see, noted as taken away on paper."""
    require(actor, may.PRINT_LIST)
    meeting = open_meeting(actor, meeting_id)
    cases = cases_on(actor, meeting)
    people: dict[UUID, list[PersonPaper]] = {}
    parties = Party.objects.filter(scope_id__in=[case.pk for case in cases], ended_on__isnull=True)
    for party in parties:
        people.setdefault(party.scope_id, []).append(PersonPaper(party, born_words(party)))
        current().people.add(party.pk)
    return ListPaper(
        meeting,
        [CasePaper(case, people.get(case.pk, [])) for case in cases],
        actor.role in may.KEEPERS,
    )
