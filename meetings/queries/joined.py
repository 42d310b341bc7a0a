"""Referrals of one incident that are heard together: as which case, and which referrals are joined
to it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, Referral
from meetings.rules.matching import named_alike
from sharing import clock
from sharing.access import show, visible_to
from sharing.models import Party
from sharing.work import current


@dataclass(frozen=True)
class JoinedCase:
    """A case that is heard as another, and its reference."""

    pk: UUID
    reference: str


@dataclass(frozen=True)
class Account(JoinedCase):
    """What a referral says that is heard together with others."""

    submitted_at: datetime
    referral: Referral


Where = TypeVar("Where", bound=JoinedCase)


@dataclass(frozen=True)
class NamedElsewhere(Generic[Where]):
    """A person whom only joined referrals name: as the first of these names them, with all that
    do."""

    party: Party
    accounts: list[Where]

    @property
    def account(self) -> Where:
        return self.accounts[0]

    @property
    def references(self) -> str:
        return ", ".join(dict.fromkeys(one.reference for one in self.accounts))

    @property
    def words(self) -> str:
        return _("Named in %(references)s") % {"references": self.references}


def named_elsewhere(
    own: Iterable[Party], accounts: Iterable[Where], parties: Mapping[UUID, list[Party]]
) -> list[NamedElsewhere[Where]]:
    """Return the people whom these joined referrals name and the case's own does not, compared by
    name, role and birth date. If two may be one person, both are returned: nobody is left out."""
    known, found = list(own), list[NamedElsewhere[Where]]()
    for account in accounts:
        for party in parties.get(account.pk, []):
            if any(named_alike(party, one) for one in known):
                continue
            named = next((one for one in found if named_alike(party, one.party)), None)
            if named is None:
                found.append(NamedElsewhere(party, [account]))
            else:
                named.accounts.append(account)
    return found


def heard_as(case_id: UUID) -> Case:
    """Return the case as which this one is heard: itself, or the one that it was joined to. The
    referrer of a joined referral follows that case and may not be able to read it."""
    case = Case.objects.get(pk=case_id)
    return Case.objects.get(pk=case.joined_to_id) if case.joined_to_id else case


def is_heard_alone(case: Case) -> bool:
    """Return whether the case was opened as one that is heard with no other."""
    return case.joined_to_id is None and not getattr(case, "has_joined", True)


def heard_together(case: Case) -> QuerySet[Case]:
    """Return this case, which was opened before, with the cases that are heard with it: those
    joined to it, or the one that it was joined to with all others joined to that one. A wall round
    one is a wall round all."""
    if is_heard_alone(case):
        return Case.objects.filter(pk=case.pk)
    living = case.joined_to_id or case.pk
    return Case.objects.filter(
        visible_to(current().actor, may.VIEW_CASE, "scope__") | Q(pk=case.pk),
        Q(pk=living) | Q(joined_to=living),
    )


def heard_with(case_ids: Collection[UUID]) -> QuerySet[Case]:
    """Return these cases, which were opened before, with the referrals joined to them that this
    reader may read."""
    readable = visible_to(current().actor, may.VIEW_CASE, "scope__")
    return Case.objects.filter(Q(pk__in=case_ids) | Q(readable, joined_to__in=case_ids))


def has_any(rows: QuerySet[Any]) -> Q:
    """Return the filter of cases that have one of these rows, themselves or in a referral joined to
    them."""
    readable = visible_to(current().actor, may.VIEW_CASE, "scope__")
    joined = Case.objects.filter(readable, pk__in=rows.values("scope_id"), joined_to__isnull=False)
    return Q(pk__in=rows.values("scope_id")) | Q(pk__in=joined.order_by().values("joined_to"))


def joined_to(case_ids: Collection[UUID]) -> dict[UUID, list[Account]]:
    """Return the referrals that were joined to these cases, in one query."""
    joined = Case.objects.filter(
        visible_to(current().actor, may.VIEW_CASE, "scope__"), joined_to__in=case_ids
    )
    found: dict[UUID, list[Account]] = {}
    for lives, account in _accounts(joined):
        found.setdefault(lives, []).append(account)
    return found


def accounts_of(case_ids: Collection[UUID]) -> dict[UUID, list[Account]]:
    """Return the referrals of these cases, which were opened before, in one query: the own one of
    each, then those joined to it."""
    own = set(case_ids)
    found = {one: list[Account]() for one in case_ids}
    for lives, account in _accounts(heard_with(case_ids)):
        if account.pk in own:
            found[account.pk].insert(0, account)
        else:
            found[lives].append(account)
    return found


def _accounts(cases: QuerySet[Case]) -> list[tuple[UUID, Account]]:
    """Return the referrals of these cases in the order of their submission, each with the case that
    it was joined to. What is not submitted yet counts as if it were now."""
    of_case = Case.objects.filter(pk=OuterRef("scope_id")).order_by()
    referrals: QuerySet[Any] = Referral.objects.select_related("agency").filter(
        scope_id__in=cases.values("scope_id")
    )
    found = referrals.annotate(
        lives=Subquery(of_case.values("joined_to")),
        reference=Subquery(of_case.values("reference")),
        submitted_at=Subquery(of_case.values("submitted_at")),
    ).order_by("submitted_at")
    return [
        (one.lives, Account(one.scope_id, one.reference, one.submitted_at or clock.now(), one))
        for one in found
    ]


def children_in(case_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these cases, which were opened before, in which there are children: named by
    their own referral or by one joined to them."""
    found = heard_with(case_ids).filter(with_children=True)
    return {lives or pk for pk, lives in found.values_list("pk", "joined_to")}


def referrers_of(case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return in words which agencies referred each of these cases, its own first and each named
    once, in one query. The joined referrals are noted as shown."""
    of_case = Case.objects.filter(pk=OuterRef("scope_id")).order_by()
    referrals = Referral.objects.filter(scope_id__in=heard_with(case_ids).values("scope_id"))
    rows = referrals.annotate(
        lives=Subquery(of_case.values("joined_to")),
        submitted_at=Subquery(of_case.values("submitted_at")),
    ).order_by(F("lives").asc(nulls_first=True), "submitted_at")
    joined, named = set[UUID](), dict[UUID, list[str]]()
    for pk, lives, agency in rows.values_list("scope_id", "lives", "agency__name"):
        if lives:
            joined.add(pk)
        agencies = named.setdefault(lives or pk, [])
        if agency not in agencies:
            agencies.append(agency)
    current().cases.update(joined)
    return {one: get_text_list(found, _("and")) for one, found in named.items()}


def note_together(case_ids: Iterable[UUID]) -> None:
    """Note these cases too, which are shown together with another."""
    shown = list(case_ids)
    if shown:
        show(current().actor, may.VIEW_CASE, shown)
