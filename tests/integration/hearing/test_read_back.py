"""What is agreed of a case is what was read back of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import Hearing, Stage
from meetings.operations.actions import correct_action, record_action, strike_action
from meetings.operations.hearing import record_hearing
from meetings.operations.referral import plan_outcome, record_wishes
from sharing import clock
from sharing.models import Party
from sharing.unit import unit_of_work
from tests.doing import do, fresh, one
from tests.integration.actions.helpers import actions_of, values
from tests.signing_in import signed_in_client
from tests.story import in_the_room
from tests.visits import day, hidden, send, words_of

WHY = {"gap_reason": "He is in prison.", "untold_reason": "He reads all she gets."}
AGAIN = "Nothing was agreed yet."


def way_of(case):
    return reverse("end_hearing", args=[case.pk])


def planned(cast, case):
    return do(cast, "carys", record_action, **values(cast, case))


def late_action(cast, case):
    changes = {"for_whom": "perpetrator", "what": "Visit him"}
    do(cast, "carys", record_action, **values(cast, case, **changes))


def correction(cast, case):
    (action,) = actions_of(cast, case)
    given = values(cast, case, what="Lend two alarms")
    given.pop("case_id")
    do(cast, "carys", correct_action, action_id=action.pk, version=1, **given)


def striking(cast, case):
    (action,) = actions_of(cast, case)
    do(cast, "carys", strike_action, action_id=action.pk, version=1, reason="The wrong case.")


def decisions(cast, case):
    said = dict.fromkeys(("presented_by", "summary", "spoken", "risks", "protective"), "")
    given = said | {"decisions": "Disclosure first."}
    do(cast, "carys", record_hearing, case_id=case.pk, version=None, **given)


def wishes(cast, case):
    tara = one(cast, "ines", Party, case, role="victim")
    given = {"party_id": tara.pk, "wishes": "To stay.", "heard_on": clock.today()}
    do(cast, "ines", record_wishes, case_id=case.pk, heard_by="Ines", **given)


def outcome(cast, case):
    given = {"who": "Ines", "way": "At school", "by": clock.today()}
    do(cast, "ines", plan_outcome, case_id=case.pk, **given)


def child_added(cast, case):
    with unit_of_work(cast.actor("carys")):
        beck = Party.objects.get(scope_id=case.pk, role="child")
        Party.objects.create(
            scope_id=case.pk, role="child", given_name="Ada", position=beck.position + 1
        )


@pytest.mark.parametrize(
    ("meanwhile", "words"),
    [
        (late_action, ["1 action was added", "Visit him Added since"]),
        (correction, ["1 action was corrected", "Lend two alarms Corrected since"]),
        (striking, ["1 action was struck out"]),
        (decisions, ["What was heard changed", "Disclosure first."]),
        (wishes, ["The wishes changed", "To stay."]),
        (outcome, ["Who tells the victim changed", "Ines tells the victim: At school"]),
        (child_added, ["The people whom the plan leaves out changed"]),
    ],
)
def test_what_changed_meanwhile_is_read_back_again(cast, heard_now, meanwhile, words):
    planned(cast, heard_now)
    chidi = signed_in_client(cast, "chidi")
    sent = hidden(chidi.get(way_of(heard_now))) | WHY
    meanwhile(cast, heard_now)
    page = chidi.post(way_of(heard_now), sent)
    assert page.status_code == 422
    said = words_of(page)
    assert AGAIN in said and all(one in said for one in words)
    assert all(one in page.text for one in WHY.values())  # nothing typed is lost
    assert fresh(cast, type(heard_now), heard_now.pk).stage == Stage.HEARING
    assert one(cast, "chidi", Hearing, heard_now).plan_gap_reason == ""


def test_it_is_agreed_once_it_was_read_back_again(cast, heard_now):
    planned(cast, heard_now)
    chidi = signed_in_client(cast, "chidi")
    sent = hidden(chidi.get(way_of(heard_now))) | WHY
    late_action(cast, heard_now)
    page = chidi.post(way_of(heard_now), sent)
    given = hidden(page) | WHY | {"gap_reason": "The child has a worker."}
    assert chidi.post(way_of(heard_now), given).status_code == 302
    assert one(cast, "chidi", Hearing, heard_now).plan_gap_reason == "The child has a worker."


def test_what_changed_is_said_beside_what_else_is_wrong(cast, heard_now):
    planned(cast, heard_now)
    chidi = signed_in_client(cast, "chidi")
    sent = (
        hidden(chidi.get(way_of(heard_now)))
        | WHY
        | {"by-day": "40", "by-month": "1", "by-year": "2030"}
    )
    late_action(cast, heard_now)
    said = words_of(chidi.post(way_of(heard_now), sent))
    assert "1 action was added" in said and "real date" in said


def test_a_reason_for_a_gap_that_was_closed_is_shown_and_not_kept(cast, heard_now):
    for whom in ("victim", "child"):
        do(cast, "carys", record_action, **values(cast, heard_now, for_whom=whom))
    chidi = signed_in_client(cast, "chidi")
    sent = hidden(chidi.get(way_of(heard_now))) | WHY
    late_action(cast, heard_now)
    page = chidi.post(way_of(heard_now), sent)
    assert "this reason will not be kept: He is in prison." in words_of(page)
    assert chidi.post(way_of(heard_now), hidden(page) | WHY).status_code == 302
    assert one(cast, "chidi", Hearing, heard_now).plan_gap_reason == ""


def test_nothing_is_agreed_that_no_page_read_back(cast, heard_now):
    planned(cast, heard_now)
    chidi = signed_in_client(cast, "chidi")
    token = {"form_token": hidden(chidi.get(way_of(heard_now)))["form_token"]}
    assert "1 action was added" in words_of(chidi.post(way_of(heard_now), token | WHY))


def test_it_is_agreed_where_nothing_changed(cast, heard_now):
    planned(cast, heard_now)
    decisions(cast, heard_now)
    wishes(cast, heard_now)
    chidi, by = signed_in_client(cast, "chidi"), clock.today() + timedelta(days=2)
    who = {"who": "Ines", "way": "At school", **day("by", by)}
    given = {"gap_reason": "The child has a worker."} | who
    assert send(chidi, way_of(heard_now), **given).status_code == 302


def test_before_a_case_is_heard_nothing_of_it_is_read_back(cast, research):
    in_the_room(cast, research.meeting, "chidi")
    chidi = signed_in_client(cast, "chidi")
    assert "0 actions" in words_of(chidi.get(way_of(research)))


def test_of_what_nothing_was_recorded_it_says_so(cast, heard_now):
    chidi = signed_in_client(cast, "chidi")
    said = words_of(chidi.get(way_of(heard_now)))
    for part in ("Presentation", "Risk", "Decisions"):
        assert f"{part}: Nothing recorded" in said
    decisions(cast, heard_now)
    said = words_of(chidi.get(way_of(heard_now)))
    assert "Decisions: Disclosure first." in said and "Risk: Nothing recorded" in said
