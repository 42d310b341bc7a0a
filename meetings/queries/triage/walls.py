"""Who no longer sees a case once two are joined, because a wall round one is then a wall round
both. For keepers, who may know the walls."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.models import Case, Referral
from sharing import clock
from sharing.access import expect, is_there
from sharing.actor import Actor
from sharing.facts import Facts, facts_of_all
from sharing.joined_cases import with_joined
from sharing.models import Membership
from sharing.permissions import SEE_CONFLICTS
from sharing.roles import Role
from sharing.work import current


@dataclass(frozen=True)
class SeenNoMore:
    """A member of an agency who sees one of two cases until they are joined."""

    membership_id: UUID
    words: str


def seen_no_more(actor: Actor, case_id: UUID, into_id: UUID) -> list[SeenNoMore]:
    """Return who no longer sees a case that they see now, once the two are joined with all that is
    heard with them. If they lose a referral of their own agency, the words name that one. Whoever
    is named is noted as shown."""
    for one in (case_id, into_id):
        expect(actor, SEE_CONFLICTS, one)
    together = {one: with_joined(one) for one in (case_id, into_id)}
    facts = facts_of_all({one for cases in together.values() for one in cases})
    members = _members_walled_off(facts)
    if not members:
        return []
    cases = Case.objects.filter(pk__in=facts)
    references = dict(cases.values_list("pk", "reference"))
    referrals = Referral.objects.filter(scope_id__in=facts)
    agencies = dict(referrals.values_list("scope_id", "agency_id"))
    found = []
    for here, there in permutations(together, 2):
        hidden = {one: facts[one] for one in sorted(together[there])}
        for member in members:
            if member.user_id not in facts[here].walled:
                continue
            lost = [one for one in hidden if is_there(_acting(member), hidden[one])]
            own = [one for one in lost if agencies[one] == member.agency_id]
            for one in (own or lost)[:1]:
                words = _words(member, references[here], references[one], own=bool(own))
                found.append(SeenNoMore(member.pk, words))
                current().people.add(member.user_id)
    if found:
        current().note(SEE_CONFLICTS.event, cases=together)
    return found


def _members_walled_off(facts: Mapping[UUID, Facts]) -> list[Membership]:
    walled: Iterable[UUID] = {user for one in facts.values() for user in one.walled}
    members = Membership.objects.filter(user__in=walled, user__is_active=True)
    today = clock.today()
    found = members.select_related("user", "agency").order_by("user__name", "agency__name", "pk")
    return [one for one in found if one.is_live(today)]


def _acting(member: Membership) -> Actor:
    """Return them as they act once they are signed in."""
    return Actor(
        user_id=member.user_id,
        role=Role(member.role),
        live=True,
        agency_id=member.agency_id,
        area_id=member.agency.area_id,
        second_factor_at=clock.now(),
    )


def _words(member: Membership, hidden: str, lost: str, *, own: bool) -> str:
    said = {
        "person": member.user.name,
        "agency": member.agency.name,
        "hidden": hidden,
        "lost": lost,
    }
    if own:
        return (
            _(
                "%(person)s (%(agency)s) cannot see %(hidden)s. Once joined, %(lost)s, which their "
                "own agency referred, goes from their lists too, and they may infer that there is "
                "another case. Tell somebody else of the agency first."
            )
            % said
        )
    return (
        _(
            "%(person)s (%(agency)s) cannot see %(hidden)s. Once joined, %(lost)s goes from their "
            "lists too, and they may infer that there is another case."
        )
        % said
    )
