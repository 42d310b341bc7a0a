"""What has expired is removed by the daily job, and by nobody else."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.http import QueryDict
from django_tasks_db.models import DBTaskResult

from sharing import clock, daily, encryption
from sharing.actor import Actor
from sharing.models import AuditDetail, FormToken, KeptForm, PortalSession
from sharing.operations import kept_forms
from sharing.operations.purge import remove_expired
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.jobs import as_jobs
from tests.signing_in import session_of
from tests.trail import newest_event

HOUR = timedelta(hours=1)
DAY = 24 * HOUR


def keep_form(cast, who, ago):
    """Keep a form of somebody that arrived so long ago."""
    with clock.set_to(clock.now() - ago), unit_of_work(cast.actor(who)) as work:
        kept_forms.keep(actor=work.actor, path="/fruit/", sent=QueryDict("name=plum"))


def kept():
    with as_owner():
        return set(KeptForm.objects.values_list("user__email", flat=True))


def clear_up():
    with as_jobs(), unit_of_work(Actor.system("purge")) as work:
        remove_expired(actor=work.actor)
    event = newest_event()
    with as_owner():
        beside = AuditDetail.objects.get(pk=event.id)
    plain = encryption.decrypt("audit detail", bytes(beside.ciphertext), belongs_to=event.id.bytes)
    return event, json.loads(plain)["removed"]


def test_kept_forms_are_removed_after_six_days(cast):
    keep_form(cast, "petra", 6 * DAY + HOUR)
    keep_form(cast, "wren", 6 * DAY - HOUR)
    with as_owner():
        form_id = KeptForm.objects.get(user=cast.user("petra")).pk
    event, removed = clear_up()
    assert kept() == {"wren@example.org"}
    assert (event.code, event.role, event.items) == ("expired_removed", "purge", [form_id])
    # Their lead reads of it.
    assert (event.people, event.areas) == ([cast.user("petra").pk], [cast.area.pk])
    assert removed["kept forms"] == 1


def test_the_database_shows_the_job_no_form_that_still_waits(cast):
    keep_form(cast, "petra", 6 * DAY - HOUR)
    with as_jobs(), unit_of_work(Actor.system("purge")), connection.cursor() as cursor:
        assert not KeptForm.objects.exists()
        cursor.execute("DELETE FROM sharing_keptform")
    assert kept() == {"petra@example.org"}


def test_the_web_role_removes_none_whoever_it_says_that_it_is(cast):
    keep_form(cast, "petra", 6 * DAY + HOUR)
    with unit_of_work(Actor.system("purge")), connection.cursor() as cursor:
        assert not KeptForm.objects.exists()
        cursor.execute("DELETE FROM sharing_keptform")
    assert kept() == {"petra@example.org"}


@pytest.mark.parametrize("who", ["carys", "odile", "alex"])
def test_nobody_else_sees_or_removes_a_form(cast, who):
    keep_form(cast, "petra", 6 * DAY + HOUR)
    with unit_of_work(cast.actor(who)), connection.cursor() as cursor:
        assert not KeptForm.objects.exists()
        cursor.execute("DELETE FROM sharing_keptform")
    with pytest.raises(Refused), unit_of_work(cast.actor(who)) as work:
        remove_expired(actor=work.actor)
    assert kept() == {"petra@example.org"}


def test_form_tokens_are_removed_when_no_page_can_be_sent_again(cast):
    for ago in (287, 289):
        with unit_of_work(cast.actor("petra")):
            FormToken.objects.create(
                token=uuid4(), user=cast.user("petra"), sent_at=clock.now() - ago * HOUR
            )
    _event, removed = clear_up()
    assert removed["form tokens"] == 1
    with unit_of_work(cast.actor("petra")):
        assert FormToken.objects.get().sent_at > clock.now() - 12 * DAY


def test_sessions_are_removed_when_they_are_over(cast):
    stays, goes = (session_of(cast.user(who)) for who in ("petra", "wren"))
    PortalSession.objects.filter(pk=goes.session_key).update(expire_date=clock.now() - HOUR)
    _event, removed = clear_up()
    assert removed["sessions"] == 1
    assert PortalSession.objects.get().pk == stays.session_key


def test_what_names_a_network_is_not_kept(cast):
    for ago in (23, 25):
        attempt = AccessAttempt.objects.create(
            username=f"hash {ago}", ip_address="192.0.2.1", failures_since_start=1
        )
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=clock.now() - ago * HOUR)
    _event, removed = clear_up()
    assert removed["attempts"] == 1
    assert AccessAttempt.objects.get().username == "hash 23"


def test_finished_jobs_are_removed_after_a_month(cast):
    for status, ago in (("SUCCESSFUL", 29), ("FAILED", 31), ("READY", 31)):
        job = daily.clear_up.enqueue().db_result
        finished = clock.now() - timedelta(days=ago)
        DBTaskResult.objects.filter(pk=job.pk).update(status=status, finished_at=finished)
    _event, removed = clear_up()
    assert removed["jobs"] == 1
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL", "READY"}


def test_where_nothing_has_expired_the_event_says_so(cast):
    event, removed = clear_up()
    assert (event.code, event.items, event.people) == ("expired_removed", [], [])
    assert set(removed.values()) == {0}
