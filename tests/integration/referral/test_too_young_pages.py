"""A child is sent to social care."""

import re
from datetime import timedelta

from django.urls import reverse

from meetings.models import Case, Stage
from sharing import clock
from sharing.models import Party
from sharing.unit import unit_of_work
from tests.doing import every, one
from tests.integration.referral.helpers import url
from tests.visits import day, send, words_of


def test_a_child_is_sent_to_social_care(cast, wren):
    page = send(wren, reverse("refer"), given_name="Tara", age_about=15, who_refers="me")
    assert page.url.endswith("/referral/stop/")
    text = words_of(wren.get(page.url))
    assert "Under 16: call children’s social care now" in text
    assert "This referral is stopped" in text
    with unit_of_work(cast.actor("wren")):
        case = every(Case).get()
    assert case.stage == Stage.STOPPED
    assert "Stopped: under 16" in words_of(wren.get(url("referral", case)))


def test_a_draft_is_stopped_by_its_victims_age(cast, wren, draft):
    page = send(
        wren, url("referral_victim", draft), given_name="Tara", age_about=15, who_refers="me"
    )
    assert page.url == url("stop_referral", draft)


def test_a_draft_is_stopped_by_hand(cast, wren, draft):
    assert "If the victim is that young" in words_of(wren.get(url("stop_referral", draft)))
    assert send(wren, url("stop_referral", draft)).url == url("stop_referral", draft)
    assert one(cast, "wren", Case, draft).stage == Stage.STOPPED


def test_the_victim_is_changed_and_the_form_goes_on(cast, wren, draft):
    page = send(
        wren,
        url("referral_victim", draft),
        given_name="Tamara",
        family_name="Tarn",
        who_refers="worker",
        worker_name="Dell Brook",
        worker_contact="Room 4",
        **day("born_on", clock.today() - timedelta(days=9000)),
    )
    assert page.url == url("referral_contact", draft)
    assert one(cast, "wren", Party, draft).given_name == "Tamara"
    page = wren.get(url("referral_victim", draft))
    assert re.search(r'value="worker" checked', page.content.decode())
    assert "Dell Brook" in words_of(wren.get(url("submit_referral", draft)))
