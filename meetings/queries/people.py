"""The people of cases as they are heard: those whom a case's own referral names, and those whom
only joined referrals name.

Nobody is copied into the case as which joined referrals are heard: its answers, items and actions
point to the person in the referral that names them. A copy would be a second record of one human
being. It would miss every correction of the first, need the addresses copied too, and hide which
referral names the person. Pointing loses nothing: joined cases have the same circulation, walls and
people let in, and each change to one is made to all in the same unit
(`sharing/operations/circulation.py`). So exactly those who may see the people of a case see these.
The joined cases are nevertheless filtered by the rule of the door, and their rows have walls of
their own."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case
from meetings.queries.joined import JoinedCase, named_elsewhere
from meetings.rules.ages import about_words, age_words
from sharing import clock
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.models import Party
from sharing.permissions import Permission
from sharing.watch.names import note_shown
from sharing.work import current


@dataclass(frozen=True)
class Heard:
    """A person of a case as it is heard, and the referrals that name them, if its own does not."""

    case_id: UUID
    party: Party
    named_in: str = ""

    @property
    def id(self) -> UUID:
        return self.party.pk

    @property
    def called(self) -> str:
        """Return the given name, or words for an unknown one, with the joined referral if only that
        one names the person."""
        return self.with_referral(self.party.given_name or self.party.full_name)

    def with_referral(self, name: str) -> str:
        """Return the name, with the joined referral if only that one names the person."""
        if not self.named_in:
            return name
        words = {"person": name, "references": self.named_in}
        return _("%(person)s (named in %(references)s)") % words


def with_past(people: QuerySet[Party]) -> QuerySet[Any]:
    """Return the same people, each with their newest history row. It is read in the same query, so
    that it holds exactly what the page shows."""
    past = Party.history.filter(scope_id=OuterRef("scope_id"), id=OuterRef("pk"))
    newest = past.order_by("-history_date", "-history_id").values("history_id")[:1]
    return people.annotate(past=Subquery(newest))


def note_details(parties: Iterable[Any]) -> None:
    """Note that the page shows the present details of these people, read `with_past`, so that its
    reader is told when they are corrected."""
    work = current()
    for one in parties:
        work.people.add(one.pk)
        work.items.add(one.past)


def note_people(parties: Iterable[Party]) -> None:
    """Note that the page shows these people, and whether one of them has its reader's name."""
    shown = list(parties)
    work = current()
    note_details(shown)
    note_shown(work, [(one.given_name, one.family_name) for one in shown])


def people_heard(
    actor: Actor, case_ids: Collection[UUID], permission: Permission = may.LOOK_UP
) -> dict[UUID, list[Heard]]:
    """Return the people of each of these cases, its own first, in two queries for all of them.

    This is for people who may look people up or read the case, and never for a page of a referrer,
    who reads nobody whom only another referral names. A referrer's operation, which shows them
    nothing of it, passes a `permission` that they have."""
    found = _heard(actor, case_ids, _everybody, permission)
    return {one: sorted(people, key=lambda it: bool(it.named_in)) for one, people in found.items()}


def heard_among(actor: Actor, case_id: UUID, people: Collection[UUID]) -> set[UUID]:
    """Return those of these people who are people of the case as it is heard. Mostly its own
    referral names all of them, which one small query says."""
    own = Party.objects.filter(scope_id=case_id, pk__in=people, ended_on__isnull=True)
    found = set(own.order_by().values_list("pk", flat=True))
    if found.issuperset(people):
        return found
    return {one.id for one in people_heard(actor, [case_id])[case_id]}.intersection(people)


def whom_to_look_up(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, list[Heard]]:
    """Return the people to look up in each of these cases, in two queries for all of them, in an
    order that shows neither role nor referral. An unborn child is left out: it cannot be looked up,
    and its due date would reveal more than is needed."""
    return _heard(actor, case_ids, _born)


def people_by_name(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, list[Heard]]:
    """Return the people of each of these cases in the same order, unborn children too."""
    return _heard(actor, case_ids, _by_name)


def _everybody(case_ids: Collection[UUID]) -> QuerySet[Party]:
    return Party.objects.filter(scope_id__in=list(case_ids), ended_on__isnull=True)


def _born(case_ids: Collection[UUID]) -> QuerySet[Party]:
    return _by_name(case_ids).filter(due_on__isnull=True)


def _by_name(case_ids: Collection[UUID]) -> QuerySet[Party]:
    return _everybody(case_ids).order_by("family_name", "given_name", "born_on", "id")


def _heard(
    actor: Actor,
    case_ids: Collection[UUID],
    wanted: Callable[[Collection[UUID]], QuerySet[Party]],
    permission: Permission = may.LOOK_UP,
) -> dict[UUID, list[Heard]]:
    joined: dict[UUID, list[JoinedCase]] = {one: [] for one in case_ids}
    lives: dict[UUID, UUID] = {one: one for one in case_ids}
    # With whoever looks people up, as this is asked of the case itself.
    cases: QuerySet[Any] = Case.objects.filter(
        visible_to(actor, permission, "scope__"), joined_to__in=list(case_ids)
    )
    rows = cases.order_by("submitted_at").values_list("pk", "reference", "joined_to")
    for pk, reference, living in rows:
        joined[living].append(JoinedCase(pk, reference))
        lives[pk] = living
    people: dict[UUID, list[Party]] = {one: [] for one in lives}
    for party in (everybody := list(with_past(wanted(lives)))):
        people[party.scope_id].append(party)
    named_in: dict[UUID, str] = {}
    for case_id, others in joined.items():
        named_in |= {one.pk: "" for one in people[case_id]}
        elsewhere = named_elsewhere(people[case_id], others, people)
        named_in |= {one.party.pk: one.references for one in elsewhere}
    found: dict[UUID, list[Heard]] = {one: [] for one in case_ids}
    for party in everybody:
        if party.pk in named_in:
            living = lives[party.scope_id]
            found[living].append(Heard(living, party, named_in[party.pk]))
    return found


def born_words(party: Party) -> str:
    """Return the birth date with the age today, or as much as is known, in words for the middle of
    a sentence. Every page and paper that gives somebody's age uses this."""
    if party.born_on:
        day = date_format(party.born_on, "SHORT_DATE_FORMAT")
        return _("%(date)s, %(age)s") % {
            "date": day,
            "age": age_words(party.born_on, clock.today()),
        }
    if party.due_on:
        return _("due %(date)s") % {"date": date_format(party.due_on, "SHORT_DATE_FORMAT")}
    if party.age_about is not None:
        return about_words(party.age_about)
    return _("not known")
