"""Drafts of referrals that nobody goes on with, for the job that ends them. The job reads no
referral, only its author and when it was last written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from meetings import permissions as may
from meetings.models import Case, Protocol
from meetings.rules.left_drafts import Patience, ends_on
from sharing import clock
from sharing.access import expect
from sharing.actor import Actor
from sharing.models import Membership, Scope, User


@dataclass(frozen=True)
class LeftDraft:
    """A draft with something to do today, and the day on which it is thrown away."""

    case_id: UUID
    author_id: UUID
    agency_id: UUID
    until: date
    told: bool  # whether its author, or if they have gone their agency, was told of that day


def left_drafts(actor: Actor, *case_ids: UUID) -> list[LeftDraft]:
    """Return the drafts, or those among these, that are due: their author is told today, or they
    are thrown away. If the author has gone, others are told at once."""
    expect(actor, may.END_LEFT_DRAFTS)
    patience = _patience()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id, area_id, author_id, agency_id, written_at FROM drafts_left()"
        )
        rows = [
            row
            for row in cursor.fetchall()
            if row[1] in patience and (not case_ids or row[0] in case_ids)
        ]
    told = dict(
        Case.objects.filter(pk__in=[row[0] for row in rows]).values_list("pk", "left_until")
    )
    there = _at_work(row[2] for row in rows)
    today, found = clock.today(), []
    for case_id, area_id, author_id, agency_id, written_at in rows:
        day = ends_on(
            clock.day(written_at),
            told[case_id],
            today=today,
            patience=patience[area_id],
            gone=(author_id, agency_id) not in there,
        )
        if day and (day != told[case_id] or day <= today):
            found.append(LeftDraft(case_id, author_id, agency_id, day, day == told[case_id]))
    return found


def is_gone(draft: LeftDraft) -> bool:
    """Return whether the author of a draft no longer refers for that agency."""
    return (draft.author_id, draft.agency_id) not in _at_work([draft.author_id])


def author_to_tell(draft: LeftDraft) -> list[str]:
    """Return the mail address of a draft's author; none if they may not know of the case."""
    if draft.author_id in walled_off(draft):
        return []
    return [User.objects.values_list("email", flat=True).get(pk=draft.author_id)]


def walled_off(draft: LeftDraft) -> set[UUID]:
    """Return the people who may not know of the case."""
    return set(Scope.objects.values_list("walled", flat=True).get(pk=draft.case_id))


def _at_work(people: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """Return these people with the agencies for which they refer today."""
    held = Membership.objects.filter(
        user__in=set(people), role__in=may.REFER.roles, user__is_active=True
    )
    today = clock.today()
    return {(one.user_id, one.agency_id) for one in held if one.is_live(today)}


def _patience() -> dict[UUID, Patience]:
    """Return how long each area waits, by the rules that hold now."""
    in_force = Protocol.objects.filter(in_force_from__lte=clock.today()).order_by("version")
    return {
        one.area_id: Patience(one.throw_away_after, one.tell_before_throwing_away)
        for one in in_force
    }
