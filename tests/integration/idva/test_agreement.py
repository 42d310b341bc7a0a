"""Whether the victim agrees may change: the IDVA service says so, and decides on sharing anew."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.operations.referral import record_agreement
from sharing import clock
from sharing.models import SharingDecision
from sharing.rules import RuleBroken
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import day, page_of, send, words_of

FULL = {
    "necessity": "Near serious harm.",
    "proportionality": "Only what bears on the risk.",
    "risk_if_not_shared": "Nobody could act in time.",
}


def url(name, case):
    return reverse(name, args=[case.pk])


def decisions(case):
    with as_owner():
        return list(SharingDecision.objects.filter(scope_id=case.pk).select_related("agency"))


def test_a_victim_who_does_not_agree_any_more(cast, case):
    (before,) = decisions(case)
    page = page_of(cast, "ines", url("advocate", case))
    assert "Agreement and the decision to share" in page
    asked = day("asked_on", clock.today())
    ines = signed_in_client(cast, "ines")
    assert send(
        ines, url("record_agreement", case), agreement="does_not", **asked, **FULL
    ).url == url("advocate", case)
    event = newest_event()
    now, then = decisions(case)
    assert (event.code, event.cases) == ("agreement_recorded", [case.pk])
    assert now.pk in event.items
    assert (now.agency, now.decided_by_id) == (cast.agency("idva"), cast.user("ines").pk)
    assert (then.pk, then.agreement) == (before.pk, before.agreement)
    # Who reads the case reads both, with the reasons, the newest first.
    for who in ("carys", "wren", "ines"):
        page = page_of(cast, who, url("advocate", case))
        assert page.index("Does not agree") < page.index(before.get_agreement_display())
        for words in FULL.values():
            assert words in page
    assert "Does not agree" in page_of(cast, "carys", url("case", case))
    # The referral says what it said.
    assert "Nobody could act in time." not in page_of(cast, "carys", url("referral", case))


def test_without_agreement_each_reason_is_asked_for_at_once(cast, case):
    ines = signed_in_client(cast, "ines")
    answered = send(ines, url("record_agreement", case), agreement="unsafe", necessity="Near.")
    assert answered.status_code == 422
    said = "Say why it is no more than needed, as the victim did not agree"
    assert words_of(answered).count(said) == 2  # on top and at its field
    answered = send(ines, url("record_agreement", case), agreement="agrees")
    assert "Say when the victim was asked." in words_of(answered)
    assert len(decisions(case)) == 1


def test_an_operation_asks_for_them_too(cast, case):
    with pytest.raises(RuleBroken, match="Say why sharing is necessary"):
        do(cast, "ines", record_agreement, case_id=case.pk, agreement="no_time")
    with pytest.raises(RuleBroken, match="today or earlier"):
        later = clock.today() + timedelta(days=1)
        given = {"agreement": "agrees", "asked_on": later}
        do(cast, "ines", record_agreement, case_id=case.pk, **given)


@pytest.mark.parametrize("who", ["carys", "petra", "wren", "hal", "nia"])
def test_the_idva_service_alone_records_it(cast, case, who):
    with pytest.raises(Refused):
        given = {"agreement": "agrees", "asked_on": clock.today()}
        do(cast, who, record_agreement, case_id=case.pk, **given)
    assert len(decisions(case)) == 1
