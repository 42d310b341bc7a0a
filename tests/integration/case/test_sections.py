"""What the parts of the page say."""

from datetime import timedelta
from uuid import uuid4

from meetings.models import (
    Action,
    Case,
    Referral,
    RepeatFound,
    ResearchRequest,
    RiskAssessment,
    Stage,
    TriageDecision,
)
from meetings.operations.triage import return_referral
from sharing import clock
from sharing.models import Item, Party
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.doing import change, do
from tests.integration.case.helpers import seen
from tests.story import case_at
from tests.story_parts import referral


def test_what_is_known_of_people_is_shown(cast):
    case = case_at(cast, Stage.TRIAGE)
    change(
        cast,
        case,
        Party,
        other_names="Tara Weston",
        interpreter="yes",
        language="Welsh",
        pregnant="yes",
        born_on=None,
        age_about=30,
    )
    change(cast, case, Referral, child_referral_on=clock.today(), danger_to_staff="Two workers")
    with unit_of_work(cast.actor("carys")):
        child = Party.objects.get(scope_id=case.pk, role="child")
        child.school, child.lives_with = "Mere Nursery", "Tara"
        child.save()
        Party.objects.create(
            scope_id=case.pk, role="child", due_on=clock.today() + timedelta(days=90), position=4
        )
        Party.objects.create(scope_id=case.pk, role="at_risk", given_name="Mo", position=5)
    page = seen(cast, "carys", case)
    for words in (
        "Also known as Tara Weston",
        "Interpreter needed: Welsh",
        "Pregnant",
        "About 30",
        "Mere Nursery",
        "With Tara",
        "Unborn child",
        "Due ",
        "Not known",
        "Children’s social care referral made",
        "Two workers",
    ):
        assert words in page, words


ADDED_SINCE = "Added since the referral: find out if children’s social care was told"


def test_what_the_referral_says_of_children_is_not_said_of_one_who_came_later(cast):
    case = case_at(cast, Stage.TRIAGE)
    change(cast, case, Referral, child_referral_on=clock.today())
    made = "Children’s social care referral made"
    assert seen(cast, "carys", case).count(made) == 1
    with unit_of_work(cast.actor("carys")):
        Party.objects.create(scope_id=case.pk, role="child", given_name="Nell", position=4)
    page = seen(cast, "carys", case)
    assert page.count(made) == 1
    assert page.count(ADDED_SINCE) == 1


def test_a_child_is_not_late_whose_referral_came_back_with_it(cast):
    case = case_at(cast, Stage.TRIAGE)
    change(cast, case, Referral, child_referral_on=clock.today())
    do(cast, "carys", return_referral, case_id=case.pk, reason="Name the other child.")
    with unit_of_work(cast.actor("wren")):
        Party.objects.create(scope_id=case.pk, role="child", given_name="Nell", position=4)
    referral.submit(cast, case)
    assert ADDED_SINCE not in seen(cast, "carys", case)


def test_nor_is_one_whose_case_was_entered_for_an_earlier_day(cast):
    """As in the example, whose meetings were held before it was loaded."""
    with clock.set_to(clock.now() - timedelta(days=30)):
        case = case_at(cast, Stage.TRIAGE, name="Hedda")
        change(cast, case, Referral, child_referral_on=clock.today())
    assert ADDED_SINCE not in seen(cast, "carys", case)


def test_an_interpreter_for_a_language_that_nobody_knows_is_said_in_a_whole_sentence(cast):
    case = case_at(cast, Stage.TRIAGE)
    change(cast, case, Party, interpreter="yes", language="")
    page = seen(cast, "carys", case)
    assert "Interpreter needed; the language is not known" in page
    assert "Interpreter needed:" not in page


