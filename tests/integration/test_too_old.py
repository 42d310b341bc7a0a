"""A form from before its sender signed in again: all that they typed stands on the page that
refuses it."""

import pytest
from django.urls import reverse

from meetings.models import Stage
from sharing import clock
from tests.integration.follow_up.helpers import action_of
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.visits import day

TOO_OLD = "This page is too old to be sent"
HERE = {"Sec-Fetch-Site": "same-origin"}


def sent_with_an_old_token(cast, path, headers=HERE, **typed):
    client = signed_in_client(cast, "petra")
    client.handler.enforce_csrf_checks = True
    page = client.post(path, {"csrfmiddlewaretoken": "old", **typed}, headers=headers)
    assert page.status_code == 403 and TOO_OLD in page.text
    return page.text


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.ACTIONS)


def test_words_dates_and_choices_stand_there_too(cast, case):
    path = reverse("update_action", args=[action_of(cast, case).pk])
    typed = {"state": "completed", "outcome": "Told her.", "why": "Prison", "version": "1"}
    page = sent_with_an_old_token(cast, path, **typed, **day("ended_on", clock.today()))
    assert ">Told her.</textarea>" in page
    today = clock.today()
    assert f"On which day?: {today.day} {today.month} {today.year}" in page
    assert "How does it stand?: Completed" in page
    assert "Why was it not done?: Prison" in page


def test_what_names_a_row_is_left_out(cast, case):
    path = reverse("add_development", args=[case.pk])
    page = sent_with_an_old_token(
        cast, path, text="Rang", person=str(case.pk), told="on", other="Word", more=" "
    )
    text = page.partition("<textarea")[2]
    assert "What happened, or what does the order say?: Rang\nWord</textarea>" in text
    assert str(case.pk) not in text


def test_a_tick_is_said_by_its_words(cast):
    path = reverse("set_research_rules")
    page = sent_with_an_old_token(cast, path, takes_files="on")
    assert "Agencies may attach files to their research: Yes" in page


def test_what_another_site_sent_is_not_shown(cast, case):
    path = reverse("add_development", args=[case.pk])
    assert "<textarea" not in sent_with_an_old_token(cast, path, headers={}, text="Rang him.")
    assert "<textarea" not in sent_with_an_old_token(cast, path)
