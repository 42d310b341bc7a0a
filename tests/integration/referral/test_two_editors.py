"""The second of two editors sees both texts."""

import pytest

from meetings.models import Referral
from meetings.operations import referral
from sharing import clock
from sharing.models import Party
from sharing.rules import Overtaken
from tests.doing import do, one
from tests.story_parts import referral as part


@pytest.mark.parametrize("stale", [0, 99_999], ids=["before anything was written", "to come"])
def test_a_second_editor_sees_both_texts(cast, written, stale):
    newest = one(cast, "wren", Referral, written).version
    child = one(cast, "wren", Party, written, role="child")
    today = clock.today()
    reached = part.CONTACT | {"confirmed_on": today}
    for operation, theirs, what in (
        (referral.save_victim, {"given_name": "Tara", "worker_name": ""}, {}),
        (referral.save_safe_contact, {"times": "Tuesdays at 14:00", "must_not_learn": ""}, reached),
        (referral.save_children, {"child_referral": "yes"}, {}),
        (referral.finish_addresses, {}, {}),
        (referral.save_incident, {"done_today": "Safety plan at the clinic."}, {}),
        (referral.save_checklist, {"tool": "DASH"}, {"answers": {}, "assessed_on": today}),
        (referral.save_grounds, {"grounds": ["high_risk"]}, {"grounds": []}),
        (
            referral.save_sharing,
            {"agreement": "agrees"},
            {"agreement": "agrees", "asked_on": today},
        ),
        (referral.save_equality, {"gender": "not_asked"}, {"gender": "female"}),
        (
            referral.change_person,
            {"given_name": "Alder"},
            {"party_id": child.pk, "ties": {}, "given_name": "Ash"},
        ),
        (referral.add_perpetrator, {}, {"tie": "partner"}),
    ):
        with pytest.raises(Overtaken) as overtaken:
            do(cast, "wren", operation, case_id=written.pk, version=stale, **what)
        assert overtaken.value.version == newest
        assert overtaken.value.changed_by.oneself
        assert theirs.items() <= overtaken.value.theirs.items(), operation.__name__


def test_where_nothing_was_written_nobody_was_first(cast, draft):
    today = clock.today()
    stale = one(cast, "wren", Referral, draft).version
    for operation, what in (
        (referral.save_safe_contact, part.CONTACT | {"confirmed_on": today}),
        (referral.save_checklist, {"answers": {}, "assessed_on": today}),
        (referral.save_sharing, {"agreement": "agrees", "asked_on": today}),
        (referral.add_perpetrator, {"tie": "partner"}),
    ):
        do(cast, "wren", operation, case_id=draft.pk, version=stale, **what)
    assert one(cast, "wren", Referral, draft).version == stale + 4


def test_a_step_that_was_empty_is_not_overwritten(cast, draft):
    do(
        cast,
        "wren",
        referral.save_safe_contact,
        case_id=draft.pk,
        **part.CONTACT | {"confirmed_on": clock.today()},
    )
    with pytest.raises(Overtaken) as overtaken:
        do(
            cast,
            "wren",
            referral.save_safe_contact,
            case_id=draft.pk,
            version=1,
            **part.CONTACT | {"confirmed_on": clock.today()},
        )
    assert overtaken.value.theirs["times"] == part.CONTACT["times"]