def test_a_case_without_victim_or_referral_has_a_page(cast):
    with unit_of_work(cast.actor("carys")) as work:
        case_id = uuid4()
        circulation.open_scope(
            work,
            case_id,
            area_id=cast.area.pk,
            owner_agency_id=cast.agency("police").pk,
            sensitivity="normal",
        )
        case = Case.objects.create(
            scope_id=case_id,
            reference="LM-XXXX",
            protocol=cast.area.protocols.first(),
            stage=Stage.TRIAGE,
            stage_since=clock.now(),
        )
        Party.objects.create(scope_id=case_id, role="perpetrator", given_name="Kyle")
    page = seen(cast, "carys", case)
    assert "No safe way is recorded yet." in page
    assert "Grounds:" not in page


def test_the_grounds_say_what_triage_decided(cast):
    case = case_at(cast, Stage.ACCEPTED)
    change(cast, case, Referral, judgement="Fear has grown.")
    change(cast, case, RiskAssessment, answers={"fear": "yes"})
    page = seen(cast, "carys", case)
    assert "Asks for judgement" in page
    with unit_of_work(cast.actor("carys")):
        decision = TriageDecision.objects.create(
            scope_id=case.pk,
            kind="accept",
            protocol=case.protocol,
            ticks=1,
            not_known=23,
            grounds_met=["judgement"],
            decided_by=cast.user("carys"),
            decided_at=clock.now(),
        )
        RepeatFound.objects.create(scope_id=case.pk, decision=decision, mark="0" * 64)
    page = seen(cast, "carys", case)
    assert "Grounds: 3 of 4 met" in page
    assert "Found at triage" in page
    assert "under protocol version 1" in page


def test_research_names_first_who_owes(cast):
    case = case_at(cast, Stage.RESEARCH)
    with unit_of_work(cast.actor("carys")):
        for kind, answer in (("police", "known"), ("housing", "not_known"), ("children", "known")):
            request = ResearchRequest.objects.get(scope_id=case.pk, agency=cast.agency(kind))
            request.answer, request.submitted_at = answer, clock.now()
            request.submitted_by = cast.user("petra")
            request.save()
            if kind == "police":
                request_id = request.pk
    with unit_of_work(cast.actor("petra")):
        for who in ("shared", "restricted"):
            Item.objects.create(
                scope_id=case.pk,
                agency=cast.agency("police"),
                request_id=request_id,
                text="Bail until December.",
                who_may_read=who,
                author=cast.user("petra"),
                submitted_at=clock.now(),
            )
    page = seen(cast, "carys", case)
    assert "Research: answered by 3 of 6 agencies" in page
    assert "1 item<" in page
    assert "Known to us" in page
    assert page.index("Not opened") < page.index("1 item<") < page.index("Not known to us")
    assert "Answer the research" not in seen(cast, "petra", case)
    assert "Answer the research" in seen(cast, "ines", case)
    # Its own agency counts what it restricted too.
    assert "2 items<" in seen(cast, "petra", case)


def test_after_the_meeting_nobody_is_chased(cast):
    page = seen(cast, "carys", case_at(cast, Stage.ACTIONS))
    assert "No answer" in page
    assert "Silent" not in page


def test_what_was_done_before_the_meeting_stands_apart(cast):
    case = case_at(cast, Stage.RESEARCH)
    with unit_of_work(cast.actor("carys")):
        for state, ended in (("completed", clock.today()), ("in_progress", None)):
            Action.objects.create(
                scope_id=case.pk,
                agency=cast.agency("police"),
                what="Marker on the address",
                for_whom="victim",
                before_meeting=True,
                state=state,
                result="Placed.",
                ended_on=ended,
                recorded_by=cast.user("petra"),
                recorded_at=clock.now(),
            )
    page = seen(cast, "carys", case)
    assert "Done before the meeting: 1 of 2" in page
    assert "In progress" in page


def test_a_case_on_a_meeting_nobody_is_asked_for_yet_shows_no_research(cast):
    assert "Research: answered by" not in seen(cast, "carys", case_at(cast, Stage.LISTED))


def test_an_action_that_is_late_is_said_to_be(cast):
    case = case_at(cast, Stage.ACTIONS)
    page = seen(cast, "carys", case)
    assert "due " in page
    assert "was due " not in page
    change(cast, case, Action, due_on=clock.today() - timedelta(days=1))
    assert "was due " in seen(cast, "carys", case)
