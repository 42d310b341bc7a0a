"""A new incident on a case whose actions are complete asks for a new referral until somebody has
made it, and tells nobody of one that they may not read."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import Case, Stage
from sharing import clock
from tests.copies import copies_of
from tests.doing import change, change_party, declare_wall, explained
from tests.integration.follow_up.helpers import develop
from tests.integration.home.test_developments import complete
from tests.integration.triage.test_joined import join, second_of
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import get, text, words_of


def in_the_past(cast):
    """Return a case whose actions are complete."""
    case = case_at(cast, Stage.ACTIONS, meeting=meeting_in(cast, days=-5))
    complete(cast, case)
    return case


@pytest.fixture
def past(cast):
    case = in_the_past(cast)
    develop(cast, case, "Came to the door.", "incident", who="rowan")
    for who in ("carys", "chidi", "ines", "rowan", "wren"):
        explained(cast, who, case)
    return case


def later(cast, case, stage=Stage.TRIAGE, **values):
    """The same people are referred again, after the incident was added."""
    again = case_at(cast, stage, **values)
    change(cast, again, Case, submitted_at=clock.now() + timedelta(minutes=5))
    return again


def page(cast, who, case):
    return words_of(get(cast, who, "case", case.pk))


def test_whoever_may_read_the_new_referral_is_led_to_it(cast, past):
    assert "Refer again" in page(cast, "carys", past)
    again = later(cast, past)
    for who in ("carys", "chidi", "ines", "wren"):
        shown = get(cast, who, "case", past.pk)
        words = words_of(shown)
        assert again.pk in newest_event().cases
        assert "These people were referred again on" in words and "Refer again" not in words
        assert f", as {again.reference}. See there whether it names the incident" in words
        assert f'href="{reverse("case", args=[again.pk])}"' in text(shown)


def rowan_is_not_on_circulation(cast, again):
    pass


def rowan_has_a_conflict(cast, again):
    declare_wall(cast, again, "rowan")


@pytest.mark.parametrize(
    ("stage", "kept"),
    [(Stage.TRIAGE, rowan_is_not_on_circulation), (Stage.RESEARCH, rowan_has_a_conflict)],
)
def test_who_may_not_read_it_sees_the_same_page_as_before(cast, past, stage, kept):
    rowan, way = signed_in_client(cast, "rowan"), reverse("case", args=[past.pk])
    rowan.get(way)  # what is new on it is read
    before, counts = words_of(rowan.get(way)), []
    with made_queries() as queries:
        rowan.get(way)
    counts.append(len(queries))
    again = later(cast, past, stage)
    kept(cast, again)
    assert words_of(rowan.get(way)) == before and "Refer again" in before
    with made_queries() as queries:
        rowan.get(way)
    counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_referral_before_the_incident_counts_while_it_is_under_way(cast):
    past = in_the_past(cast)
    again = case_at(cast, Stage.TRIAGE)
    change(cast, again, Case, submitted_at=clock.now() + timedelta(minutes=1))
    with clock.set_to(clock.now() + timedelta(minutes=9)):
        develop(cast, past, "Came to the door.", "incident", who="rowan")
    explained(cast, "carys", past)
    assert "These people were referred again on" in page(cast, "carys", past)
    change(cast, again, Case, stage=Stage.WITHDRAWN)
    assert "Refer again" in page(cast, "carys", past)


def test_others_are_others(cast, past):
    again = later(cast, past)
    change_party(cast, again, "perpetrator", given_name="Ned")
    assert "Refer again" in page(cast, "carys", past)
    change_party(cast, again, "perpetrator", given_name="Kyle", born_on=None)
    assert "These people were referred again on" in page(cast, "carys", past)


def test_whom_a_joined_referral_names_counts_too(cast):
    meeting = meeting_in(cast, days=-5)
    past, second = case_at(cast, Stage.RESEARCH, meeting=meeting), second_of(cast)
    join(cast, past, second)
    change_party(cast, past, "perpetrator", given_name="Ned")
    change(cast, past, Case, stage=Stage.COMPLETE, stage_since=clock.now())
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        develop(cast, past, "Came to the door.", "incident", who="rowan")
    explained(cast, "carys", past)
    assert "Refer again" in page(cast, "carys", past)
    later(cast, past)
    assert "These people were referred again on" in page(cast, "carys", past)


def test_many_referrals_take_no_more_queries_and_the_newest_is_named(cast, past):
    way, client = reverse("case", args=[past.pk]), signed_in_client(cast, "carys")
    client.get(way)
    with made_queries() as queries:
        client.get(way)
    counts = [len(queries)]
    again = later(cast, past)
    for number in (0, 5):
        for one in copies_of(cast, again, number):
            change(cast, one, Case, submitted_at=clock.now() + timedelta(minutes=9))
        client.get(way)
        with made_queries() as queries:
            shown = words_of(client.get(way))
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 25
    assert again.reference not in shown
