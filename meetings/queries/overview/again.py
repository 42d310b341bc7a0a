"""Whether the people of a case were referred again, as far as its reader may know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date

from meetings import permissions as may
from meetings.models import Case
from meetings.queries.case_bar import CaseBar
from meetings.queries.triage.other_referrals import PAIR
from meetings.rules import matching
from meetings.rules.phases import IN_FLOW
from sharing import clock
from sharing.access import show, visible_to
from sharing.actor import Actor
from sharing.models import Party, PartyRole

FIELDS = ("scope_id", "role", "given_name", "family_name", "born_on")


@dataclass(frozen=True)
class ReferredAgain:
    case_id: UUID
    reference: str
    on: date


def referred_since(actor: Actor, bar: CaseBar, since: datetime) -> ArraySubquery:
    """Return, to be read with other rows, the victims and perpetrators of cases that were referred
    since then, or later than this one and are still under way, and whose victim was born on the day
    of this one's. A case that the reader may not read is as if it were not there."""
    born = [one.born_on for one in _pair_of(bar) if one.role == PartyRole.VICTIM]
    later = Q(submitted_at__gt=since)
    later |= Q(stage__in=IN_FLOW, submitted_at__gt=bar.case.submitted_at)
    cases = Case.objects.filter(later, visible_to(actor, may.VIEW_CASE, "scope__"))
    named = Party.objects.filter(
        scope_id__in=cases.order_by().values("pk"), ended_on__isnull=True, role__in=PAIR
    )
    victims = named.filter(role=PartyRole.VICTIM, born_on__in=[one for one in born if one])
    of_case = Case.objects.filter(pk=OuterRef("scope_id")).order_by()
    case = of_case.values(said=JSONObject(reference="reference", at="submitted_at"))
    people = named.filter(scope_id__in=victims.order_by().values("scope_id")).order_by()
    said = JSONObject(**{name: name for name in FIELDS}, case=Subquery(case[:1]))
    return ArraySubquery(people.values(said=said))


def referred_again(actor: Actor, bar: CaseBar, found: list[dict[str, Any]]) -> ReferredAgain | None:
    """Return the newest of these cases with the same victim and perpetrator, noted as shown."""
    cases, pairs = dict[UUID, dict[str, str]](), dict[UUID, matching.Pair]()
    own = {bar.case.pk, *bar.parties_of_accounts}
    for one in found:
        given = {name: one[name] for name in FIELDS} | {"scope_id": UUID(one["scope_id"])}
        party = Party(**given | {"born_on": parse_date(one["born_on"] or "")})
        cases[party.scope_id] = one["case"]
        pairs.setdefault(party.scope_id, matching.Pair()).add(party)
    for party in _pair_of(bar):
        pairs.setdefault(party.scope_id, matching.Pair()).add(party)
    like = {
        other
        for one in own
        for other in (*matching.alike(one, pairs), *matching.possibly(one, pairs))
        if other in cases
    }
    if not like:
        return None
    at, newest = max((datetime.fromisoformat(cases[one]["at"]), one) for one in like)
    show(actor, may.VIEW_CASE, [newest])
    return ReferredAgain(newest, cases[newest]["reference"], clock.day(at))


def _pair_of(bar: CaseBar) -> Iterable[Party]:
    """Return the victims and perpetrators of the case and of the referrals joined to it."""
    people = chain(bar.parties, *bar.parties_of_accounts.values())
    return [one for one in people if one.role in PAIR]
