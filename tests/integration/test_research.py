"""Research: whom an agency knows, what it writes, and when that leaves the agency."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from meetings.models import Case, ResearchRequest, Stage
from meetings.operations.research import (
    add_item,
    add_items,
    answer_case,
    answer_list,
    change_item,
    chase_research,
    open_list,
    open_return,
    submit_research,
    withdraw_item,
)
from meetings.queries.research import research_of
from sharing import clock
from sharing.models import Agency, Party
from sharing.operations import circulation
from sharing.reasons import Reason
from sharing.rules import Overtaken, RuleBroken
from sharing.work import Refused, unit_of_work
from tests.conftest import as_owner
from tests.doing import do, scope_of
from tests.integration.research_helpers import ask, items_of, people, request_of
from tests.jobs import run_jobs
from tests.story import case_at, meeting_in
from tests.trail import newest_event

DAY = timedelta(days=1)
NAMES = "Names and dates of birth"


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.RESEARCH)


def answer(cast, case, who="petra", kind="police", **values):
    request = request_of(cast, case, kind)
    said = {"answer": "known", "known_parties": people(case)[:1]} | values
    return do(cast, who, answer_case, request_id=request.pk, **said)


def write(cast, case, **values):
    said = {"text": "Arrested on the day.", "who_may_read": "shared"} | values
    request = request_of(cast, case, "police")
    return do(cast, "petra", add_item, request_id=request.pk, **said)


def submit(cast, case):
    request = request_of(cast, case, "police")
    return do(cast, "petra", submit_research, request_id=request.pk)


def shared_with(cast, case, who="carys"):
    actor = cast.actor(who)
    with unit_of_work(actor):
        found = research_of(actor, case.pk)
    return [shared.item.text for one in found.agencies for shared in one.items]


# Answers.


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
    do(cast, "petra", withdraw_item, item_id=item.pk)
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
        do(cast, "petra", withdraw_item, item_id=case.pk)
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
        do(cast, "petra", withdraw_item, item_id=item.pk)
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
    do(cast, "petra", change_item, item_id=item.pk, text="Charged.", who_may_read="shared")
    do(cast, "petra", submit_research, request_id=again.pk)
    assert shared_with(cast, case) == ["Charged."]


# The whole list.


@pytest.fixture
def three(cast, case):
    """Three cases of one meeting, of which the hospital may look people up."""
    others = [
        case_at(cast, Stage.RESEARCH, meeting=case.meeting, name=name, position=place)
        for place, name in enumerate(("Vera", "Hetty"), 2)
    ]
    for one in (case, *others):
        ask(cast, one, "acute")
    return [case, *others]


def test_the_whole_list_at_once(cast, three):
    first, second, third = three
    until = clock.today() + DAY
    answered = do(
        cast,
        "hal",
        answer_list,
        meeting_id=first.meeting_id,
        known={first.pk: people(first)[:2]},
        not_yet={second.pk: until},
        searched=NAMES,
    )
    assert {one.scope_id: one.answer for one in answered} == {
        first.pk: "known",
        second.pk: "not_yet",
        third.pk: "not_known",
    }
    full = {
        one.pk for one in three if cast.agency("acute").pk in scope_of(cast, one).full_circulation
    }
    assert full == {first.pk}
    event = newest_event()
    assert {event.code, *event.also} == {"research_saved", "research_submitted"}
    assert set(event.cases) == {one.pk for one in three}
    assert request_of(cast, third, "acute").searched == NAMES


def test_a_list_answers_for_nobody_who_was_not_shown(cast, three):
    shown = {three[0].pk: people(three[0])}
    do(
        cast,
        "hal",
        answer_list,
        meeting_id=three[0].meeting_id,
        known={},
        not_yet={},
        searched=NAMES,
        looked_up=shown,
    )
    assert request_of(cast, three[1], "acute").answer == ""
    with unit_of_work(cast.actor("carys")):
        Party.objects.create(scope_id=three[1].pk, role="child", given_name="Ash")
    with pytest.raises(RuleBroken, match="have changed"):
        do(
            cast,
            "hal",
            answer_list,
            meeting_id=three[0].meeting_id,
            known={},
            not_yet={},
            searched=NAMES,
            looked_up={three[1].pk: people(three[1])[:3]},
        )


def test_a_list_never_overwrites_a_colleague(cast, three):
    shown = {one.pk: people(one) for one in three}
    answer(cast, three[1], "hal", "acute")
    with pytest.raises(Overtaken) as overtaken:
        do(
            cast,
            "hal",
            answer_list,
            meeting_id=three[0].meeting_id,
            known={},
            not_yet={},
            searched=NAMES,
            looked_up=shown,
        )
    (line,) = overtaken.value.theirs["shown"]
    assert line == f"{three[1].reference}: Known to us"
    assert request_of(cast, three[0], "acute").answer == ""


def test_a_list_with_nothing_on_it(cast, case):
    with pytest.raises(RuleBroken, match="nobody to look up"):
        do(
            cast, "hal", answer_list,
            meeting_id=case.meeting_id, known={}, not_yet={}, searched=NAMES,
        )  # fmt: skip


def test_a_list_names_no_stranger(cast, three):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, three[0].pk, walled=frozenset({cast.user("hal").pk}))
    with pytest.raises(Refused) as refused:
        do(
            cast, "hal", answer_list,
            meeting_id=three[0].meeting_id, known={three[0].pk: []}, not_yet={}, searched=NAMES,
        )  # fmt: skip
    assert refused.value.reason is Reason.CONFLICT
    # Without naming it, the rest is answered as if it did not exist.
    answered = do(
        cast, "hal", answer_list,
        meeting_id=three[0].meeting_id, known={}, not_yet={}, searched=NAMES,
    )  # fmt: skip
    assert {one.scope_id for one in answered} == {three[1].pk, three[2].pk}


def test_a_list_of_another_area_is_not_there(cast, case):
    for operation, more in (
        (open_list, {}),
        (answer_list, {"known": {}, "not_yet": {}, "searched": NAMES}),
    ):
        with pytest.raises(Refused) as refused:
            do(cast, "petra", operation, meeting_id=case.pk, **more)
        assert refused.value.reason is Reason.NOTHING_THERE
        with pytest.raises(Refused) as refused:
            do(cast, "carys", operation, meeting_id=case.meeting_id, **more)
        assert refused.value.reason is Reason.NOT_IN_ROLE


def test_opening_the_list_opens_its_requests(cast, three):
    do(cast, "hal", open_list, meeting_id=three[0].meeting_id)
    assert all(request_of(cast, one, "acute").opened_at for one in three)


# Items.


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
    changed = do(
        cast, "petra", change_item,
        item_id=item.pk, text="Charged.", who_may_read="shared", version=1,
    )  # fmt: skip
    assert (changed.pk, changed.version, changed.text) == (item.pk, 2, "Charged.")
    with pytest.raises(Overtaken) as overtaken:
        do(
            cast, "petra", change_item,
            item_id=item.pk, text="Bailed.", who_may_read="shared", version=1,
        )  # fmt: skip
    assert overtaken.value.theirs["text"] == "Charged."


def test_others_read_what_was_submitted_until_the_next_submit(cast, case):
    answer(cast, case)
    item = write(cast, case)
    submit(cast, case)
    changed = do(
        cast, "petra", change_item, item_id=item.pk, text="Charged.", who_may_read="shared"
    )
    assert (changed.replaces_id, changed.version) == (item.pk, 2)
    assert shared_with(cast, case) == ["Arrested on the day."]
    with pytest.raises(RuleBroken, match="changed or withdrawn"):
        do(cast, "petra", change_item, item_id=item.pk, text="Bailed.", who_may_read="shared")
    request = submit(cast, case)
    assert request.returned == 2
    assert shared_with(cast, case) == ["Charged."]
    with pytest.raises(RuleBroken, match="Nothing has changed"):
        submit(cast, case)


def test_a_change_that_is_withdrawn_leaves_what_was_submitted(cast, case):
    answer(cast, case)
    item = write(cast, case)
    submit(cast, case)
    changed = do(
        cast, "petra", change_item, item_id=item.pk, text="Charged.", who_may_read="shared"
    )
    do(cast, "petra", withdraw_item, item_id=changed.pk)
    assert shared_with(cast, case) == ["Arrested on the day."]
    do(cast, "petra", withdraw_item, item_id=item.pk)
    assert shared_with(cast, case) == []


def test_what_nobody_else_read_leaves_no_trace_in_what_takes_its_place(cast, case):
    answer(cast, case)
    item = write(cast, case, who_may_read="spoken", heading="health")
    submit(cast, case)
    changed = do(
        cast, "petra", change_item, item_id=item.pk, text="A health note.", who_may_read="shared"
    )
    submit(cast, case)
    changed = next(one for one in items_of(case) if one.pk == changed.pk)
    assert changed.replaces_id is None
    assert shared_with(cast, case) == ["A health note."]


def test_what_is_replaced_may_be_withdrawn_before(cast, case):
    answer(cast, case)
    item = write(cast, case)
    submit(cast, case)
    do(cast, "petra", change_item, item_id=item.pk, text="Charged.", who_may_read="shared")
    with as_owner(), unit_of_work(cast.actor("petra")):
        item.refresh_from_db()
        item.withdrawn_at = clock.now()
        item.save()
    submit(cast, case)
    assert shared_with(cast, case) == ["Charged."]


def test_an_item_of_another_agency_is_refused(cast, case):
    answer(cast, case)
    item = write(cast, case)
    with pytest.raises(Refused) as refused:
        do(cast, "rowan", withdraw_item, item_id=item.pk)
    assert refused.value.reason is Reason.NOTHING_THERE
    submit(cast, case)
    with pytest.raises(Refused) as refused:
        do(cast, "rowan", withdraw_item, item_id=item.pk)
    assert refused.value.reason is Reason.NOT_OWN_AGENCY


# Reminders.


def test_an_agency_is_reminded_once_a_day(cast, case):
    chase = {"meeting_id": case.meeting_id, "agency_id": cast.agency("probation").pk}
    owed = do(cast, "carys", chase_research, **chase)
    assert len(owed) == 1
    event = newest_event()
    assert (event.code, event.cases, event.recipient_id) == (
        "research_chased",
        [case.pk],
        cast.agency("probation").pk,
    )
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["probation@lm.example"]
    day = timezone.localtime(case.meeting.research_due_at).day
    assert f"due on {day} " in message.body and "/research/" in message.body
    for private in ("Tara", "Tarn", "Lune", case.reference, str(case.pk)):
        assert private not in message.subject + message.body
    assert newest_event().code == "notice_sent"
    with pytest.raises(RuleBroken, match="less than a day"):
        do(cast, "carys", chase_research, **chase)
    with clock.set_to(clock.now() + 20 * DAY):
        do(cast, "carys", chase_research, **chase)
        run_jobs()
    assert mail.outbox[1].subject == "Research is overdue"


def test_who_owes_nothing_is_not_reminded(cast, case):
    with pytest.raises(RuleBroken, match="owes nothing"):
        do(
            cast, "carys", chase_research,
            meeting_id=case.meeting_id, agency_id=cast.agency("acute").pk,
        )  # fmt: skip


def test_an_agency_without_anybody_to_tell_is_reminded_in_vain(cast, case):
    with as_owner(), unit_of_work(cast.actor("carys")):
        agency = Agency.objects.get(pk=cast.agency("probation").pk)
        agency.mailbox = ""
        agency.save()
    do(cast, "carys", chase_research, meeting_id=case.meeting_id, agency_id=agency.pk)
    run_jobs()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("who", "reason"), [("petra", Reason.NOT_IN_ROLE), ("nia", Reason.NOTHING_THERE)]
)
def test_only_those_who_run_the_meeting_remind(cast, case, who, reason):
    with pytest.raises(Refused) as refused:
        do(
            cast, who, chase_research,
            meeting_id=case.meeting_id, agency_id=cast.agency("probation").pk,
        )  # fmt: skip
    assert refused.value.reason is reason
