"""One referral, with all that a decision on it needs."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Stage, TriageDecision
from meetings.queries.triage.grounds import Judged, judge_cases
from meetings.queries.triage.list import Wait, wait_of
from sharing.access import show, visible_to
from sharing.actor import Actor
from sharing.models import Area, Party, PartyRole, Relationship, SafeContact, SharingDecision
from sharing.rules import RuleBroken
from sharing.work import current


@dataclass(frozen=True)
class Person:
    party: Party
    tie: str  # to the victim, in words


@dataclass(frozen=True)
class TriagePage:
    judged: Judged
    people: list[Person]
    agreement: SharingDecision | None
    missing: list[str]
    decisions: list[TriageDecision]
    proposal: TriageDecision | None
    own_proposal: bool
    wait: Wait
    decides: bool  # whether a first decision is to be made now
    met_words: str


def triage_page(actor: Actor, case: Case) -> TriagePage:
    """Return what triage needs of a case that was opened before. Other cases of the same people
    are noted as shown."""
    judged = judge_cases(actor, [case])[case.pk]
    show(actor, may.TRIAGE_CASE, [one.pk for one in (*judged.earlier, *judged.same_incident)])
    people = _people(case.pk)
    current().people.update(person.party.pk for person in people)
    decisions = list(
        TriageDecision.objects.filter(scope_id=case.pk).select_related(
            "decided_by", "second_by", "protocol"
        )
    )
    proposal = decisions[0] if decisions and case.stage == Stage.DECLINING else None
    return TriagePage(
        judged=judged,
        people=people,
        agreement=SharingDecision.objects.filter(scope_id=case.pk).first(),
        missing=_missing(judged, people, case.pk),
        decisions=decisions,
        proposal=proposal,
        own_proposal=bool(proposal and proposal.decided_by_id == actor.user_id),
        wait=wait_of(case, Area.objects.get(pk=actor.area_id)),
        decides=case.stage == Stage.TRIAGE,
        met_words=_("Grounds: %(met)s of %(all)s met")
        % {"met": len(judged.met), "all": len(judged.findings)},
    )


def _people(case_id: UUID) -> list[Person]:
    parties = list(Party.objects.filter(scope_id=case_id, ended_on__isnull=True))
    ties = {
        (tie.person_id, tie.other_id): str(tie.get_tie_display())
        for tie in Relationship.objects.filter(scope_id=case_id, ended_on__isnull=True)
    }
    victims = [party.pk for party in parties if party.role == PartyRole.VICTIM]
    return [
        Person(party, next((ties[party.pk, one] for one in victims if (party.pk, one) in ties), ""))
        for party in parties
    ]


def _missing(judged: Judged, people: list[Person], case_id: UUID) -> list[str]:
    """What a referrer could still complete, in words that can be sent to them."""
    referral = judged.referral
    missing = []
    roles = {person.party.role for person in people}
    for role, words in (
        (PartyRole.VICTIM, _("Date of birth of the victim")),
        (PartyRole.PERPETRATOR, _("Date of birth of the perpetrator")),
    ):
        if role not in roles or any(
            person.party.role == role and person.party.born_on is None for person in people
        ):
            missing.append(words)
    if not SafeContact.objects.filter(scope_id=case_id).exists():
        missing.append(_("A safe way of contact"))
    if judged.assessment is None:
        missing.append(_("The risk checklist"))
    if referral.incident_count is None:
        missing.append(_("The number of incidents"))
    if not referral.done_today:
        missing.append(_("What has been done today to keep them safe"))
    return missing


def case_to_join(actor: Actor, reference: str) -> UUID:
    """Return the case with that reference among those that the actor may see."""
    found = (
        Case.objects.filter(
            visible_to(actor, may.JOIN_CASES, "scope__"), reference__iexact=reference.strip()
        )
        .values_list("pk", flat=True)
        .first()
    )
    if found is None:
        raise RuleBroken(_("No case with this reference is found."), field="reference")
    return found
