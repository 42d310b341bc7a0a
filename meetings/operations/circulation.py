"""An agency no longer reads a case once its reason to read it has gone."""

from uuid import UUID

from meetings.models import Action, Referral, ResearchAnswer, ResearchRequest
from sharing.facts import facts_of
from sharing.joined_cases import with_joined
from sharing.models import Agency, AgencyKind
from sharing.operations.circulation import narrow
from sharing.work import Work


def take_back(work: Work, case_id: UUID, agency_id: UUID) -> None:
    """An agency whose only reason to read the case has gone keeps the names to look up, or nothing
    if it was not asked. This comes last in its unit, because it takes sight away."""
    cases = with_joined(case_id)
    if reads_for_another_reason(cases, agency_id):
        return
    asked = ResearchRequest.objects.filter(scope__in=cases, agency=agency_id).exists()
    narrow(work, case_id, agency_id, to_search=asked)


def reads_for_another_reason(cases: set[UUID], agency_id: UUID) -> bool:
    """Return whether the agency referred one of these cases, speaks for victims, knows somebody
    of them or has an action there."""
    owners = {facts_of(case_id).owner_agency_id for case_id in cases}
    return (
        agency_id in owners
        or Agency.objects.filter(pk=agency_id, kind=AgencyKind.IDVA).exists()
        or Referral.objects.filter(scope__in=cases, agency=agency_id).exists()
        or Action.objects.filter(scope__in=cases, agency=agency_id, before_meeting=False).exists()
        or ResearchRequest.objects.filter(
            scope__in=cases, agency=agency_id, answer=ResearchAnswer.KNOWN
        ).exists()
    )
