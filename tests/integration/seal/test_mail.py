"""The checkpoint of each day leaves the machine, and what is wrong with the seal is told once."""

from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import connection
from django_tasks_db.models import DBTaskResult

from sharing import clock, daily
from sharing.actor import Actor
from sharing.mail import NotSent
from sharing.models import Membership, SealAlarm, User
from sharing.roles import Role
from sharing.seal import notices, rounds
from sharing.seal.alarms import Alarm
from sharing.seal.checkpoint import checkpoint
from sharing.seal.merkle import EMPTY
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.jobs import as_jobs, run_jobs
from tests.sealing import NAME, signer
from tests.trail import newest_event

OPERATOR = "operations@example.org"
NOTE = checkpoint(NAME, 7, EMPTY, [signer()])


@pytest.fixture
def leads(cast, settings):
    """Odile leads one area and Lars the other; two more did so, or may not sign in."""
    settings.OPERATORS = [OPERATOR]
    northwold = cast.memberships["nia"].agency
    begun, over = date(2020, 1, 1), date(2020, 12, 31)
    with as_owner(), unit_of_work(Actor.system("seed")):
        for name, ends_on, active in (
            ("lars", None, True),
            ("left", over, True),
            ("off", None, False),
        ):
            user = User.objects.create(email=f"{name}@example.org", name=name, is_active=active)
            Membership.objects.create(
                user=user, agency=northwold, role=Role.LEAD, starts_on=begun, ends_on=ends_on
            )
    return cast


