"""A case that is left to no coordinator or chair: who must know of it does, and nobody else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.referral import keep_from
from sharing import clock, daily
from sharing.models import Signature
from sharing.operations.members import change_membership, end_membership, switch_off
from sharing.queries.accounts import version_of
from sharing.roles import Role
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import declare_wall, do
from tests.jobs import run_jobs
from tests.personas import make_member
from tests.story import case_at
from tests.story_parts import referral
from tests.trail import events
from tests.visits import get, words_of

SUBJECT = "A case is left to no coordinator or chair"


@pytest.fixture
def case(cast):
    """A case of which a silent wall keeps the coordinator."""
    case = case_at(cast, Stage.TRIAGE)
    declare_wall(cast, case, "carys")
    run_jobs()
    mail.outbox.clear()
    return case


def told(*, besides=""):
    run_jobs()
    about = [one for one in mail.outbox if not besides or besides not in one.subject]
    assert {one.subject for one in about} <= {SUBJECT}
    return sorted(to for one in about for to in one.to)


def event_of_telling():
    found = [one for one in events() if one.code == "cases_left_told"]
    return found[-1] if found else None


def test_the_lead_is_told_of_the_last_wall_and_finds_the_case_at_home(cast, case):
    assert SUBJECT not in words_of(get(cast, "odile", "home"))
    declare_wall(cast, case, "chidi", kind="declared")
    assert told() == ["odile@example.org"]
    (message,) = mail.outbox
    assert case.reference not in message.body and "Have an account" not in message.body
    event = event_of_telling()
    assert (event.cases, event.people) == ([case.pk], [cast.user("odile").pk])
    page = get(cast, "odile", "home")
    assert f"{SUBJECT} Nobody can decide on it." in words_of(page)
    assert case.reference in words_of(page)
    assert reverse("case_trail", args=[case.pk]) in page.content.decode()


def test_whoever_declares_learns_nothing_of_the_walls_of_others(cast, case):
    """What they are answered is the same as for a case from which nobody else is kept."""
    other = case_at(cast, Stage.TRIAGE)
    said = [declare_wall(cast, one, "chidi", kind="declared").kind for one in (case, other)]
    assert said == ["declared"] * 2
    assert told() == ["odile@example.org"]
    assert event_of_telling().cases == [case.pk]
    assert "cases_left_told" not in {one.code for one in events() if other.pk in one.cases}


def test_where_the_lead_is_kept_from_it_too_the_administrators_are_told_without_a_case(cast, case):
    declare_wall(cast, case, "odile")
    assert told() == []
    declare_wall(cast, case, "chidi", kind="declared")
    assert told() == ["alex@example.org"]
    (message,) = mail.outbox
    assert "Which one it is you are not told" in message.body
    assert case.reference not in message.body and str(case.pk) not in message.body
    assert SUBJECT not in words_of(get(cast, "odile", "home"))


def test_nobody_is_told_of_a_case_that_they_are_kept_from(cast, case):
    for name in ("odile", "alex"):
        declare_wall(cast, case, name)
    declare_wall(cast, case, "chidi", kind="declared")
    assert told() == [] and event_of_telling() is None


def leave_by_ending(cast, held):
    do(cast, "alex", end_membership, membership_id=held.pk)


def leave_by_another_role(cast, held):
    today = clock.today()
    values = {"role": "referrer", "standing": "permanent", "starts_on": today, "ends_on": None}
    with unit_of_work(cast.actor("alex")):
        version = version_of(held)
    do(cast, "alex", change_membership, membership_id=held.pk, version=version, **values)


def leave_by_switching_off(cast, held):
    do(cast, "alex", switch_off, user_id=held.user_id)


def ended(cast, held, *, days_ago):
    with as_owner(), unit_of_work(cast.actor("alex")):
        held.ends_on = clock.today() - timedelta(days=days_ago)
        held.save()


def each_night(**besides):
    daily.tell_of_keepers_gone.enqueue()
    return told(**besides)


def leave_by_themselves(cast, held):
    ended(cast, held, days_ago=1)
    daily.tell_of_keepers_gone.enqueue()


WAYS = [leave_by_ending, leave_by_another_role, leave_by_switching_off, leave_by_themselves]


@pytest.mark.parametrize("leave", WAYS)
def test_so_it_is_where_the_last_keeper_leaves(cast, case, leave):
    other = case_at(cast, Stage.TRIAGE)
    leave(cast, cast.memberships["chidi"])
    assert told() == ["odile@example.org"]
    assert event_of_telling().cases == [case.pk]
    page = words_of(get(cast, "odile", "home"))
    assert case.reference in page and other.reference not in page


def test_who_kept_nothing_or_could_not_leaves_nothing(cast, case):
    leave_by_ending(cast, cast.memberships["petra"])
    leave_by_ending(cast, cast.memberships["carys"])
    assert told() == []


def test_the_last_keeper_of_all_leaves(cast, case):
    leave_by_ending(cast, cast.memberships["carys"])
    leave_by_ending(cast, cast.memberships["chidi"])
    assert told() == ["odile@example.org"]
    page = words_of(get(cast, "odile", "home"))
    assert "This area has no coordinator and no chair" in page and case.reference not in page


def test_a_draft_is_nobodys_to_keep(cast):
    draft = case_at(cast, Stage.DRAFT)
    leave_by_ending(cast, cast.memberships["carys"])
    leave_by_ending(cast, cast.memberships["chidi"])
    assert told() == [] and draft


@pytest.mark.parametrize("leave", [leave_by_ending, leave_by_switching_off])
@pytest.mark.parametrize(
    ("out", "who"), [(["carys"], "odile"), (["carys", "odile"], "alex")], ids=["lead", "nobody"]
)
def test_what_was_left_while_it_was_a_draft_is_told_once_it_is_submitted(cast, leave, out, who):
    draft = case_at(cast, Stage.DRAFT)
    for one in out:
        do(cast, "wren", keep_from, case_id=draft.pk, user_id=cast.user(one).pk, reason="Brother.")
    leave(cast, cast.memberships["chidi"])
    assert each_night() == []
    with clock.set_to(clock.now() + timedelta(days=3)):
        referral.submit(cast, draft)
        assert told(besides="A referral waits") == [cast.user(who).email]
        assert each_night(besides="A referral waits") == [cast.user(who).email], "once"


def test_a_night_without_a_worker_keeps_it_from_nobody(cast, case):
    ended(cast, cast.memberships["chidi"], days_ago=3)
    ended(cast, cast.memberships["carys"], days_ago=-30)  # that is still to come
    assert each_night() == ["odile@example.org"]
    assert each_night() == ["odile@example.org"], "once"


def test_whoever_becomes_lead_is_told_by_the_next_night(cast, case):
    ended(cast, cast.memberships["chidi"], days_ago=1)
    assert each_night() == ["odile@example.org"]
    with as_owner(), unit_of_work(cast.actor("alex")):
        make_member("second", Role.LEAD, cast.agency("marac"))
    assert each_night() == ["odile@example.org", "second@example.org"]


def test_what_somebody_kept_meanwhile_is_told_again(cast, case):
    ended(cast, cast.memberships["chidi"], days_ago=1)
    assert each_night() == ["odile@example.org"]
    with clock.set_to(clock.now() + timedelta(days=9)):
        ended(cast, cast.memberships["chidi"], days_ago=3)
        assert each_night() == ["odile@example.org"] * 2


def stop_signature(cast, agency, *, days_ago=0):
    with as_owner(), unit_of_work(cast.actor("alex")):
        for one in Signature.objects.filter(agency=cast.agency(agency)):
            one.stopped_on = clock.today() - timedelta(days=days_ago)
            one.save()


def test_who_acts_for_an_agency_without_a_signature_keeps_nothing(cast, case):
    with as_owner(), unit_of_work(cast.actor("alex")):
        cast.memberships["zoe"] = make_member("zoe", Role.CHAIR, cast.agency("housing"))
    declare_wall(cast, case, "chidi", kind="declared")
    assert told() == []
    stop_signature(cast, "housing")
    assert get(cast, "zoe", "case", case.pk).status_code == 403
    assert each_night() == ["odile@example.org"]
    assert each_night() == ["odile@example.org"], "once"
