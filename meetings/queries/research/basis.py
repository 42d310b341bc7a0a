"""The lawful basis on which an agency's return is shared."""

from dataclasses import dataclass
from datetime import date

from meetings.models import ResearchRequest
from sharing import clock
from sharing.bases import in_one_line, law_of
from sharing.models import CaseBases
from sharing.queries.bases import bases_on, words_of


@dataclass(frozen=True)
class Basis:
    """The line about the basis on a return."""

    words: str
    since: date
    is_later: bool = False  # the agency set it only after it submitted
    why: str = ""  # why this case is different; empty for the basis that the agency has set for all


def basis_of(request: ResearchRequest) -> Basis | None:
    """Return the basis of the case if it is different, otherwise its agency's on the day of
    submission. Without a submission, or a basis on that day, return today's; None if there is
    none."""
    own = bases_of_case(request)
    if own and not own.ended_at:
        words = in_one_line(law_of(request.agency.kind), own.bases, own.other)
        return Basis(words, clock.today(), why=own.why)
    submitted = request.submitted_at
    row = bases_on(request.agency_id, clock.day(submitted)) if submitted else None
    is_later = submitted is not None and row is None
    row = row or bases_on(request.agency_id, clock.today())
    return Basis(words_of(request.agency, row), row.in_force_from, is_later) if row else None


def bases_of_case(request: ResearchRequest) -> CaseBases | None:
    """Return the bases on which the agency shared only this return, if it ever set any."""
    found = CaseBases.objects.filter(scope_id=request.scope_id, request_id=request.pk)
    return found.select_related("agency").first()