@pytest.fixture
def sealed(leads):
    """As after the sealer's work, of which these tests see the result alone."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO seal_checkpoint (size, note) VALUES (7, %s)", [NOTE])
    return leads


def mailings():
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT size FROM seal_mailing ORDER BY sent_at")
        return [size for (size,) in cursor.fetchall()]


def mail_checkpoint():
    """Mail it with the rights of the worker, who alone says that it was mailed."""
    with as_jobs():
        notices.mail_checkpoint.call()


def sent_to():
    return [one.to for one in mail.outbox]


def user_id(name):
    with as_owner():
        return User.objects.get(email=f"{name}@example.org").pk


def test_what_the_sealer_said_of_a_year_is_mailed_for_a_week(sealed):
    said = checkpoint(NAME, 6, EMPTY, [signer()], years={2025: EMPTY})
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO seal_checkpoint (size, note) VALUES (6, %s)", [said])
        cursor.execute(
            "INSERT INTO seal_checkpoint (size, note, sealed_at)"
            " VALUES (5, %s, now() - interval '8 days')",
            [checkpoint(NAME, 5, EMPTY, [signer()], years={2025: EMPTY})],
        )
    mail_checkpoint()
    first = mail.outbox[0]
    assert "A year is over." in first.body
    files = [("checkpoint-7.txt", NOTE, "text/plain"), ("checkpoint-6.txt", said, "text/plain")]
    assert first.attachments == files


def test_that_the_database_was_restored_is_mailed_too(sealed):
    lost = ["restored 4 9 AAAA"]
    before, said = (checkpoint(NAME, size, EMPTY, [signer()], more=lost) for size in (5, 6))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO seal_checkpoint (size, note) VALUES (5, %s), (6, %s)", [before, said]
        )
    mail_checkpoint()
    first = mail.outbox[0]
    assert "The database was restored from a backup" in first.body
    assert "A year is over." not in first.body
    # The newest of those that say so, once.
    files = [("checkpoint-7.txt", NOTE, "text/plain"), ("checkpoint-6.txt", said, "text/plain")]
    assert first.attachments == files


def test_every_lead_and_the_operators_get_the_checkpoint_each_in_a_mail(sealed):
    mail_checkpoint()
    assert sent_to() == [["lars@example.org"], ["odile@example.org"], [OPERATOR]]
    for one in mail.outbox:
        assert "Please keep this mail" in one.body
        assert NOTE in one.body
        assert "A year is over." not in one.body
        assert "restored" not in one.body
        assert one.attachments == [("checkpoint-7.txt", NOTE, "text/plain")]
        assert "7" not in one.subject
    assert mailings() == [7]
    event = newest_event()
    assert (event.code, event.role) == ("checkpoint_mailed", "seal")
    assert set(event.people) == {user_id("odile"), user_id("lars")}


def test_it_is_a_duty_of_each_day(sealed):
    daily.enter_rounds()
    DBTaskResult.objects.filter(task_path="sharing.daily.make_round").update(
        run_after=clock.now() - timedelta(minutes=1)
    )
    run_jobs()
    assert mailings() == [7]


def test_nothing_is_mailed_before_the_first_seal(leads):
    mail_checkpoint()
    assert sent_to() == []
    assert mailings() == []


def test_nobody_is_there_to_hold_it(sealed, settings):
    settings.OPERATORS = []
    with as_owner():
        User.objects.filter(memberships__role="lead").update(is_active=False)
    mail_checkpoint()
    assert mailings() == []


class Refusing(locmem.EmailBackend):
    """A mail server that knows neither Odile nor the operators."""

    def send_messages(self, messages):
        for message in messages:
            if message.to[0] != "lars@example.org":
                raise SMTPRecipientsRefused({message.to[0]: (550, b"unknown")})
        return super().send_messages(messages)


def test_an_address_that_is_refused_stops_no_other_and_is_a_failed_job(sealed, settings):
    settings.EMAIL_BACKEND = "tests.integration.seal.test_mail.Refusing"
    with pytest.raises(NotSent, match="SMTPRecipientsRefused"):
        mail_checkpoint()
    assert sent_to() == [["lars@example.org"]]
    assert newest_event().people == [user_id("lars")]
    assert mailings() == [7]


# Alarms


def test_what_is_wrong_is_told_once(leads):
    notices.tell_of_alarms()
    assert sent_to() == [["lars@example.org"], ["odile@example.org"], [OPERATOR]]
    body = mail.outbox[0].body
    assert str(Alarm.SILENT.label) in body
    assert "see that seal_trail runs" in body
    assert "/trail/seal/" in body
    event = newest_event()
    assert event.code == "seal_alarm_told"
    assert set(event.people) == {user_id("odile"), user_id("lars")}
    told = SealAlarm.objects.filter(ended_at=None)
    assert set(event.items) == {one.pk for one in told}
    assert all(one.told_at for one in told)
    notices.tell_of_alarms()
    assert len(mail.outbox) == 3


def test_an_alarm_that_ended_and_comes_again_is_told_again(leads, monkeypatch):
    wrong = []
    monkeypatch.setattr(type(notices.health()), "alarms", property(lambda self: list(wrong)))
    notices.tell_of_alarms()
    assert mail.outbox == []
    wrong.append(Alarm.UNSEALED)
    notices.tell_of_alarms()
    wrong.append(Alarm.ALTERED)
    notices.tell_of_alarms()
    assert len(mail.outbox) == 6
    assert str(Alarm.UNSEALED.label) in mail.outbox[0].body
    assert str(Alarm.UNSEALED.label) not in mail.outbox[3].body, "of this they were told"
    assert str(Alarm.ALTERED.label) in mail.outbox[3].body
    wrong.clear()
    notices.tell_of_alarms()
    assert not SealAlarm.objects.filter(ended_at=None).exists()
    wrong.append(Alarm.UNSEALED)
    notices.tell_of_alarms()
    assert len(mail.outbox) == 9
    assert SealAlarm.objects.filter(code="unsealed").count() == 2


def test_what_goes_off_after_another_guard_is_told_too(leads):
    notices.tell_of_alarms()
    for statement in (
        "CREATE INDEX for_speed ON meetings_action (id, state)",
        "ALTER TABLE sharing_item DISABLE ROW LEVEL SECURITY",
        "GRANT DELETE ON sharing_item TO portal_web",
        "CREATE SCHEMA portal_web",
    ):
        mail.outbox.clear()
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(statement)
        notices.tell_of_alarms()
        notices.tell_of_alarms()
        assert len(mail.outbox) == 3
        assert str(Alarm.UNGUARDED.label) in mail.outbox[0].body


def test_a_guard_that_goes_off_again_is_told_of_again(leads):
    """Another alarm stays open meanwhile, so that it is the same alarm."""
    told = []
    for statement in (
        "CREATE INDEX for_speed ON meetings_action (id, state)",
        "ALTER TABLE sharing_item DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE sharing_item ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE sharing_item DISABLE ROW LEVEL SECURITY",
    ):
        mail.outbox.clear()
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(statement)
        notices.tell_of_alarms()
        told.append(len(mail.outbox))
    assert told == [3, 3, 0, 3]


def test_who_could_not_be_told_is_told_later(leads, settings):
    working = settings.EMAIL_BACKEND
    settings.OPERATORS = []
    settings.EMAIL_BACKEND = "tests.integration.seal.test_mail.Unreachable"
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        notices.tell_of_alarms()
    assert SealAlarm.objects.filter(told_at=None).exists()
    settings.EMAIL_BACKEND = working
    notices.tell_of_alarms()
    assert len(mail.outbox) == 2
    assert not SealAlarm.objects.filter(told_at=None).exists()


class Unreachable(locmem.EmailBackend):
    """No mail server at all."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


def looks():
    waiting = DBTaskResult.objects.filter(task_path="sharing.seal.rounds.look_at_seal")
    return list(waiting.order_by("run_after").values_list("run_after", flat=True))


def test_the_worker_looks_every_few_minutes_once_however_many_there_are(leads):
    # Workers go by the machine's clock: an hour ago, whatever is entered is due.
    now = (clock.now() - timedelta(hours=1)).replace(minute=3, second=20)
    with clock.set_to(now):
        rounds.enter_look()
        rounds.enter_look()
        assert looks() == [now.replace(minute=5, second=0, microsecond=0)]
    with clock.set_to(now + timedelta(minutes=3)):
        run_jobs()
    assert looks()[-1] == now.replace(minute=10, second=0, microsecond=0)
    assert len(mail.outbox) == 3
