"""What an agency writes leaves it when it is submitted."""

import pytest

from meetings.models import Stage
from meetings.operations.research import add_items, withdraw_item
from sharing import clock
from sharing.models import Item
from sharing.reasons import Reason
from sharing.rules import Overtaken, RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do
from tests.integration.research.helpers import (
    answer,
    items_of,
    people,
    request_of,
    rewrite,
    shared_with,
    submit,
    write,
)
from tests.story import case_at
from tests.trail import newest_event


def test_an_item_leaves_the_agency_when_it_is_submitted(cast, case):
    answer(cast, case)
    write(cast, case)
    assert shared_with(cast, case) == []
    request = submit(cast, case)
    assert (request.returned, request.submitted_by_id) == (1, cast.user("petra").pk)
    assert shared_with(cast, case) == ["Arrested on the day."]
    event = newest_event()
    assert (event.code, event.items) == ("research_read", [items_of(case)[0].pk])


def test_items_come_from_who_knows_somebody(cast, case):
    with pytest.raises(RuleBroken, match="who is known"):
        write(cast, case)
    with pytest.raises(RuleBroken, match="who is known"):
        submit(cast, case)


def test_each_paragraph_is_an_item(cast, case):
    answer(cast, case)
    request = request_of(cast, case, "police")
    made = do(
        cast, "petra", add_items,
        request_id=request.pk, text="One.\n\nTwo.", who_may_read="shared",
    )  # fmt: skip
    assert [(item.text, item.position) for item in made] == [("One.", 1), ("Two.", 2)]
    with pytest.raises(RuleBroken, match="Write what you know"):
        do(cast, "petra", add_items, request_id=request.pk, text=" ", who_may_read="shared")


def test_an_item_is_about_somebody_of_the_case_and_a_subject_of_the_list(cast, case):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    answer(cast, case)
    with pytest.raises(RuleBroken, match="have changed"):
        write(cast, case, about_id=people(other)[0])
    with pytest.raises(RuleBroken, match="subject"):
        write(cast, case, subject="nothing")
    item = write(cast, case, about_id=people(case)[1], subject="weapons")
    assert (item.about_id, item.subject) == (people(case)[1], "weapons")


def test_a_draft_is_rewritten(cast, case):
    answer(cast, case)
    item = write(cast, case)
    changed = rewrite(cast, item, text="Charged.", version=1)
    assert (changed.pk, changed.version, changed.text) == (item.pk, 2, "Charged.")
    with pytest.raises(Overtaken) as overtaken:
        rewrite(cast, item, text="Bailed.", version=1)
    assert overtaken.value.theirs["text"] == "Charged."


def test_others_read_what_was_submitted_until_the_next_submit(cast, case):
    answer(cast, case)
    item = write(cast, case)
    submit(cast, case)
    changed = rewrite(cast, item, text="Charged.")
    assert (changed.replaces_id, changed.version) == (item.pk, 2)
    assert shared_with(cast, case) == ["Arrested on the day."]
    with pytest.raises(RuleBroken, match="changed or withdrawn"):
        rewrite(cast, item, text="Bailed.")
    request = submit(cast, case)
    assert request.returned == 2
    assert shared_with(cast, case) == ["Charged."]
    with pytest.raises(RuleBroken, match="Nothing has changed"):
        submit(cast, case)


def test_a_change_that_is_withdrawn_leaves_what_was_submitted(cast, case):
    answer(cast, case)
    item = write(cast, case)
    submit(cast, case)
    changed = rewrite(cast, item, text="Charged.")
    do(cast, "petra", withdraw_item, case_id=case.pk, item_id=changed.pk)
    assert shared_with(cast, case) == ["Arrested on the day."]
    do(cast, "petra", withdraw_item, case_id=case.pk, item_id=item.pk)
    assert shared_with(cast, case) == []


def test_what_nobody_else_read_leaves_no_trace_in_what_takes_its_place(cast, case):
    answer(cast, case)
    item = write(cast, case, who_may_read="spoken", heading="health")
    submit(cast, case)
    changed = rewrite(cast, item, text="A health note.")
    submit(cast, case)
    changed = next(one for one in items_of(case) if one.pk == changed.pk)
    assert changed.replaces_id is None
    assert shared_with(cast, case) == ["A health note."]


def test_what_is_replaced_may_be_withdrawn_before(cast, case):
    answer(cast, case)
    item = write(cast, case)
    submit(cast, case)
    rewrite(cast, item, text="Charged.")
    with as_owner(), unit_of_work(cast.actor("petra")):
        item = Item.objects.get(scope_id=case.pk)
        item.withdrawn_at = clock.now()
        item.save()
    submit(cast, case)
    assert shared_with(cast, case) == ["Charged."]


def test_an_item_of_another_agency_is_refused(cast, case):
    answer(cast, case)
    item = write(cast, case)
    with pytest.raises(Refused) as refused:
        do(cast, "rowan", withdraw_item, case_id=case.pk, item_id=item.pk)
    assert refused.value.reason is Reason.NOTHING_THERE
    submit(cast, case)
    with pytest.raises(Refused) as refused:
        do(cast, "rowan", withdraw_item, case_id=case.pk, item_id=item.pk)
    assert refused.value.reason is Reason.NOT_OWN_AGENCY
