"""Removes rows whose time is over, without anybody asking."""

from datetime import timedelta
from uuid import UUID

from axes.models import AccessAttempt
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.models import CaseOpening, FormToken, KeptForm, PortalSession
from sharing.permissions import REMOVE_EXPIRED
from sharing.queries.kept_forms import KEPT_FOR

PURGER = "purge"
# The count of failed attempts is over within the hour; what is kept of them names a network.
ATTEMPTS_KEPT_FOR = timedelta(days=1)
JOBS_KEPT_FOR = timedelta(days=30)  # so that what failed can be looked into


def remove_expired(*, actor: Actor) -> None:
    """Kept forms, form tokens, sessions, failed attempts to sign in, finished jobs and decided
    alerts are deleted once their time is over. The event names the authors of the kept forms and
    the alerts; the number of each kind is beside it."""
    work = perform(actor, REMOVE_EXPIRED)
    now = clock.now()
    forms = KeptForm.objects.filter(kept_at__lte=now - KEPT_FOR)
    for form_id, user_id in forms.values_list("pk", "user_id"):
        work.items.add(form_id)
        work.people.add(user_id)
    # A page, or a form that was kept, is sent again at most while it is known whose session it was.
    token_kept_for = KEPT_FOR + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    expired: dict[str, QuerySet] = {
        "kept forms": forms,
        "openings of cases": CaseOpening.objects.all(),  # the database shows what is a day old
        "form tokens": FormToken.objects.filter(sent_at__lte=now - token_kept_for),
        "sessions": PortalSession.objects.filter(expire_date__lte=now),
        "attempts": AccessAttempt.objects.filter(attempt_time__lte=now - ATTEMPTS_KEPT_FOR),
        "jobs": DBTaskResult.objects.finished().filter(finished_at__lte=now - JOBS_KEPT_FOR),
    }
    ended = _end_alerts()
    work.items.update(ended)
    removed = {name: _remove(rows) for name, rows in expired.items()}
    work.beside["removed"] = removed | {"alerts": len(ended)}


def _end_alerts() -> list[UUID]:
    """Alerts that were decided on are deleted, with their history, once the days of their area are
    over. Alerts about a case on hold stay. Only the database can do it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT end_alerts()")
        (ended,) = cursor.fetchone()
    return list(ended)


def _remove(rows: QuerySet) -> int:
    _all, by_model = rows.delete()
    return by_model.get(rows.model._meta.label, 0)
