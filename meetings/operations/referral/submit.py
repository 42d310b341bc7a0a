"""Submitting a referral. From here on it is a case for triage, and the IDVA service knows of it."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from meetings import notices, stages
from meetings import permissions as may
from meetings.models import Case, RiskAssessment, Stage
from meetings.operations.referral.draft import Draft, open_draft
from meetings.queries.referral import texts_naming_protected
from meetings.rules.completeness import Given, gaps
from sharing import clock
from sharing.actor import Actor
from sharing.models import (
    Agency,
    AgencyKind,
    Party,
    PartyRole,
    SafeContact,
    Sensitivity,
    SharingDecision,
)
from sharing.notices import tell_of_cases_left
from sharing.operations import circulation
from sharing.rules import RuleBroken


def submit_referral(*, actor: Actor, case_id: UUID) -> Case:
    """The referral waits for triage. The area's IDVA service reads all of it at once, and is
    told."""
    draft = open_draft(actor, case_id, permission=may.SUBMIT_REFERRAL)
    if gaps(_given(draft)):
        raise RuleBroken(_("The referral is not complete yet. Give what is missing below."))
    _check_addresses(draft)
    work, case = draft.work, draft.case
    services = _advocates_of(draft)
    first_time = case.submitted_at is None
    if first_time:
        case.submitted_at = clock.now()
        circulation.circulate(work, case_id, full={service.pk for service in services})
        circulation.change(work, case_id, sensitivity=Sensitivity.NORMAL)
    stages.move(case, Stage.TRIAGE)
    draft.done()
    if first_time:
        # The person left to decide on it may have gone meanwhile. Nobody is told that of a draft.
        tell_of_cases_left.enqueue(str(draft.case.protocol.area_id), [str(case_id)])
        for service in services:
            notices.tell_of_referral(case_id, service.pk)
    return case


def _given(draft: Draft) -> Given:
    case_id = draft.case.pk
    parties = list(Party.objects.filter(scope_id=case_id, ended_on__isnull=True))
    draft.work.people.update(party.pk for party in parties)
    return Given(
        referral=draft.referral,
        victim=next(party for party in parties if party.role == PartyRole.VICTIM),
        contact=SafeContact.objects.filter(scope_id=case_id).first(),
        perpetrators=[party for party in parties if party.role == PartyRole.PERPETRATOR],
        children=[party for party in parties if party.role == PartyRole.CHILD],
        assessment=RiskAssessment.objects.filter(scope_id=case_id).first(),
        decision=SharingDecision.objects.filter(
            scope_id=case_id, agency_id=draft.referral.agency_id
        ).first(),
    )


def _advocates_of(draft: Draft) -> list[Agency]:
    area_id = draft.case.protocol.area_id
    return list(Agency.objects.filter(area_id=area_id, kind=AgencyKind.IDVA))


def _check_addresses(draft: Draft) -> None:
    """Raise `RuleBroken` if a text of the referral names an address that was marked as protected
    only after the text was written."""
    named = texts_naming_protected(draft.case.pk)
    if named:
        raise RuleBroken(
            _(
                "Agencies that work with the other side read the referral, and a protected address"
                " stands in it. Take it out of: %(fields)s."
            )
            % {"fields": ", ".join(named)}
        )
