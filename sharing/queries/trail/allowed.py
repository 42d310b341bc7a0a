"""By what something on the trail was allowed."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from sharing.models import AuditEvent, Outcome
from sharing.roles import REACH, Reach, Role


def ways_of(events: Sequence[AuditEvent]) -> dict[UUID, list[str]]:
    """Return by what the cases of these events were open, where the role alone does not say it: an
    agency is on circulation, somebody of it referred, or opened them in an emergency."""
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
    """Return it in words; nothing of an agency's event where nobody asked by what ways."""
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
    """Return in which role somebody acted; none of a job, or of nobody."""
    return Role(event.role) if event.role in Role.values else None


def _by_agency(event: AuditEvent) -> bool:
    role = role_of(event)
    allowed = event.outcome == Outcome.ALLOWED and bool(event.cases)
    return allowed and role is not None and REACH[role] is Reach.AGENCY
