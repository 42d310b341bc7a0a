"""An action can be for somebody whom only a joined referral names, and a plan that has nothing
for them has a gap."""

import pytest

from meetings.models import Case, Stage
from meetings.operations.actions import record_action
from meetings.operations.hearing import agree_minutes
from sharing.models import Party
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from tests.doing import change, do, form_token
from tests.integration.actions.helpers import actions_of, values, way
from tests.integration.triage.test_joined import second_of
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import get, words_of


def joined_to(cast, case):
    second = second_of(cast)
    with unit_of_work(cast.actor("carys")):
        cain = Party.objects.create(
            scope_id=second.pk, role="perpetrator", given_name="Cain", family_name="Lune"
        )
    change(cast, second, Case, stage=Stage.JOINED, joined_to_id=case.pk)
    return second, cain


@pytest.fixture
def both(cast, case):
    return joined_to(cast, case)


def test_the_plan_has_a_gap_for_them(cast, case, both):
    second, cain = both
    (kyle,) = party_keys(cast, case, "perpetrator")
    said = {"for_whom": "perpetrator", "party_id": kyle}
    do(cast, "carys", record_action, **values(cast, case, **said))
    gap = f"None for Cain (named in {second.reference})"
    assert gap in words_of(get(cast, "carys", "hearing", case.pk))
    said["party_id"] = cain.pk
    do(cast, "carys", record_action, **values(cast, case, **said))
    assert "None for Cain" not in words_of(get(cast, "carys", "hearing", case.pk))


def party_keys(cast, case, role):
    with unit_of_work(cast.actor("carys")):
        found = Party.objects.filter(scope_id=case.pk, role=role)
        return list(found.values_list("pk", flat=True))


def test_the_line_knows_them(cast, case, both):
    second, cain = both
    client = signed_in_client(cast, "carys")
    page = words_of(get(cast, "carys", "hearing", case.pk))
    assert f"Cain (named in {second.reference})" in page
    sent = form_token() | {"line": "police visit for cain fri"}
    assert client.post(way(case), sent).status_code == 302
    (action,) = actions_of(cast, case)
    assert (action.party_id, action.for_whom) == (cain.pk, "perpetrator")
    page = get(cast, "carys", "correct_action", action.pk)
    assert f"Cain (named in {second.reference})" in words_of(page)
    assert set(newest_event().cases) == {case.pk, second.pk}


def test_an_action_is_for_nobody_of_a_case_that_is_not_joined(cast, case):
    other = case_at(cast, Stage.TRIAGE)
    (kyle,) = party_keys(cast, other, "perpetrator")
    said = values(cast, case, for_whom="perpetrator", party_id=kyle)
    with pytest.raises(RuleBroken, match="somebody of this case"):
        do(cast, "carys", record_action, **said)


def test_a_referrer_reads_in_the_minutes_for_whom_it_is_by_role_alone(cast):
    case = case_at(cast, Stage.HEARD)
    _second, cain = joined_to(cast, case)
    said = {"what": "Keep him away", "for_whom": "perpetrator", "party_id": cain.pk}
    do(cast, "chidi", record_action, **values(cast, case, **said))
    do(cast, "chidi", agree_minutes, meeting_id=case.meeting_id)
    page = words_of(get(cast, "carys", "minutes", case.pk))
    assert "Perpetrator, Cain." in page and page.count("Cain") > 1
    page = words_of(get(cast, "wren", "minutes", case.pk))
    assert "Keep him away Perpetrator. " in page and "Cain" not in page
