"""The records of the IDVA service: contact, wishes, voices, and who tells the outcome."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from meetings import permissions as may
from meetings.models import Case, ContactAttempt, OutcomePlan, Voice
from meetings.queries.case import open_case
from meetings.queries.case_bar import CaseBar, case_bar
from meetings.queries.hearing.recorded import heard_last
from meetings.queries.named_idvas import NamedIdva, named_differently
from meetings.queries.telling import Telling, is_to_be_told, telling_of
from meetings.queries.voices import Spoken, recorded_for, same_person
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
    voices: list[Spoken]


@dataclass(frozen=True)
class Attempt:
    """An attempt to reach the victim, with its way in words."""

    made: ContactAttempt
    how: str
    recorded_for: str


@dataclass(frozen=True)
class Decided:
    """What the victim said of the referral, and the decision to share."""

    decision: SharingDecision
    recorded_for: str


@dataclass(frozen=True)
class PlannedElsewhere:
    """Who tells the victim the outcome, as it was planned for a joined referral."""

    plan: OutcomePlan
    recorded_for: str


@dataclass(frozen=True)
class Advocacy:
    case: Case
    bar: CaseBar
    attempts: list[Attempt]
    heard: list[Heard]
    decisions: list[Decided]  # the newest first
    named: VictimAdvocate | None
    named_differently: str  # whom the case and joined referrals name, where they differ
    plan: OutcomePlan | None
    plan_version: int
    telling: Telling | None  # by when the victim is still to be told
    plans_elsewhere: list[PlannedElsewhere]  # where none holds here, or it was carried out
    untold_reason: (
        str  # why nobody safely can, as the meeting said it: for who records, and keepers
    )
    no_safe_way: bool  # whether that still holds: nobody has planned a way since
    contact: SafeContact | None
    contact_version: int
    must_not_learn: str
    speaks: bool  # whether this reader records for the victim here
    confirms: bool
    phone_watched: bool  # as any of the referrals says that are heard together

    @cached_property
    def reached(self) -> bool:
        """Return whether anybody has spoken with the victim."""
        return any(one.made.result == ContactAttempt.Result.REACHED for one in self.attempts)

    @cached_property
    def ruled_out(self) -> list[str]:
        """Return the ways that nobody may use, because the phone may be watched."""
        watched = self.phone_watched
        return [way.value for way in ContactWay if rules_out(way, phone_watched=watched)]


def advocacy(actor: Actor, case_id: UUID, change: Permission | None = None) -> Advocacy:
    """Return the records for the victim of a case, and those for the referrals joined to it, noted
    as read. With `change`, raises `Refused` if the actor could not make that change."""
    case = open_case(actor, case_id, may.VIEW_CASE, change)
    bar = case_bar(case)
    joined = {one.pk: one.reference for one in bar.accounts}
    together = [case_id, *joined]
    said_for = {case_id: ""} | {one: recorded_for(joined[one]) for one in joined}
    plans = list(OutcomePlan.objects.filter(scope_id__in=together))
    plan = next((one for one in plans if one.scope_id == case_id), None)
    speaks = may_do(actor, may.SPEAK_FOR_VICTIM, case_id).allowed
    keeps = actor.role in may.RECORD_HEARING.roles
    hearing = heard_last(case)
    contacts = newest_contacts(together)
    named = {
        one.scope_id: one
        for one in VictimAdvocate.objects.filter(scope_id__in=together).select_related("user")
    }
    # Only who changes something is asked for it.
    told = UnsafeToTell.objects.filter(scope_id=case_id).first() if change else None
    return Advocacy(
        case=case,
        bar=bar,
        attempts=[
            Attempt(
                made, str(dict(ContactWay.choices).get(made.way, made.way)), said_for[made.scope_id]
            )
            for made in ContactAttempt.objects.filter(scope_id__in=together).select_related(
                "author"
            )
        ],
        heard=_heard(bar, joined),
        decisions=[
            Decided(one, said_for[one.scope_id])
            for one in SharingDecision.objects.filter(scope_id__in=together).select_related(
                "agency", "decided_by"
            )
        ],
        named=named.get(case_id),
        named_differently=_named_differently(case, joined, named),
        plan=plan,
        plan_version=outcome_version(plan),
        telling=telling_of(case, plan.by if plan and is_to_be_told(plan) else None),
        plans_elsewhere=[
            PlannedElsewhere(one, said_for[one.scope_id])
            for one in plans
            if one.scope_id != case_id and (plan is None or one.told_on)
        ],
        untold_reason=hearing.untold_reason if hearing and (speaks or keeps) else "",
        no_safe_way=has_no_safe_way(hearing, plan),
        contact=contacts[case_id][0] if case_id in contacts else None,
        contact_version=len(contacts.get(case_id, [])),
        must_not_learn=told.who if told else "",
        speaks=speaks and case.joined_to_id is None,
        confirms=may_do(actor, may.CORRECT_PEOPLE, case_id).allowed,
        phone_watched=any(found[0].phone_watched for found in contacts.values()),
    )


def _named_differently(
    case: Case, joined: dict[UUID, str], named: dict[UUID, VictimAdvocate]
) -> str:
    references = {case.pk: case.reference} | joined
    found = {
        of_case: NamedIdva(one.user.pk, one.user.name, references[of_case])
        for of_case, one in named.items()
        if one.user
    }
    return named_differently(found.pop(case.pk, None), found.values())


def _heard(bar: CaseBar, joined: dict[UUID, str]) -> list[Heard]:
    """Return the victim and the children of a case with what they said, and those whom only joined
    referrals name."""
    victims_and_children = (PartyRole.VICTIM, PartyRole.CHILD)
    own = [one for one in bar.parties if one.role in victims_and_children]
    others = [one.party for one in bar.elsewhere if one.party.role == PartyRole.CHILD]
    current().people.update(party.pk for party in (*own, *others))
    speakers = [Heard(party, []) for party in (*own, *others)]
    by_party = {one.party.pk: one for one in speakers}
    for found in bar.parties_of_accounts.values():
        for party in found:
            alike = (one for one in speakers if same_person(one.party, party))
            if party.pk not in by_party and (heard := next(alike, None)):
                by_party[party.pk] = heard
    for voice in Voice.objects.filter(scope_id__in=[bar.case.pk, *joined]):
        if heard := by_party.get(voice.party_id):
            heard.voices.append(Spoken(voice, bar.case.pk, joined.get(voice.scope_id, "")))
    return speakers


def newest_contacts(case_ids: Collection[UUID]) -> dict[UUID, list[SafeContact]]:
    """Return the safe ways of contact of each of these cases that has one, the newest first."""
    found: dict[UUID, list[SafeContact]] = {}
    for one in SafeContact.objects.filter(scope_id__in=case_ids):
        found.setdefault(one.scope_id, []).append(one)
    return found


def outcome_version(plan: OutcomePlan | None) -> int:
    """Return how often the plan was written, which is the version that a form was filled in
    from."""
    return plan.history.count() if plan else 0
