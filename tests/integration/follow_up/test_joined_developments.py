"""A new incident that is added through a referral which was joined to a case."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from meetings.models import Case, Development, Stage
from meetings.operations.triage import join_cases
from sharing import clock
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.doing import change, do, every, now
from tests.integration.follow_up.helpers import develop
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import send, words_of


@pytest.fixture
def both(cast):
    """A case, and a second referral of its incident that was joined to it."""
    first, second = case_at(cast, Stage.RESEARCH), case_at(cast, Stage.TRIAGE)
    change(cast, second, Case, submitted_at=clock.now() + timedelta(seconds=5))
    do(cast, "carys", join_cases, case_id=second.pk, into_id=first.pk)
    return first, second


def page(case):
    return reverse("add_development", args=[case.pk])


def answers():
    today = clock.today()
    return {
        "kind": "incident",
        "happened_on-day": today.day,
        "happened_on-month": today.month,
        "happened_on-year": today.year,
        "text": "Came to the door at night.",
    }


def test_it_becomes_one_of_the_case_that_lives(cast, both):
    first, second = both
    client = signed_in_client(cast, "wren")
    answer = send(client, page(second), **answers())
    assert answer["Location"] == reverse("case", args=[first.pk])
    event = newest_event()
    assert event.code == "development_added"
    assert set(event.cases) == {first.pk, second.pk}
    with unit_of_work(cast.actor("petra")):
        assert Development.objects.get(scope_id=first.pk).text == "Came to the door at night."
        assert not Development.objects.filter(scope_id=second.pk).exists()
    shown = words_of(signed_in_client(cast, "chidi").get(reverse("case", args=[first.pk])))
    assert "Came to the door at night." in shown


def test_its_notices_go_to_all_full_members_of_that_case_under_its_reference(cast, both):
    first, second = both
    other = cast.agency("health_visiting").pk
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, first.pk, full={other, cast.agency("housing").pk})
    run_jobs()
    mail.outbox.clear()
    develop(cast, second, who="wren")
    run_jobs()
    told = {address for one in mail.outbox for address in one.to}
    assert {"housing@lm.example", "idva@lm.example", "police@lm.example"} <= told
    for one in mail.outbox:
        assert first.reference in one.subject
        assert second.reference not in one.subject + one.body


def test_the_form_says_where_it_goes(cast, both):
    first, second = both
    client = signed_in_client(cast, "wren")
    said = words_of(client.get(page(second)))
    assert f"This referral was joined to {first.reference}." in said
    assert f"What you add becomes part of {first.reference}" in said
    assert "was joined" not in words_of(client.get(page(first)))


def test_what_was_joined_to_a_joined_referral_reaches_the_case_too(cast):
    cases = [case_at(cast, stage) for stage in (Stage.ACCEPTED, Stage.TRIAGE, Stage.TRIAGE)]
    for seconds, case in enumerate(cases):
        change(cast, case, Case, submitted_at=clock.now() + timedelta(seconds=seconds))
    first, second, third = cases
    do(cast, "carys", join_cases, case_id=third.pk, into_id=second.pk)
    do(cast, "carys", join_cases, case_id=second.pk, into_id=first.pk)
    assert {now(cast, one).joined_to_id for one in (second, third)} == {first.pk}
    assert set(newest_event().cases) == {one.pk for one in cases}
    develop(cast, third, who="wren")
    with unit_of_work(cast.actor("carys")):
        assert set(every(Development).values_list("scope_id", flat=True)) == {first.pk}
