"""The people and grounds that the minutes of a case name, and the agencies that referred it: its
own, and those of joined referrals, each with its referral."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from meetings.models import Referral, TriageDecision
from meetings.queries.joined import Account, joined_to, named_elsewhere
from meetings.queries.repeats import HEARD_ON, Named
from sharing.models import Party


@dataclass(frozen=True)
class NamedIn:
    """What the minutes of a case name, each with the joined referrals that alone do."""

    people: Named
    grounds: Named
    referred_by: Named


def named_in(ids: Collection[UUID]) -> dict[UUID, NamedIn]:
    """Return what each of these cases names, to be kept in their minutes. A repeat that triage
    found is left out: whether a reader may know of it is decided when they read."""
    accounts = joined_to(ids)
    everywhere = [*ids, *(one.pk for found in accounts.values() for one in found)]
    people: dict[UUID, list[Party]] = {one: [] for one in everywhere}
    for party in Party.objects.filter(scope__in=everywhere, ended_on__isnull=True):
        people[party.scope_id].append(party)
    met: dict[UUID, list[str]] = {}
    for decision in TriageDecision.objects.filter(scope__in=everywhere, kind__in=HEARD_ON):
        met.setdefault(decision.scope_id, decision.grounds_met)  # the newest comes first
    own = Referral.objects.filter(scope__in=ids).values_list("scope_id", "agency__name")
    agencies = dict(own)
    return {
        case_id: NamedIn(
            _people(people[case_id], accounts.get(case_id, []), people),
            _grounds(met.get(case_id, []), accounts.get(case_id, []), met),
            _agencies(agencies.get(case_id), accounts.get(case_id, [])),
        )
        for case_id in ids
    }


def _people(own: list[Party], accounts: list[Account], people: dict[UUID, list[Party]]) -> Named:
    named = [(one, "") for one in own]
    elsewhere = named_elsewhere(own, accounts, people)
    named += [(one.party, one.references) for one in elsewhere]
    return [
        {
            "role": party.role,
            "name": party.full_name,
            "born_on": party.born_on.isoformat() if party.born_on else None,
            "named_in": where,
        }
        for party, where in named
    ]


def _grounds(own: list[str], accounts: list[Account], met: dict[UUID, list[str]]) -> Named:
    """Return the grounds on which the case was accepted, then others that joined referrals meet or
    name."""
    found: dict[str, list[str]] = {ground: [] for ground in own}
    for account in accounts:
        for ground in dict.fromkeys([*met.get(account.pk, []), *account.referral.grounds]):
            if ground not in own:
                found.setdefault(ground, []).append(account.reference)
    return [
        {"ground": ground, "named_in": ", ".join(references)}
        for ground, references in found.items()
    ]


def _agencies(own: str | None, accounts: list[Account]) -> Named:
    """Return the agencies that referred the case, each once: its own, then those of joined
    referrals."""
    found = {own: list[str]()} if own else {}
    for account in accounts:
        agency = account.referral.agency.name
        if agency != own:
            found.setdefault(agency, []).append(account.reference)
    return [
        {"agency": agency, "named_in": ", ".join(references)}
        for agency, references in found.items()
    ]
