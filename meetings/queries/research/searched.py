"""The searches of agencies that know nobody in a case: for whom, by their names and birth dates of
that time, by which details, and where."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings import permissions as may
from meetings.models import Case, ResearchRequest, SearchedBy
from meetings.queries.joined import heard_together
from meetings.queries.people import Heard
from meetings.rules.searched import words_of_search
from sharing.access import visible_to
from sharing.actor import Actor
from sharing.models import Agency, Party


@dataclass(frozen=True)
class Search:
    """What one agency searched."""

    agency: Agency
    people: list[str]
    words: str


def searches_of(case: Case, requests: Collection[ResearchRequest]) -> list[Search]:
    """Return the searches behind these answers about a case that was opened before."""
    rows = {row for request in requests for row in request.looked_up_as}
    past = Party.history.filter(scope_id__in=heard_together(case).values("pk"), history_id__in=rows)
    found = {one.history_id: one for one in past} if rows else {}
    return [
        Search(
            one.agency,
            sorted(
                in_words(found[row], one.searched_by) for row in one.looked_up_as if row in found
            ),
            words_of_search(one.searched_by, one.searched),
        )
        for one in requests
    ]


def people_then(scopes: Collection[UUID], rows: Collection[UUID]) -> dict[UUID, Party]:
    """Return, by history row, the person of these cases as they were then."""
    found = Party.history.filter(scope_id__in=scopes, history_id__in=rows) if rows else ()
    return {one.history_id: one for one in found}


def in_words(party: Party, by: Collection[str]) -> str:
    """Return the person's name in words and, as far as they were searched by these, other names and
    the birth date."""
    named = Party(given_name=party.given_name, family_name=party.family_name)
    parts = [named.full_name]
    if SearchedBy.OTHER_NAMES in by and party.other_names:
        parts.append(_("also %(names)s") % {"names": party.other_names})
    if SearchedBy.BORN in by:
        parts.append(date_format(party.born_on) if party.born_on else _("birth date not given"))
    return ", ".join(parts)


def as_they_stand(people: Iterable[Heard]) -> dict[UUID, UUID]:
    """Return, for each of these people, the history row with their present name and birth date."""
    return rows_now([one.party for one in people if one.party.due_on is None])


def rows_now(parties: Collection[Party]) -> dict[UUID, UUID]:
    """Return the newest history row of each of these people."""
    rows = (
        Party.history.filter(
            scope_id__in={one.scope_id for one in parties}, id__in={one.pk for one in parties}
        )
        .order_by("id", "-history_date")
        .distinct("id")
        .values_list("id", "history_id")
    )
    return dict(rows)


def usually_searched(actor: Actor) -> str:
    """Return where the actor's agency last searched; empty if it has never said so."""
    found = (
        ResearchRequest.objects.filter(
            visible_to(actor, may.ANSWER_RESEARCH, "scope__"), agency_id=actor.agency_id
        )
        .exclude(searched="")
        .order_by("-asked_at", "-submitted_at")
        .values_list("searched", flat=True)
        .first()
    )
    return found or ""
