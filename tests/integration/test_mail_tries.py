"""Mail that did not arrive is tried again for two days: for those who were not reached, and as far
as it is still true."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import connection
from django_tasks_db.models import DBTaskResult

from meetings import notices as of_cases
from meetings.models import Case, Meeting, MeetingState, Stage
from meetings.operations.closure import withdraw_case
from sharing import clock, notices
from sharing.mail import PAUSES
from sharing.models import EmergencyAccess, PasswordLink
from sharing.operations.members import end_membership
from sharing.operations.password_links import make_link
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import change, do, wall_off
from tests.jobs import run_jobs, run_later_tries
from tests.personas import make_member
from tests.story import case_at
from tests.trail import events

OPERATOR = "operations@example.org"


class Knowing(locmem.EmailBackend):
    """A mail server that takes mail for some, and is down where it knows nobody."""

    known: set[str] = set()

    def send_messages(self, messages):
        for message in messages:
            if not self.known:
                raise ConnectionRefusedError
            if message.to[0] not in self.known:
                raise SMTPRecipientsRefused({message.to[0]: (550, b"unknown")})
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.integration.test_mail_tries.Knowing"
    known: set[str] = set()
    monkeypatch.setattr(Knowing, "known", known)
    return known


def everybody(known):
    known |= {f"{name}@example.org" for name in NAMES} | {f"{kind}@lm.example" for kind in KINDS}


NAMES = ("petra", "carys", "chidi", "odile", "ines", "alex", "other", "new")
KINDS = ("police", "idva", "housing")


def to():
    return [message.to[0] for message in mail.outbox]


def rows():
    """What the database holds of the jobs, as text."""
    return "\n".join(
        str(row)
        for row in DBTaskResult.objects.values_list(
            "args_kwargs", "exception_class_path", "traceback"
        )
    )


def tell_of_case(about, case, agency):
    of_cases.send_case_notice.enqueue(about=about, case_id=str(case.pk), agency_id=str(agency.pk))
    run_jobs()


def test_when_the_server_is_back_each_is_told_once(cast, server):
    case = case_at(cast, Stage.TRIAGE)
    tell_of_case("referral", case, cast.agency("idva"))
    run_later_tries()
    assert mail.outbox == []
    everybody(server)
    for _ in range(2):
        run_later_tries()
    assert to() == ["idva@lm.example"]


def test_only_those_who_were_not_reached_are_tried_again(cast, server):
    case = case_at(cast, Stage.ACTIONS)
    with as_owner(), unit_of_work(cast.actor("carys")):
        police = cast.agency("police")
        police.mailbox = ""
        police.save()
        make_member("other", Role.REPRESENTATIVE, police)
    server.add("petra@example.org")
    since = len(events())
    tell_of_case("development", case, police)
    assert to() == ["petra@example.org"]
    everybody(server)
    for _ in range(2):
        run_later_tries()
    assert to() == ["petra@example.org", "other@example.org"]
    assert [one.code for one in events()[since:]].count("notice_sent") == 2


def test_the_pauses_grow_to_two_days_and_then_the_operators_are_told_once(cast, server, settings):
    settings.OPERATORS = [OPERATOR]
    server.add(OPERATOR)
    case = case_at(cast, Stage.TRIAGE)
    job, began = of_cases.send_case_notice, clock.now()
    at, pauses = began, []
    with clock.set_to(at):
        tell_of_case("referral", case, cast.agency("idva"))
        tell_of_case("referral", case, cast.agency("police"))
    for pause in PAUSES:
        waiting = DBTaskResult.objects.filter(task_path=job.module_path, status="READY")
        assert {one.run_after for one in waiting} == {at + pause}
        at += pause
        pauses.append(pause)
        assert mail.outbox == []
        with clock.set_to(at):
            if pause == PAUSES[-1]:
                with pytest.raises(AssertionError, match="NotSent: SMTPRecipientsRefused"):
                    run_later_tries()
            else:
                run_later_tries()
    assert pauses == sorted(pauses) and at - began == timedelta(days=2)
    # Workers go by the machine's clock.
    waiting = DBTaskResult.objects.filter(status="READY")
    waiting.update(run_after=began)
    with pytest.raises(AssertionError, match="NotSent: SMTPRecipientsRefused"):
        run_jobs()
    assert to() == [OPERATOR]
    assert case.reference not in mail.outbox[0].subject + mail.outbox[0].body
    assert DBTaskResult.objects.filter(status="FAILED").count() == 2
    for private in ("@", "unknown", case.reference, "Tara"):
        assert private not in rows()


def test_operators_who_are_not_reached_are_a_failed_job(cast, server, settings):
    settings.OPERATORS = [OPERATOR]
    notices.tell_of_reset.enqueue(
        str(cast.user("petra").pk),
        earlier={"begun": clock.now().isoformat(), "made": len(PAUSES), "reached": []},
    )
    with pytest.raises(AssertionError, match="NotSent: ConnectionRefusedError"):
        run_jobs()
    failed = DBTaskResult.objects.filter(status="FAILED")
    assert failed.count() == 2 and "@" not in rows()


# What is no longer true is not sent.


def used_link(cast):
    with unit_of_work(cast.actor("alex")):
        link = make_link(cast.user("petra"))
    notices.send_password_link.enqueue(str(link.pk))
    yield
    with as_owner(), unit_of_work(cast.actor("alex")):
        PasswordLink.objects.filter(pk=link.pk).update(used_at=clock.now())


def ended_membership(cast):
    with as_owner(), unit_of_work(cast.actor("alex")):
        alex = cast.user("alex")
        held = make_member("new", Role.CHAIR, cast.agency("police"), proposed_by=alex)
    notices.tell_what_waits.enqueue(str(cast.area.pk))
    yield
    do(cast, "alex", end_membership, membership_id=held.pk)


def reviewed_emergency(cast):
    case = case_at(cast, Stage.ACTIONS)
    with as_owner(), unit_of_work(cast.actor("carys")) as work:
        opened = EmergencyAccess.objects.create(
            scope_id=case.pk,
            user=cast.user("petra"),
            agency=cast.agency("police"),
            opening_event=work.event_id,
            opened_at=clock.now(),
            until=clock.now(),
        )
    notices.tell_of_emergency.enqueue(access_id=str(opened.pk))
    yield
    with as_owner(), unit_of_work(cast.actor("carys")):
        opened.reviewed_by, opened.reviewed_at = cast.user("carys"), clock.now()
        opened.outcome = "right"
        opened.save()


def withdrawn_referral(cast):
    case = case_at(cast, Stage.TRIAGE)
    tell_of_case("referral", case, cast.agency("idva"))
    yield
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="Not this area.")
    DBTaskResult.objects.exclude(args_kwargs__kwargs__has_key="earlier").delete()


def case_that_came_back(cast):
    case = case_at(cast, Stage.ACCEPTED)
    change(cast, case, Case, stage=Stage.WITHDRAWN)
    tell_of_case("left", case, cast.agency("housing"))
    yield
    change(cast, case, Case, stage=Stage.ACCEPTED)


def meeting_held(cast):
    case = case_at(cast, Stage.RESEARCH)
    of_cases.tell_of_list(case.meeting_id, {case.pk: [cast.agency("housing").pk]})
    yield
    with as_owner(), unit_of_work(cast.actor("carys")):
        meeting = Meeting.objects.get(pk=case.meeting_id)
        meeting.state = MeetingState.HELD
        meeting.save()


@pytest.mark.parametrize(
    "becomes",
    [
        used_link,
        ended_membership,
        reviewed_emergency,
        withdrawn_referral,
        case_that_came_back,
        meeting_held,
    ],
)
def test_what_is_no_longer_so_is_not_sent(cast, server, becomes):
    story = becomes(cast)
    next(story)
    run_jobs()
    waiting = DBTaskResult.objects.filter(args_kwargs__kwargs__has_key="earlier")
    assert waiting.filter(status="READY").exists()
    next(story, None)
    everybody(server)
    run_later_tries()
    assert mail.outbox == [] and not waiting.filter(status="READY").exists()


# Cases left to nobody.


@pytest.fixture
def left(cast, server):
    """A case left to no coordinator or chair, of which the lead could not be told yet."""
    case = case_at(cast, Stage.TRIAGE)
    wall_off(cast, case, "carys", "chidi")
    notices.tell_of_cases_left.enqueue(str(cast.area.pk))
    run_jobs()
    everybody(server)
    return case


def test_the_lead_is_told_of_it_once_though_the_next_round_tells_of_it_too(cast, left):
    notices.tell_of_keepers_gone.enqueue()
    run_jobs()
    run_later_tries()
    assert to() == ["odile@example.org"]


@pytest.mark.parametrize("why", ["walled", "kept", "no_lead"])
def test_but_not_if_they_are_not_to_know_or_somebody_keeps_it(cast, left, why):
    if why == "walled":
        with as_owner(), connection.cursor() as cursor:
            walls = "UPDATE sharing_scope SET walled = walled || %s WHERE id = %s"
            cursor.execute(walls, [[cast.user("odile").pk], left.pk])
    else:
        with as_owner(), unit_of_work(cast.actor("alex")):
            make_member("new", Role.CHAIR if why == "kept" else Role.LEAD, cast.agency("police"))
            lead = cast.memberships["odile"]
            lead.ends_on = clock.today() - timedelta(days=1) if why == "no_lead" else None
            lead.save()
    run_later_tries()
    assert mail.outbox == []
