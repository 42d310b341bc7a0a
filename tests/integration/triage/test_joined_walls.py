"""A wall round one of two cases hides both once they are joined. Whoever joins them is told before
it whom that concerns, and afterwards which agency no mail tells."""

import pytest
from django.urls import reverse

from meetings.models import Stage
from sharing.actor import Actor
from sharing.models import Membership
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import declare_wall, now, scope_of
from tests.integration.triage.helpers import decide
from tests.integration.triage.test_joined import second_of
from tests.personas import make_member
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, words_of

ASKED = "Who no longer sees a case once they are joined"
UNTOLD = "so no mail tells them of it. Ring the agency."


@pytest.fixture
def two(cast):
    """Return a case from which Wren is silently walled off, and Wren's own referral."""
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast, author="wren")
    declare_wall(cast, first, "wren")
    return first, second


def key(cast, name):
    return str(cast.memberships[name].pk)


def test_nothing_is_joined_before_it_is_told_who_loses_sight(cast, two):
    first, second = two
    assert ASKED not in words_of(get(cast, "carys", "join", second.pk))
    answer = decide(cast, "carys", "join", second, into=str(first.pk))
    page = words_of(answer)
    assert answer.status_code == 422 and ASKED in page
    assert (
        f"Wren Example (Health visiting) cannot see {first.reference}. Once joined, "
        f"{second.reference}, which their own agency referred, goes from their lists too"
    ) in page
    assert cast.user("wren").pk in newest_event().people
    assert {first.pk, second.pk} <= set(newest_event().cases)
    assert now(cast, second).stage == Stage.TRIAGE


def test_the_tick_is_about_those_of_the_chosen_case(cast, two):
    first, second = two
    chosen = {"into": "other", "reference": first.reference}
    wrong = decide(cast, "carys", "join", second, **chosen, knows=[key(cast, "petra")])
    assert wrong.status_code == 422 and "Wren Example" in words_of(wrong)
    done = decide(cast, "carys", "join", second, **chosen, knows=[key(cast, "wren")])
    assert done.status_code == 302 and now(cast, second).stage == Stage.JOINED
    assert cast.user("wren").pk in scope_of(cast, second).walled


def test_others_who_lose_sight_are_named_too(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    declare_wall(cast, second, "rowan")
    page = words_of(decide(cast, "carys", "join", second, into=str(first.pk)))
    assert (
        f"Rowan Example (Housing) cannot see {second.reference}. Once joined, {first.reference} "
        "goes from their lists too"
    ) in page
    assert "Tell somebody else of the agency" not in page


def test_nobody_is_asked_about_people_who_see_neither_or_are_gone(cast):
    first, second = case_at(cast, Stage.RESEARCH), second_of(cast)
    for name in ("hal", "rowan"):
        declare_wall(cast, second, name)
    with as_owner(), unit_of_work(Actor.system("seed")):
        rowan = Membership.objects.get(pk=cast.memberships["rowan"].pk)
        rowan.ends_on = rowan.starts_on
        rowan.save()
    assert decide(cast, "carys", "join", second, into=str(first.pk)).status_code == 302


def test_whoever_may_not_know_of_the_other_case_is_told_nothing(cast, two):
    first, second = two
    declare_wall(cast, first, "carys")
    page = words_of(get(cast, "carys", "join", second.pk))
    assert first.reference not in page
    for chosen in ({"into": str(first.pk)}, {"into": "other", "reference": first.reference}):
        answer = decide(cast, "carys", "join", second, **chosen)
        assert answer.status_code == 422 and ASKED not in words_of(answer)


def joined(cast, two):
    first, second = two
    sent = {"into": str(first.pk), "knows": [key(cast, "wren")]}
    answer = decide(cast, "carys", "join", second, **sent)
    assert answer.headers["Location"] == reverse("case", args=[second.pk])


def test_an_agency_that_no_mail_tells_is_to_be_rung(cast, two):
    joined(cast, two)
    first, second = two
    for who in ("carys", "chidi"):
        for case in two:
            page = words_of(get(cast, who, "case", case.pk))
            assert f"Nobody at Health visiting may read {second.reference}, which they" in page
    assert UNTOLD not in words_of(get(cast, "petra", "case", first.pk))


def test_a_colleague_who_may_read_it_is_told(cast, two):
    with as_owner(), unit_of_work(Actor.system("seed")):
        make_member("zoe", Role.REPRESENTATIVE, cast.agency("health_visiting"))
    joined(cast, two)
    assert UNTOLD not in words_of(get(cast, "carys", "case", two[1].pk))


def test_a_colleague_who_referred_something_else_is_not(cast, two):
    with as_owner(), unit_of_work(Actor.system("seed")):
        make_member("zoe", Role.REFERRER, cast.agency("health_visiting"))
    joined(cast, two)
    assert UNTOLD in words_of(get(cast, "carys", "case", two[1].pk))
