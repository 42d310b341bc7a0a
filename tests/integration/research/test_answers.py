"""An agency answers whether it knows the people of a case."""

import pytest

from meetings.models import Case, ResearchRequest, Stage
from meetings.operations.research import (
    answer_case,
    open_return,
    submit_research,
    withdraw_item,
)
from sharing import clock
from sharing.operations import circulation
from sharing.reasons import Reason
from sharing.rules import Overtaken, RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import do, scope_of
from tests.integration.research.helpers import (
    DAY,
    NAMES,
    answer,
    ask,
    people,
    request_of,
    rewrite,
    shared_with,
    submit,
    write,
)
from tests.story import case_at, meeting_in
from tests.trail import newest_event


def test_it_works(cast, case):
    ask(cast, case, "acute")
    request = answer(cast, case, "hal", "acute", searched=NAMES)
    assert (request.answer, request.submitted_at, request.version) == ("known", None, 2)
    assert request.opened_at is not None
    scope = scope_of(cast, case)
    assert cast.agency("acute").pk in scope.full_circulation
    assert cast.agency("acute").pk not in scope.search_circulation


def test_a_nil_return_is_submitted_at_once_and_stays_at_search(cast, case):
    ask(cast, case, "acute")
    request = answer(
        cast, case, "hal", "acute", answer="not_known", known_parties=[], searched=NAMES
    )
    assert (request.answer, request.returned) == ("not_known", 1)
    assert request.submitted_by_id == cast.user("hal").pk
    assert cast.agency("acute").pk not in scope_of(cast, case).full_circulation
    assert newest_event().code == "research_submitted"


def test_it_records_event(cast, case):
    answer(cast, case)
    event = newest_event()
    assert (event.code, event.cases, event.people) == (
        "research_saved",
        [case.pk],
        people(case)[:1],
    )


def test_cannot_check_yet_says_until_when(cast, case):
    until = clock.today() + DAY
    request = answer(
        cast,
        case,
        answer="not_yet",
        known_parties=[],
        unchecked_parties=people(case),
        check_by=until,
    )
    assert (request.answer, request.check_by) == ("not_yet", until)
    request = answer(cast, case, check_by=until)
    assert (request.answer, request.check_by) == ("known", None)


def test_some_are_known_and_some_not_looked_up(cast, case):
    victim, perpetrator, _child = people(case)
    until = clock.today() + DAY
    request = answer(
        cast,
        case,
        known_parties=[victim],
        unchecked_parties=[perpetrator],
        check_by=until,
    )
    assert (request.known_parties, request.unchecked_parties) == ([victim], [perpetrator])
    assert request.check_by == until


def test_who_turns_out_to_be_known_owes_an_answer_again(cast, case):
    answer(cast, case, answer="not_known", known_parties=[], searched=NAMES)
    request = answer(cast, case)
    assert (request.answer, request.submitted_at, request.returned) == ("known", None, 1)


def test_who_is_known_may_change_after_the_return(cast, case):
    answer(cast, case)
    write(cast, case)
    submitted = submit(cast, case).submitted_at
    request = answer(cast, case, known_parties=people(case))
    assert (request.submitted_at, request.known_parties) == (submitted, sorted(people(case)))


def test_an_answer_is_about_people_of_the_case(cast, case):
    other = case_at(cast, Stage.RESEARCH, meeting=case.meeting, name="Vera", position=2)
    with pytest.raises(RuleBroken, match="have changed"):
        answer(cast, case, known_parties=people(other)[:1])


def test_who_wrote_something_knows_somebody(cast, case):
    answer(cast, case)
    item = write(cast, case)
    with pytest.raises(RuleBroken, match="Withdraw your items"):
        answer(cast, case, answer="not_known", known_parties=[], searched=NAMES)
    do(cast, "petra", withdraw_item, case_id=case.pk, item_id=item.pk)
    answer(cast, case, answer="not_known", known_parties=[], searched=NAMES)


def test_it_refuses_another_agency(cast, case):
    with pytest.raises(Refused) as refused:
        answer(cast, case, "rowan", "police")
    assert refused.value.reason is Reason.NOT_OWN_AGENCY
    event = newest_event()
    assert (event.outcome, event.reason, event.cases) == (
        "refused",
        "not_own_agency",
        [case.pk],
    )


def test_it_refuses_what_is_not_there(cast, case):
    with pytest.raises(Refused) as refused:
        do(cast, "petra", answer_case, request_id=case.pk, answer="known")
    assert refused.value.reason is Reason.NOTHING_THERE
    with pytest.raises(Refused) as refused:
        do(cast, "petra", withdraw_item, case_id=case.pk, item_id=case.pk)
    assert refused.value.reason is Reason.NOTHING_THERE


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("carys", Reason.NOT_IN_ROLE),
        ("wren", Reason.NOT_IN_ROLE),
        ("alex", Reason.NOT_IN_ROLE),
        ("odile", Reason.NOT_IN_ROLE),
    ],
)
def test_it_refuses_other_roles(cast, case, who, reason):
    request = request_of(cast, case, "police")
    actor = cast.actor(who)
    with pytest.raises(Refused) as refused, unit_of_work(actor):
        open_return(actor=actor, case_id=request.scope_id)
    assert refused.value.reason is reason


