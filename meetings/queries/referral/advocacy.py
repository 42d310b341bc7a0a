"""The records of the IDVA service: contact, wishes, voices, and who tells the outcome."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from meetings import permissions as may
from meetings.models import Case, ContactAttempt, OutcomePlan, Voice
from meetings.queries.case import CaseBar, case_bar, open_case
from meetings.queries.hearing.case import heard_last
from meetings.queries.telling import Telling, is_to_be_told, telling_of
from meetings.rules.contact import rules_out
from meetings.rules.outcome import has_no_safe_way
from sharing.access import may as may_do
from sharing.actor import Actor
from sharing.models import (
    ContactWay,
    Party,
    PartyRole,
    SafeContact,
    SharingDecision,
    UnsafeToTell,
    VictimAdvocate,
)
from sharing.permissions import Permission
from sharing.work import current


@dataclass(frozen=True)
class Heard:
    """The victim or a child, and what they said, newest first."""

    party: Party
    voices: list[Voice]


@dataclass(frozen=True)
class Attempt:
    """An attempt to reach the victim, with its way in words."""

    made: ContactAttempt
    how: str


@dataclass(frozen=True)
class Advocacy:
    case: Case
    bar: CaseBar
    attempts: list[Attempt]
    heard: list[Heard]
    decisions: list[SharingDecision]  # the newest first
    named: VictimAdvocate | None
    plan: OutcomePlan | None
    plan_version: int
    telling: Telling | None  # by when the victim is still to be told
    untold_reason: (
        str  # why nobody safely can, as the meeting said it: for who records, and keepers
    )
    no_safe_way: bool  # whether that still holds: nobody has planned a way since
    contact: SafeContact | None
    contact_version: int
    must_not_learn: str
    speaks: bool  # whether this reader records for the victim
    confirms: bool

    @cached_property
    def reached(self) -> bool:
        """Return whether anybody has spoken with the victim."""
        return any(one.made.result == ContactAttempt.Result.REACHED for one in self.attempts)

    @cached_property
    def ruled_out(self) -> list[str]:
        """Return the ways that nobody may use, because the phone may be watched."""
        watched = self.contact is not None and self.contact.phone_watched
        return [way.value for way in ContactWay if rules_out(way, phone_watched=watched)]


def advocacy(actor: Actor, case_id: UUID, change: Permission | None = None) -> Advocacy:
    """Return the records for the victim of a case, noted as read. With `change`, raises `Refused`
    if the actor could not make that change."""
    case = open_case(actor, case_id, may.VIEW_CASE, change)
    bar = case_bar(case)
    voices: dict[UUID, list[Voice]] = {}
    for voice in Voice.objects.filter(scope_id=case_id):
        voices.setdefault(voice.party_id, []).append(voice)
    speakers = [one for one in bar.parties if one.role in (PartyRole.VICTIM, PartyRole.CHILD)]
    current().people.update(party.pk for party in speakers)
    plan = OutcomePlan.objects.filter(scope_id=case_id).first()
    speaks = may_do(actor, may.SPEAK_FOR_VICTIM, case_id).allowed
    keeps = actor.role in may.RECORD_HEARING.roles
    hearing = heard_last(case)
    contacts = list(SafeContact.objects.filter(scope_id=case_id))
    # Only who changes something is asked for it.
    told = UnsafeToTell.objects.filter(scope_id=case_id).first() if change else None
    return Advocacy(
        case=case,
        bar=bar,
        attempts=[
            Attempt(made, str(dict(ContactWay.choices).get(made.way, made.way)))
            for made in ContactAttempt.objects.filter(scope_id=case_id).select_related("author")
        ],
        heard=[Heard(party, voices.get(party.pk, [])) for party in speakers],
        decisions=list(
            SharingDecision.objects.filter(scope_id=case_id).select_related("agency", "decided_by")
        ),
        named=VictimAdvocate.objects.filter(scope_id=case_id).select_related("user").first(),
        plan=plan,
        plan_version=outcome_version(plan),
        telling=telling_of(case, plan.by if plan and is_to_be_told(plan) else None),
        untold_reason=hearing.untold_reason if hearing and (speaks or keeps) else "",
        no_safe_way=has_no_safe_way(hearing, plan),
        contact=contacts[0] if contacts else None,
        contact_version=len(contacts),
        must_not_learn=told.who if told else "",
        speaks=speaks,
        confirms=may_do(actor, may.CORRECT_PEOPLE, case_id).allowed,
    )


def outcome_version(plan: OutcomePlan | None) -> int:
    """Return how often the plan was written, which is the version that a form was filled in
    from."""
    return plan.history.count() if plan else 0
