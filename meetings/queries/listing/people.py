"""Who stands on the list of a meeting, as this reader may know them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from meetings import permissions as may
from meetings.models import Case
from meetings.queries.overview.people import born_words
from meetings.queries.research.requests import people_of
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.models import Party
from sharing.work import current


@dataclass(frozen=True)
class Listed:
    """Somebody of a case on the list. The role is for those alone who may read the case."""

    party: Party
    role: str = ""

    @property
    def born(self) -> str:
        return born_words(self.party)


def people_on(actor: Actor, cases: Iterable[Case]) -> dict[UUID, list[Listed]]:
    """Return the people of these cases, noted as shown. Whoever only looks them up learns no
    role, not from the order either, and of no child that is to be born."""
    ids = [case.pk for case in cases]
    readable = set(
        Case.objects.filter(visible_to(actor, may.VIEW_CASE, "scope__"), pk__in=ids).values_list(
            "pk", flat=True
        )
    )
    known = Party.objects.filter(scope_id__in=readable, ended_on__isnull=True)
    listed = [Listed(party, party.get_role_display()) for party in known]
    listed += [Listed(party) for party in people_of([one for one in ids if one not in readable])]
    current().people.update(one.party.pk for one in listed)
    found: dict[UUID, list[Listed]] = {}
    for one in listed:
        found.setdefault(one.party.scope_id, []).append(one)
    return found
