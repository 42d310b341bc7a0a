"""Drafts of referrals that nobody goes on with, for the job that ends them. It reads no referral: only
who wrote one, and when last."""

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
from sharing.models import Membership, Scope


@dataclass(frozen=True)
class LeftDraft:
    """A draft of which something is to be done today: it is thrown away on that day."""

    case_id: UUID
    author_id: UUID
    agency_id: UUID
    until: date
    told: bool  # whether its author was told of that day


def left_drafts(actor: Actor, *case_ids: UUID) -> list[LeftDraft]:
    """Return the drafts, or those of these that are, whose author is told today, or that are thrown
    away."""
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
    today, found = clock.today(), []
    for case_id, area_id, author_id, agency_id, written_at in rows:
        day = ends_on(clock.day(written_at), told[case_id], today=today, patience=patience[area_id])
        if day and (day != told[case_id] or day <= today):
            found.append(LeftDraft(case_id, author_id, agency_id, day, day == told[case_id]))
    return found


def author_to_tell(draft: LeftDraft) -> list[str]:
    """Return where the author of a draft reads of it: nowhere, where they do not work for that agency
    any more or may not know of the case."""
    today = clock.today()
    if draft.author_id in Scope.objects.values_list("walled", flat=True).get(pk=draft.case_id):
        return []
    held = Membership.objects.filter(
        user=draft.author_id,
        agency=draft.agency_id,
        role__in=may.REFER.roles,
        user__is_active=True,
    ).select_related("user")
    return sorted({one.user.email for one in held if one.is_live(today)})


def _patience() -> dict[UUID, Patience]:
    """Return how long each area waits, by the rules that hold now."""
    in_force = Protocol.objects.filter(in_force_from__lte=clock.today()).order_by("version")
    return {
        one.area_id: Patience(one.throw_away_after, one.tell_before_throwing_away)
        for one in in_force
    }