def test_it_refuses_off_circulation(cast, case):
    with pytest.raises(Refused) as refused:
        do(cast, "hal", open_return, case_id=case.pk)
    assert refused.value.reason is Reason.OFF_CIRCULATION
    with pytest.raises(Refused) as refused:
        answer(cast, case, "hal", "police")
    assert (refused.value.reason, refused.value.case_id) == (Reason.OFF_CIRCULATION, case.pk)


def test_it_refuses_conflict(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, walled=frozenset({cast.user("petra").pk}))
    with pytest.raises(Refused) as refused:
        do(cast, "petra", open_return, case_id=case.pk)
    assert refused.value.reason is Reason.CONFLICT
    with pytest.raises(Refused) as refused:
        answer(cast, case, "petra")
    assert (refused.value.reason, refused.value.case_id) == (Reason.CONFLICT, case.pk)


def test_an_attempt_on_an_item_by_somebody_walled_off_is_of_its_case(cast, case):
    answer(cast, case)
    item = write(cast, case)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.wall_off(work, case.pk, {cast.user("petra").pk})
    with pytest.raises(Refused) as refused:
        do(cast, "petra", withdraw_item, case_id=case.pk, item_id=item.pk)
    assert (refused.value.reason, refused.value.case_id) == (Reason.CONFLICT, case.pk)


def test_a_coordinator_on_circulation_has_no_return(cast, case):
    """The IDVA may open a return; an agency that was asked nothing has none to open."""
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, case.pk, full={cast.agency("acute").pk})
    with pytest.raises(Refused) as refused:
        do(cast, "hal", open_return, case_id=case.pk)
    assert refused.value.reason is Reason.NOTHING_THERE


def test_a_frozen_case_takes_no_answer(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, frozen=True)
    with pytest.raises(Refused) as refused:
        answer(cast, case)
    assert refused.value.reason is Reason.FROZEN


def test_a_second_editor_is_told(cast, case):
    read = request_of(cast, case, "police").version
    answer(cast, case, searched="Custody records", version=read)
    with pytest.raises(Overtaken) as overtaken:
        answer(cast, case, searched="Crime records", version=read)
    assert overtaken.value.theirs["searched"] == "Custody records"


def test_opening_is_on_record_once(cast, case):
    do(cast, "petra", open_return, case_id=case.pk)
    first = request_of(cast, case, "police")
    with clock.set_to(clock.now() + DAY):
        do(cast, "petra", open_return, case_id=case.pk)
    assert request_of(cast, case, "police").opened_at == first.opened_at is not None


def test_research_ends_with_the_hearing(cast, case):
    heard = case_at(cast, Stage.HEARD, meeting=meeting_in(cast, days=2, state="held"), name="Vera")
    with pytest.raises(RuleBroken, match="cannot be changed"):
        answer(cast, heard)


def test_a_case_that_was_moved_is_asked_about_again(cast, case):
    answer(cast, case)
    item = write(cast, case)
    submit(cast, case)
    later = meeting_in(cast, days=23, state="published")
    with unit_of_work(cast.actor("carys")):
        moved = Case.objects.get(pk=case.pk)
        moved.meeting = later
        moved.save()
    with pytest.raises(RuleBroken, match="asks again"):
        answer(cast, case)
    with unit_of_work(cast.actor("carys")):
        again = ResearchRequest.objects.create(
            scope_id=case.pk,
            meeting=moved.meeting,
            agency=cast.agency("police"),
            asked_at=clock.now() + DAY,
            due_at=moved.meeting.research_due_at,
        )
    do(
        cast,
        "petra",
        answer_case,
        request_id=again.pk,
        answer="known",
        known_parties=people(case)[:1],
    )
    rewrite(cast, item, text="Charged.")
    do(cast, "petra", submit_research, request_id=again.pk)
    assert shared_with(cast, case) == ["Charged."]


def test_who_knew_nobody_after_all_is_left_with_the_names_to_look_up(cast, case):
    ask(cast, case, "acute")
    answer(cast, case, "hal", "acute", searched=NAMES)
    answer(cast, case, "hal", "acute", answer="not_known", known_parties=(), searched=NAMES)
    scope = scope_of(cast, case)
    assert cast.agency("acute").pk not in scope.full_circulation
    assert cast.agency("acute").pk in scope.search_circulation
