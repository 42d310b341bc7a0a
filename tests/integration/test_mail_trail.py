"""Every mail of the portal is on record: to whom it went, also where another address failed."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from meetings import notices as of_cases
from meetings.models import Stage
from meetings.operations.research import open_return
from sharing import clock, notices
from sharing.models import AccountCorrection
from sharing.operations.password_links import make_link
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import do
from tests.jobs import as_jobs
from tests.personas import make_member
from tests.story import case_at
from tests.trail import count_events, newest_event


def linked(cast):
    with unit_of_work(cast.actor("alex")):
        return notices.send_password_link, make_link(cast.user("petra")).pk, "petra"


def corrected(cast):
    with unit_of_work(cast.actor("alex")):
        correction = AccountCorrection.objects.create(
            user=cast.user("petra"),
            name_before="Petra Example",
            email_before="petra.before@example.org",
            corrected_by=cast.user("alex"),
            corrected_at=clock.now(),
        )
    return notices.tell_of_correction, correction.pk, "petra"


@pytest.mark.parametrize(
    "asked",
    [
        linked,
        corrected,
        lambda cast: (notices.tell_of_reset, cast.user("petra").pk, "petra"),
        lambda cast: (notices.tell_of_codes, cast.user("petra").pk, "petra"),
    ],
    ids=["link", "correction", "reset", "codes"],
)
def test_what_was_mailed_to_somebody_is_on_record(cast, asked):
    job, given, name = asked(cast)
    with as_jobs():
        job.call(str(given))
    event = newest_event()
    assert (event.code, event.role) == ("mail_sent", "notices")
    assert event.people == [cast.user(name).pk]
    assert event.areas == [cast.area.pk]
    assert mail.outbox


@pytest.fixture
def waiting(cast):
    """A membership that waits for a second person."""
    with as_owner(), unit_of_work(cast.actor("alex")):
        alex = cast.user("alex")
        return make_member("new", Role.CHAIR, cast.agency("police"), proposed_by=alex)


def test_whom_it_was_mailed_to_that_something_waits_is_on_record(cast, waiting):
    with as_jobs():
        notices.tell_what_waits.call(str(cast.area.pk))
    event = newest_event()
    assert event.code == "mail_sent"
    assert {cast.user(name).pk for name in ("carys", "chidi", "odile")} == set(event.people)


class Refusing(locmem.EmailBackend):
    """A mail server that knows Carys and the police alone."""

    def send_messages(self, messages):
        for message in messages:
            if message.to[0] not in ("carys@example.org", "petra@example.org"):
                raise SMTPRecipientsRefused({message.to[0]: (550, b"unknown")})
        return super().send_messages(messages)


@pytest.fixture
def refusing(settings):
    settings.EMAIL_BACKEND = "tests.integration.test_mail_trail.Refusing"


def test_an_address_that_is_refused_stops_no_other_and_is_on_no_record(cast, waiting, refusing):
    notices.tell_what_waits.call(str(cast.area.pk))
    assert newest_event().people == [cast.user("carys").pk]


def test_where_nobody_is_reached_nothing_is_on_record(cast, refusing):
    before = count_events()
    notices.tell_of_reset.call(str(cast.user("hal").pk))
    assert count_events() == before


def without_mailbox(agency):
    agency.mailbox = ""
    agency.save()
    return agency


def test_a_notice_about_a_case_is_on_record_where_it_reached_one(cast, refusing):
    case = case_at(cast, Stage.ACTIONS)
    with as_owner(), unit_of_work(cast.actor("carys")):
        police = without_mailbox(cast.agency("police"))
        make_member("colleague", Role.REPRESENTATIVE, police)
    of_cases.send_case_notice.call(
        about="development", case_id=str(case.pk), agency_id=str(police.pk)
    )
    event = newest_event()
    assert (event.code, event.cases) == ("notice_sent", [case.pk])
    assert event.recipient_id == police.pk


def test_a_notice_about_a_case_that_reached_nobody_is_on_no_record(cast, refusing):
    case = case_at(cast, Stage.ACTIONS)
    housing = cast.agency("housing")
    before = count_events()
    of_cases.send_case_notice.call(
        about="development", case_id=str(case.pk), agency_id=str(housing.pk)
    )
    assert count_events() == before


def test_what_is_disclosed_by_being_read_is_disclosed_to_the_agency_of_its_reader(cast):
    case = case_at(cast, Stage.RESEARCH)
    do(cast, "petra", open_return, case_id=case.pk)
    event = newest_event()
    assert event.code == "search_details_seen"
    assert event.recipient_id == cast.agency("police").pk
