"""Those who decide on alerts are told that there are some, and of whom and what nothing."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.urls import reverse

from meetings.models import Stage
from sharing import clock
from sharing.mail import NotSent
from sharing.models import Alert, Watched
from sharing.operations.alerts import decide_alert
from sharing.roles import Role
from sharing.watch.notices import tell_of_alerts
from sharing.watch.reading import look_at_trail
from sharing.watch.rounds import look_for_alerts
from tests.conftest import as_owner
from tests.doing import do, wall_off
from tests.integration.watch.helpers import alerts, found, late_looks, raised, wall_moves
from tests.jobs import as_jobs
from tests.story import case_at
from tests.trail import count_events, newest_event
from tests.visits import page_of


def told():
    return [one.to[0] for one in mail.outbox]


def tell():
    with as_jobs():
        tell_of_alerts()


def decide(cast, who, alert):
    values = {"alert_id": alert.pk, "state": "explained", "version": alert.version}
    return do(cast, who, decide_alert, words="Asked her.", **values)


def test_the_lead_is_told_once_with_a_link_and_nothing_personal(cast):
    alert = raised(found(cast, "petra"))
    other = raised(found(cast, "hal", watched=Watched.REFUSALS))
    tell()
    assert told() == ["odile@example.org"]
    (message,) = mail.outbox
    assert "/watch/" in message.body
    words = message.subject + message.body
    assert not any(one in words for one in ("Petra", "Hal", "olice", "refused", cast.area.name))
    assert {one.told_at is None for one in alerts()} == {False}
    tell()
    assert len(mail.outbox) == 1, "each alert is told once"
    with as_owner():
        assert Alert.history.filter(id__in=[alert.pk, other.pk]).count() == 4


def test_it_is_on_record_who_was_told_of_which(cast):
    alert = raised(found(cast, "petra"))
    tell()
    event = newest_event()
    assert (event.code, event.role) == ("alerts_told", "watch")
    assert (event.items, event.people) == ([alert.pk], [cast.user("odile").pk])
    assert event.areas == [cast.area.pk]


def test_without_a_new_alert_nobody_is_told_and_nothing_recorded(cast):
    before = count_events()
    tell()
    assert (mail.outbox, count_events()) == ([], before)


def test_of_an_alert_about_a_lead_the_chair_is_told_and_the_lead_learns_nothing(cast):
    raised(found(cast, "odile", role=Role.LEAD))
    tell()
    assert told() == ["chidi@example.org"]
    assert "told of alerts" not in page_of(cast, "odile", "/trail/")


def test_the_lead_reads_that_they_were_told_themselves(cast):
    raised(found(cast, "petra"))
    tell()
    assert "told of alerts to look at" in page_of(cast, "odile", "/trail/")


def test_where_a_wall_keeps_every_lead_from_the_case_the_chair_decides(cast):
    case = case_at(cast, Stage.ACTIONS)
    raised(found(cast, "petra", case_id=case.pk))
    wall_off(cast, case, "odile")
    assert case.reference not in page_of(cast, "chidi", reverse("watch"))
    tell()
    assert told() == ["chidi@example.org"]
    (alert,) = alerts()
    for path in (reverse("watch"), reverse("alert", args=[alert.pk])):
        assert case.reference in page_of(cast, "chidi", path)
    decided = decide(cast, "chidi", alert)
    assert decided.decided_by == cast.user("chidi")


def test_who_is_walled_off_from_every_case_of_an_alert_is_not_told(cast):
    cases = late_looks(cast)
    with as_jobs():
        look_at_trail()
    for case in cases:
        wall_off(cast, case, "odile")
    tell()
    assert told() == ["chidi@example.org"]


def test_where_a_wall_keeps_everybody_from_the_case_nobody_is_told_yet(cast):
    case = case_at(cast, Stage.ACTIONS)
    raised(found(cast, "petra", case_id=case.pk))
    wall_off(cast, case, "odile", "chidi")
    tell()
    assert told() == []
    assert alerts()[0].told_at is None, "whoever comes to decide on it is told"


def test_of_two_alerts_about_one_person_each_is_told_to_who_may_know_of_it(cast):
    case = case_at(cast, Stage.ACTIONS)
    raised(found(cast, "petra"))
    raised(found(cast, "petra", case_id=case.pk))
    wall_off(cast, case, "odile")
    tell()
    assert sorted(told()) == ["chidi@example.org", "odile@example.org"]
    assert [one.for_chairs for one in alerts()] == [False, True]


def test_who_is_walled_off_from_one_case_of_an_alert_is_told(cast):
    cases = late_looks(cast)
    with as_jobs():
        look_at_trail()
    wall_moves(cast, cases[0], "odile")
    tell()
    assert sorted(told()) == ["chidi@example.org", "odile@example.org"], "the chairs of it all"


def test_what_was_explained_is_told_again_when_there_is_more(cast):
    alert = raised(found(cast, "petra", day=clock.today()))
    tell()
    decide(cast, "odile", alert)
    tell()
    assert len(mail.outbox) == 1
    raised(found(cast, "petra", day=clock.today()))
    tell()
    assert len(mail.outbox) == 2


def test_each_look_tells(cast):
    raised(found(cast, "petra"))
    with as_jobs():
        look_for_alerts.call()
    assert told() == ["odile@example.org"]


class Refusing(locmem.EmailBackend):
    def send_messages(self, messages):
        raise SMTPRecipientsRefused({})


def test_what_could_not_be_sent_is_tried_again(cast, settings):
    raised(found(cast, "petra"))
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.integration.watch.test_telling.Refusing"
    with pytest.raises(NotSent, match="SMTPRecipientsRefused"):
        tell_of_alerts()
    settings.EMAIL_BACKEND = usual
    tell()
    assert told() == ["odile@example.org"]
