"""Speaking for the victim: what the IDVA service records."""

from datetime import timedelta

import pytest

from meetings.models import ContactAttempt, OutcomePlan, Voice
from meetings.operations import referral
from sharing import clock
from sharing.models import Party, SafeContact, UnsafeToTell
from sharing.operations import circulation
from sharing.rules import Overtaken, RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import do, every, one
from tests.story_parts.referral import CONTACT
from tests.trail import newest_event


def attempt(cast, case, *, by="ines", **changes):
    given = {"attempted_at": clock.now(), "way": "through", "result": "reached", "note": ""}
    return do(cast, by, referral.record_attempt, case_id=case.pk, **(given | changes))


def wishes(cast, case, role="victim", *, by="ines", **changes):
    given = {
        "party_id": one(cast, "ines", Party, case, role=role).pk,
        "wishes": "To move, and no word to his mother.",
        "heard_on": clock.today(),
        "heard_by": "Ines Example",
    }
    return do(cast, by, referral.record_wishes, case_id=case.pk, **(given | changes))


def plan(cast, case, *, by="ines", **changes):
    given = {"who": "Ines Example", "way": "In person, at the clinic", "by": clock.today()}
    return do(cast, by, referral.plan_outcome, case_id=case.pk, **(given | changes))


def test_it_works(cast, case):
    attempt(cast, case, result="no_answer")
    attempt(cast, case)
    wishes(cast, case)
    wishes(cast, case, "child", wishes="Sleeps badly since.", heard_by="The nursery")
    plan(cast, case)
    do(cast, "ines", referral.record_told, case_id=case.pk, told_on=clock.today())
    with unit_of_work(cast.actor("ines")):
        assert [one.result for one in every(ContactAttempt).all()] == ["reached", "no_answer"]
        assert every(Voice).count() == 2
    assert one(cast, "ines", OutcomePlan, case).told_on == clock.today()


def test_it_records_event(cast, case):
    for done, code in (
        (attempt, "contact_attempted"),
        (wishes, "wishes_recorded"),
        (plan, "outcome_planned"),
    ):
        row = done(cast, case)
        event = newest_event()
        assert (event.code, event.items) == (code, [row.pk])
    do(cast, "ines", referral.record_told, case_id=case.pk, told_on=clock.today())
    assert newest_event().code == "outcome_told"


@pytest.mark.parametrize("name", ["carys", "chidi", "wren", "petra"])
def test_it_refuses_other_roles(cast, case, name):
    for done in (attempt, wishes, plan):
        with pytest.raises(Refused):
            done(cast, case, by=name)
    assert newest_event().outcome == "refused"


def test_it_refuses_conflict(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, walled=frozenset({cast.user("ines").pk}))
    with pytest.raises(Refused) as refused:
        attempt(cast, case)
    assert refused.value.reason == "conflict"


def test_what_was_heard_before_stays_and_the_newest_counts(cast, case):
    first = wishes(cast, case, wishes="To stay.")
    second = wishes(cast, case, wishes="To move.")
    with unit_of_work(cast.actor("ines")):
        assert list(every(Voice).all()) == [second, first]


def test_a_call_to_a_watched_phone_says_how_it_came_about(cast, case):
    with pytest.raises(RuleBroken) as broken:
        attempt(cast, case, way="call")
    assert broken.value.field == "note"
    attempt(cast, case, way="call", note="The victim rang and asked to be rung back at once.")


def test_the_perpetrator_has_no_wishes_here(cast, case):
    with pytest.raises(RuleBroken, match="victim or a child"):
        wishes(cast, case, "perpetrator")


def test_nothing_is_recorded_before_it_happened(cast, case):
    tomorrow = clock.today() + timedelta(days=1)
    plan(cast, case)
    for broken, what in (
        (attempt, {"attempted_at": clock.now() + timedelta(hours=1)}),
        (wishes, {"heard_on": tomorrow}),
    ):
        with pytest.raises(RuleBroken):
            broken(cast, case, **what)
    with pytest.raises(RuleBroken):
        do(cast, "ines", referral.record_told, case_id=case.pk, told_on=tomorrow)


def test_telling_needs_a_plan(cast, case):
    with pytest.raises(RuleBroken, match="Say first"):
        do(cast, "ines", referral.record_told, case_id=case.pk, told_on=clock.today())


def test_a_second_editor_sees_both_texts(cast, case):
    plan(cast, case, version=0)
    with pytest.raises(Overtaken) as overtaken:
        plan(cast, case, way="By letter", version=0)
    assert overtaken.value.theirs["way"] == "In person, at the clinic"
    assert overtaken.value.version == 1
    plan(cast, case, way="At the children’s centre", version=1)
    with pytest.raises(Overtaken):
        plan(cast, case, version=1)


def confirm(cast, case, *, by="ines", **changes):
    given = CONTACT | {"confirmed_on": clock.today(), "confirmed_by": "Ines Example"}
    return do(cast, by, referral.confirm_safe_contact, case_id=case.pk, **(given | changes))


def test_the_newest_confirmation_counts(cast, case):
    confirm(cast, case, times="Fridays")
    confirm(cast, case, times="Mondays", must_not_learn="His mother")
    event = newest_event()
    assert (event.code, len(event.people)) == ("safe_contact_confirmed", 1)
    with unit_of_work(cast.actor("ines")):
        assert SafeContact.objects.filter(scope_id=case.pk).first().times == "Mondays"
        assert SafeContact.objects.filter(scope_id=case.pk).count() == 3
        assert UnsafeToTell.objects.get(scope_id=case.pk).who == "His mother"
    with pytest.raises(Overtaken) as overtaken:
        confirm(cast, case, version=2)
    assert overtaken.value.theirs["times"] == "Mondays"
    assert overtaken.value.theirs["must_not_learn"] == "His mother"


def test_nobody_overtakes_where_no_way_was_confirmed(cast):
    begun = do(cast, "wren", referral.begin_referral)
    confirm(cast, begun, by="wren", version=1)


def test_nobody_overtakes_where_nobody_must_not_learn(cast, case):
    with pytest.raises(Overtaken) as overtaken:
        confirm(cast, case, version=0)
    assert overtaken.value.theirs["must_not_learn"] == ""


def test_a_confirmation_is_not_older_than_the_last(cast, case):
    with pytest.raises(RuleBroken) as broken:
        confirm(cast, case, confirmed_on=clock.today() - timedelta(days=1))
    assert broken.value.field == "confirmed_on"


def test_a_way_that_is_ruled_out_is_not_confirmed(cast, case):
    with pytest.raises(RuleBroken) as broken:
        confirm(cast, case, way="text")
    assert broken.value.field == "way"


def test_agencies_on_no_circulation_confirm_nothing(cast, case):
    with pytest.raises(Refused):
        confirm(cast, case, by="hal")
