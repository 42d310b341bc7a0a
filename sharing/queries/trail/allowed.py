"""The grounds on which something on the trail was allowed."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from sharing.models import AuditEvent, Outcome
from sharing.roles import REACH, Reach, Role


def ways_of(events: Sequence[AuditEvent]) -> dict[UUID, list[str]]:
    """Return the grounds on which the cases of these events were open, if the role alone does not
    show them: an agency is on circulation, one of its people referred them, or opened them in an
    emergency."""
    asked = [(one.recorded_at, one.id) for one in events if _by_agency(one)]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM let_in_by(%s::timestamptz[], %s::uuid[])",
            [list(column) for column in zip(*asked, strict=True)],
        )
        return dict(cursor.fetchall())


def allowed_by(event: AuditEvent, ways: dict[UUID, list[str]] | None) -> str:
    """Return the grounds in words; empty for an agency's event if nobody asked for them."""
    role = role_of(event)
    if role is None:
        return _("Rule of the portal") if event.role else ""
    if not event.cases:
        return _("By role")
    if _by_agency(event):
        if ways is None:
            return ""
        known = {
            "full": _("Agency on full circulation"),
            "search": _("Agency on search circulation"),
            "referral": _("Own referral"),
            "emergency": _("Opened in an emergency"),
        }
        said = [words for way, words in known.items() if way in ways.get(event.id, [])]
        return "; ".join(said) or _("By role")
    return {
        Reach.AREA: _("By role, for the whole area"),
        Reach.OWN: _("Own referral"),
        Reach.TRAIL: _("By role, without content"),
        Reach.NOTHING: _("By role"),
    }[REACH[role]]


def role_of(event: AuditEvent) -> Role | None:
    """Return the role in which somebody acted; None for a job, or for nobody."""
    return Role(event.role) if event.role in Role.values else None


def _by_agency(event: AuditEvent) -> bool:
    role = role_of(event)
    allowed = event.outcome == Outcome.ALLOWED and bool(event.cases)
    return allowed and role is not None and REACH[role] is Reach.AGENCY
