"""Searching for a case among those that the actor may read."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from uuid import UUID

from django.db.models import Q, Value
from django.db.models.functions import Replace

from meetings import permissions as may
from meetings.models import Case
from meetings.queries.case import stage_colour, stage_words
from meetings.queries.people import born_words, note_people, with_past
from meetings.rules.find import as_date, as_words, terms_of
from sharing.access import require, show, visible_to
from sharing.actor import Actor
from sharing.case_names import as_reference, hash_of
from sharing.models import Party
from sharing.reading import off_list
from sharing.watch.names import note_sought
from sharing.work import current

MOST = 50  # cases on the page; somebody who finds more has to type more


@dataclass(frozen=True)
class Found:
    """One case, and its people who match."""

    case: Case
    people: list[tuple[Party, str]]
    stage: str
    colour: str


@dataclass(frozen=True)
class FindResult:
    found: list[Found]
    more: bool


def may_find(actor: Actor) -> None:
    """Refuse an actor who may search for no case, before the page asks for search terms."""
    require(actor, may.FIND_CASE)


def find_cases(actor: Actor, typed: str) -> FindResult:
    """Return the matching cases that the actor may read. Nothing shows of any other case, as if it
    did not exist."""
    require(actor, may.FIND_CASE)
    people = _people(actor, typed)
    matched: dict[UUID, list[Party]] = {}
    for party in people:
        matched.setdefault(party.scope_id, []).append(party)
    reference = as_reference(typed)
    cases = (
        Case.objects.filter(visible_to(actor, may.VIEW_CASE, "scope__"))
        .annotate(plain=Replace("reference", Value("-"), Value("")))
        .filter(Q(pk__in=matched) | Q(plain=reference))
        .select_related("meeting", "joined_to")
        .order_by("-stage_since", "reference")[: MOST + 1]
    )
    shown = list(cases)
    found = [
        Found(
            case,
            [(one, born_words(one)) for one in matched.get(case.pk, [])],
            stage_words(case),
            stage_colour(case),
        )
        for case in shown[:MOST]
    ]
    show(actor, may.FIND_CASE, [one.case.pk for one in found])
    if off_list(actor, [one.case.pk for one in found]):
        current().note(may.FOUND_OFF_LIST)
    note_people(party for one in found for party, _born in one.people)
    work = current()
    work.seek(may.FIND_CASE.event, hashes_of(typed))
    note_sought(work, typed)
    return FindResult(found, more=len(shown) > MOST)


def hashes_of(typed: str) -> list[str]:
    """Return the keyed hashes of a search's terms, which the trail keeps."""
    return [hash_of(term) for term in terms_of(typed)]


def _people(actor: Actor, typed: str) -> list[Party]:
    born: date | None = as_date(typed)
    words = as_words(typed)
    if born:
        wanted = Q(born_on=born)
    elif words:
        wanted = reduce(and_, (_named(word) for word in words))
    else:
        return []
    parties = Party.objects.filter(
        visible_to(actor, may.VIEW_CASE, "scope__"), wanted, ended_on__isnull=True
    )
    return list(with_past(parties).order_by("-id")[: MOST * 4])


def _named(word: str) -> Q:
    names = ("given_name", "family_name", "other_names")
    return reduce(or_, (Q(**{f"{name}__icontains": word}) for name in names))
