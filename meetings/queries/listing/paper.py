"""The list of a meeting on paper: names and birth dates to look up, no addresses."""

from dataclasses import dataclass
from uuid import UUID

from meetings import permissions as may
from meetings.models import Case, Meeting
from meetings.queries.listing.meeting import cases_on, open_meeting
from meetings.queries.listing.people import Listed, people_on
from sharing.access import require
from sharing.actor import Actor


@dataclass(frozen=True)
class CasePaper:
    case: Case
    people: list[Listed]


@dataclass(frozen=True)
class ListPaper:
    meeting: Meeting
    cases: list[CasePaper]
    numbered: bool  # numbers of the running order are for those who keep it

    @property
    def with_roles(self) -> bool:
        """Return whether the reader may read any of the cases, and so knows the roles in it."""
        return any(one.role for case in self.cases for one in case.people)


def list_paper(actor: Actor, meeting_id: UUID) -> ListPaper:
    """Return the cases of a meeting that the actor may see, noted as taken away on paper."""
    require(actor, may.PRINT_LIST)
    meeting = open_meeting(actor, meeting_id)
    cases = cases_on(actor, meeting)
    people = people_on(actor, cases)
    return ListPaper(
        meeting,
        [CasePaper(case, people.get(case.pk, [])) for case in cases],
        actor.role in may.KEEPERS,
    )
