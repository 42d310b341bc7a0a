"""A referral, as its operations write it: from the first line to triage."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail

from meetings.models import Case, Referral, RiskAssessment, Stage
from meetings.operations import referral
from meetings.operations.triage import return_referral
from meetings.rules.checklist import SUBJECTS
from sharing import clock
from sharing.models import (
    Address,
    Agency,
    Membership,
    Party,
    Relationship,
    SafeContact,
    Scope,
    SharingDecision,
    UnsafeToTell,
)
from sharing.operations import circulation, people
from sharing.rules import Overtaken, RuleBroken
from sharing.work import Refused, unit_of_work
from tests.conftest import as_owner
from tests.doing import do, one
from tests.jobs import run_jobs
from tests.story_parts import referral as part
from tests.trail import newest_event


@pytest.fixture
def draft(cast):
    return part.begin(cast)


@pytest.fixture
def written(cast, draft):
    part.write(cast, draft)
    return draft


@pytest.fixture
def submitted(cast, written):
    part.submit(cast, written)
    return written


@pytest.fixture
def returned(cast, submitted):
    do(cast, "carys", return_referral, case_id=submitted.pk, reason="The date is missing.")
    return submitted


# ---------------------------------------------------------------- begin


def test_it_works(cast, submitted):
    case = one(cast, "wren", Case, submitted)
    assert (case.stage, case.with_children) == (Stage.TRIAGE, True)
    assert case.submitted_at is not None
    with unit_of_work(cast.actor("ines")):
        scope = Scope.objects.get(pk=case.pk)
    assert scope.sensitivity == "normal"
    assert set(scope.full_circulation) == {
        cast.agency("idva").pk,
        cast.agency("health_visiting").pk,
    }
    assert scope.search_circulation == []


def test_a_draft_is_seen_by_its_author_alone(cast, draft):
    with unit_of_work(cast.actor("wren")):
        assert Case.objects.filter(pk=draft.pk).exists()
    for name in ("carys", "chidi", "ines", "petra"):
        with unit_of_work(cast.actor(name)):
            assert not Case.objects.filter(pk=draft.pk).exists(), name


def test_it_records_event(cast, draft):
    event = newest_event()
    assert (event.code, event.cases, len(event.people)) == ("referral_begun", [draft.pk], 1)
    do(cast, "wren", referral.save_incident, case_id=draft.pk, what_happened="He came drunk.")
    event = newest_event()
    assert (event.code, event.cases) == ("referral_saved", [draft.pk])


def test_submitting_is_a_disclosure(cast, submitted):
    event = newest_event()
    assert (event.code, event.cases) == ("referral_submitted", [submitted.pk])
    assert len(event.people) == 3


@pytest.mark.parametrize("name", ["chidi", "odile", "alex"])
def test_it_refuses_other_roles(cast, name):
    with pytest.raises(Refused):
        do(cast, name, referral.begin_referral, given_name="Tara")


def test_it_records_refusal(cast):
    with pytest.raises(Refused):
        do(cast, "chidi", referral.begin_referral, given_name="Tara")
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == (
        "referral_begun",
        "refused",
        "not_in_role",
    )


@pytest.mark.parametrize("name", ["wren", "petra", "ines", "carys"])
def test_who_refers(cast, name):
    case = part.begin(cast, by=name)
    row = one(cast, name, Referral, case)
    assert (row.author, row.agency_id) == (cast.user(name), cast.actor(name).agency_id)


def test_a_worker_without_an_account_is_named(cast):
    case = part.begin(cast, by="petra", worker_name="Dell Brook", worker_contact="Room 4")
    row = one(cast, "petra", Referral, case)
    assert (row.worker_name, row.worker_role, row.worker_contact) == ("Dell Brook", "", "Room 4")


def test_a_taken_reference_is_drawn_again(cast, draft, monkeypatch):
    drawn = iter([draft.reference, draft.reference, "LM-7KQ4"])
    monkeypatch.setattr(
        "meetings.operations.referral.begin.new_reference", lambda prefix: next(drawn)
    )
    assert part.begin(cast, by="petra").reference == "LM-7KQ4"


def test_without_a_free_reference_it_says_so(cast, draft, monkeypatch):
    monkeypatch.setattr(
        "meetings.operations.referral.begin.new_reference", lambda prefix: draft.reference
    )
    with pytest.raises(RuleBroken, match="No free reference"):
        part.begin(cast)


def test_an_area_without_protocol_takes_no_referral(cast):
    with unit_of_work(cast.actor("carys")):
        protocol = cast.area.protocols.get()
        protocol.in_force_from = clock.today() + timedelta(days=1)
        protocol.save()
    with pytest.raises(RuleBroken, match="no protocol"):
        part.begin(cast)


# ---------------------------------------------------------------- too young


def years_ago(years):
    today = clock.today()
    return today.replace(year=today.year - years, day=min(today.day, 28))


@pytest.mark.parametrize("known", ["born_on", "age_about"])
def test_a_child_is_stopped_at_once_and_the_attempt_is_kept(cast, known):
    age = {"born_on": years_ago(15)} if known == "born_on" else {"born_on": None, "age_about": 15}
    case = part.begin(cast, **age)
    assert case.stage == Stage.STOPPED
    event = newest_event()
    assert (event.code, event.also) == ("referral_stopped", ["referral_begun"])
    assert one(cast, "wren", Party, case).given_name == "Tara"
    with pytest.raises(RuleBroken, match="was submitted|closed"):
        do(cast, "wren", referral.save_incident, case_id=case.pk)


@pytest.mark.parametrize("born_on", [date(2999, 1, 1), date(1850, 1, 1)])
def test_a_slip_of_the_pen_stops_nothing(cast, draft, born_on):
    with pytest.raises(RuleBroken, match="Check the date of birth"):
        part.begin(cast, born_on=born_on)
    with pytest.raises(RuleBroken, match="Check the date of birth"):
        do(cast, "wren", referral.save_victim, case_id=draft.pk, born_on=born_on)


def test_the_draft_of_a_child_is_stopped_when_the_age_is_known(cast, draft):
    case = do(
        cast,
        "wren",
        referral.save_victim,
        case_id=draft.pk,
        given_name="Tara",
        born_on=years_ago(15),
        worker_name="Dell Brook",
    )
    assert case.stage == Stage.STOPPED
    assert newest_event().code == "referral_stopped"
    assert one(cast, "wren", Referral, draft).worker_name == "Dell Brook"


def test_a_referral_that_came_back_is_not_stopped_but_says_what_to_do(cast, returned):
    with pytest.raises(RuleBroken, match="children’s social care now") as broken:
        do(cast, "wren", referral.save_victim, case_id=returned.pk, age_about=14)
    assert broken.value.field == "born_on"
    with pytest.raises(RuleBroken, match="children’s social care now"):
        do(cast, "wren", referral.stop_referral, case_id=returned.pk)


def test_the_author_can_stop_a_draft(cast, draft):
    assert do(cast, "wren", referral.stop_referral, case_id=draft.pk).stage == Stage.STOPPED
    assert newest_event().code == "referral_stopped"


# ---------------------------------------------------------------- steps


def test_each_step_is_remembered_once(cast, written):
    row = one(cast, "wren", Referral, written)
    assert len(row.steps_done) == len(set(row.steps_done)) == 10
    do(cast, "wren", referral.save_grounds, case_id=written.pk, grounds=["high_risk"])
    assert len(one(cast, "wren", Referral, written).steps_done) == 10


def test_people_are_related(cast, written):
    with unit_of_work(cast.actor("wren")):
        ties = {
            (tie.person.given_name, tie.other.given_name): tie.tie
            for tie in Relationship.objects.filter(scope_id=written.pk)
        }
    assert ties == {
        ("Kyle", "Tara"): "former_partner",
        ("Alder", "Tara"): "child",
        ("Alder", "Kyle"): "child",
    }


def test_several_perpetrators_are_named_as_far_as_known(cast, draft):
    for details in ({"age_about": 30}, {"family_name": "Lune", "other_names": "Kyl"}):
        do(
            cast,
            "wren",
            referral.add_perpetrator,
            case_id=draft.pk,
            tie="other_family",
            **details,
        )
    with unit_of_work(cast.actor("wren")):
        names = [str(party) for party in Party.objects.filter(role="perpetrator")]
    assert names == ["Name not known", "Lune"]


def test_an_unborn_child_has_a_due_date_and_no_birth(cast, draft):
    victim = one(cast, "wren", Party, draft)
    due = clock.today() + timedelta(days=60)
    child = do(
        cast,
        "wren",
        referral.add_child,
        case_id=draft.pk,
        due_on=due,
        ties={victim.pk: "child"},
    )
    assert str(child) == "Unborn child"
    for birth in ({"born_on": clock.today()}, {"age_about": 0}):
        with pytest.raises(RuleBroken, match="not both"):
            do(
                cast,
                "wren",
                referral.add_child,
                case_id=draft.pk,
                due_on=due,
                ties={},
                **birth,
            )


def test_others_at_risk(cast, draft):
    party = do(
        cast,
        "wren",
        referral.add_person_at_risk,
        case_id=draft.pk,
        given_name="Marsh",
        tie="parent",
    )
    assert party.role == "at_risk"
    assert not one(cast, "wren", Case, draft).with_children


def test_a_tie_can_change_and_end(cast, written):
    child = one(cast, "wren", Party, written, role="child")
    kyle = one(cast, "wren", Party, written, role="perpetrator")
    for tie, standing in (("household", ["household"]), ("household", ["household"]), ("", [])):
        do(
            cast,
            "wren",
            referral.change_person,
            case_id=written.pk,
            party_id=child.pk,
            ties={kyle.pk: tie},
            given_name="Alder",
        )
        with unit_of_work(cast.actor("wren")):
            found = Relationship.objects.filter(person=child, other=kyle, ended_on__isnull=True)
            assert [one.tie for one in found] == standing
    do(
        cast,
        "wren",
        referral.change_person,
        case_id=written.pk,
        party_id=child.pk,
        ties={kyle.pk: ""},
    )


def test_who_is_taken_off_is_kept(cast, written):
    kyle = one(cast, "wren", Party, written, role="perpetrator")
    child = one(cast, "wren", Party, written, role="child")
    do(
        cast,
        "wren",
        referral.add_address,
        case_id=written.pk,
        party_id=kyle.pk,
        kind="current",
        lines="9 Weir Lane",
    )
    do(cast, "wren", referral.take_off_person, case_id=written.pk, party_id=kyle.pk)
    with unit_of_work(cast.actor("wren")):
        assert Party.objects.get(pk=kyle.pk).ended_on == clock.today()
        standing = Relationship.objects.filter(scope_id=written.pk, ended_on__isnull=True)
        assert [(tie.person_id, tie.tie) for tie in standing] == [(child.pk, "child")]
        assert Address.objects.get(party=kyle).ended_on == clock.today()
    do(cast, "wren", referral.take_off_person, case_id=written.pk, party_id=child.pk)
    assert not one(cast, "wren", Case, written).with_children
    with pytest.raises(Refused):
        do(cast, "wren", referral.take_off_person, case_id=written.pk, party_id=child.pk)


def test_a_case_keeps_its_victim(cast, written):
    victim = one(cast, "wren", Party, written, role="victim")
    with pytest.raises(RuleBroken, match="A case has its victim"):
        do(cast, "wren", referral.take_off_person, case_id=written.pk, party_id=victim.pk)
    # The age of the victim is asked on one page only, where a child stops the referral.
    with pytest.raises(RuleBroken, match="first page"):
        do(
            cast,
            "wren",
            referral.change_person,
            case_id=written.pk,
            party_id=victim.pk,
            ties={},
            age_about=14,
        )


@pytest.mark.parametrize("where", ["party", "tie", "address"])
def test_it_refuses_what_is_of_another_case(cast, written, where):
    other = part.begin(cast, given_name="Vera")
    victim = one(cast, "wren", Party, other)
    with pytest.raises(Refused) as refused:
        if where == "party":
            do(
                cast,
                "wren",
                referral.add_address,
                case_id=written.pk,
                party_id=victim.pk,
                kind="current",
                lines="x",
            )
        elif where == "tie":
            do(
                cast,
                "wren",
                referral.add_child,
                case_id=written.pk,
                ties={victim.pk: "child"},
            )
        else:
            do(
                cast,
                "wren",
                referral.take_off_address,
                case_id=written.pk,
                address_id=uuid4(),
            )
    assert refused.value.reason == "nothing_there"


def test_an_address_is_taken_off_and_kept(cast, written):
    safe = one(cast, "wren", Address, written, kind="safe")
    do(cast, "wren", referral.take_off_address, case_id=written.pk, address_id=safe.pk)
    assert one(cast, "wren", Address, written, kind="safe").ended_on == clock.today()


def test_a_watched_phone_is_never_called(cast, draft):
    contact = part.CONTACT | {"way": "call", "confirmed_on": clock.today()}
    with pytest.raises(RuleBroken) as broken:
        do(cast, "wren", referral.save_safe_contact, case_id=draft.pk, **contact)
    assert broken.value.field == "way"


def test_a_draft_has_one_safe_contact(cast, written):
    contact = part.CONTACT | {"times": "Fridays", "confirmed_on": clock.today()}
    for told in ("His mother", "His mother", ""):
        do(
            cast,
            "wren",
            referral.save_safe_contact,
            case_id=written.pk,
            must_not_learn=told,
            **contact,
        )
        with unit_of_work(cast.actor("wren")):
            assert [one.who for one in UnsafeToTell.objects.all()] == [told]
    assert one(cast, "wren", SafeContact, written).times == "Fridays"


def test_the_checklist_keeps_a_dont_know(cast, written):
    answers = dict.fromkeys(SUBJECTS, "yes") | {"weapons": "not_known"}
    do(
        cast,
        "wren",
        referral.save_checklist,
        case_id=written.pk,
        answers=answers,
        assessed_on=clock.today(),
    )
    assert one(cast, "wren", RiskAssessment, written).answers == answers


def test_without_agreement_the_decision_is_reasoned(cast, written):
    with pytest.raises(RuleBroken) as broken:
        do(
            cast,
            "wren",
            referral.save_sharing,
            case_id=written.pk,
            agreement="unsafe",
            necessity="Near serious harm.",
        )
    assert broken.value.field == "proportionality"
    do(
        cast,
        "wren",
        referral.save_sharing,
        case_id=written.pk,
        agreement="unsafe",
        necessity="Near serious harm.",
        proportionality="Only what bears on risk.",
        risk_if_not_shared="Serious harm.",
    )
    assert one(cast, "wren", SharingDecision, written).agreement == "unsafe"


def test_what_cannot_be_is_refused(cast, draft):
    tomorrow = clock.today() + timedelta(days=1)
    contact = part.CONTACT | {"confirmed_on": tomorrow}
    for operation, field, what in (
        (referral.save_incident, "incident_on", {"incident_on": tomorrow}),
        (referral.save_checklist, "assessed_on", {"assessed_on": tomorrow, "answers": {}}),
        (referral.save_grounds, "judgement", {"grounds": ["judgement"]}),
        (referral.save_sharing, "asked_on", {"agreement": "agrees"}),
        (referral.save_sharing, "asked_on", {"agreement": "unsafe", "asked_on": tomorrow}),
        (referral.save_safe_contact, "confirmed_on", contact),
    ):
        with pytest.raises(RuleBroken) as broken:
            do(cast, "wren", operation, case_id=draft.pk, **what)
        assert broken.value.field == field


# ---------------------------------------------------------------- two editors


def test_a_second_editor_sees_both_texts(cast, written):
    stale = one(cast, "wren", Referral, written).version - 1
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
        assert overtaken.value.version == stale + 1
        assert theirs.items() <= overtaken.value.theirs.items(), operation.__name__


def test_the_first_of_two_editors_sees_no_text_where_there_was_none(cast, draft):
    today = clock.today()
    stale = one(cast, "wren", Referral, draft).version - 1
    for operation, what in (
        (referral.save_safe_contact, part.CONTACT | {"confirmed_on": today}),
        (referral.save_checklist, {"answers": {}, "assessed_on": today}),
        (referral.save_sharing, {"agreement": "agrees", "asked_on": today}),
    ):
        with pytest.raises(Overtaken) as overtaken:
            do(cast, "wren", operation, case_id=draft.pk, version=stale, **what)
        assert set(overtaken.value.theirs.values()) <= {""}


# ---------------------------------------------------------------- whose


@pytest.mark.parametrize("name", ["carys", "petra", "ines", "nia"])
def test_a_draft_of_another_is_not_there(cast, draft, name):
    with pytest.raises(Refused) as refused:
        do(cast, name, referral.save_incident, case_id=draft.pk)
    assert refused.value.reason in ("draft", "other_area")


def test_a_referral_that_came_back_is_its_agencys(cast, returned):
    with pytest.raises(Refused) as refused:
        do(cast, "ines", referral.save_incident, case_id=returned.pk)
    assert refused.value.reason == "not_own_agency"
    with as_owner(), unit_of_work(cast.actor("carys")):
        Membership.objects.create(
            user=cast.user("hal"),
            agency=cast.agency("health_visiting"),
            role="representative",
            starts_on=date(2020, 1, 1),
        )
        cast.memberships["hal"] = Membership.objects.select_related("user", "agency__area").get(
            user=cast.user("hal"), agency=cast.agency("health_visiting")
        )
    do(cast, "hal", referral.save_incident, case_id=returned.pk, what_happened="More.")
    assert one(cast, "wren", Referral, returned).what_happened == "More."


def test_it_refuses_conflict(cast, returned):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, returned.pk, walled=frozenset({cast.user("wren").pk}))
    with pytest.raises(Refused) as refused:
        do(cast, "wren", referral.save_incident, case_id=returned.pk)
    assert refused.value.reason == "conflict"


# ---------------------------------------------------------------- submit


def test_a_referral_with_gaps_is_not_submitted(cast, draft):
    with pytest.raises(RuleBroken, match="not complete"):
        do(cast, "wren", referral.submit_referral, case_id=draft.pk)
    assert one(cast, "wren", Case, draft).stage == Stage.DRAFT


def test_what_was_submitted_is_closed_to_its_form(cast, submitted):
    with pytest.raises(RuleBroken, match="was submitted"):
        do(cast, "wren", referral.save_incident, case_id=submitted.pk)
    with pytest.raises(RuleBroken, match="was submitted"):
        do(cast, "wren", referral.submit_referral, case_id=submitted.pk)


def test_what_came_back_is_completed_and_submitted_again(cast, returned):
    first = one(cast, "wren", Case, returned).submitted_at
    do(cast, "wren", referral.save_grounds, case_id=returned.pk, grounds=["high_risk"])
    part.submit(cast, returned)
    case = one(cast, "wren", Case, returned)
    assert (case.stage, case.submitted_at) == (Stage.TRIAGE, first)
    run_jobs()
    # The IDVA service was told the first time, the referrer that it came back.
    assert sorted(message.subject for message in mail.outbox) == [
        f"A referral waits: {case.reference}",
        f"Decided on your referral: {case.reference}",
    ]


# ---------------------------------------------------------------- the IDVA service is told


def test_the_advocates_are_told_after_the_unit_and_it_is_recorded(cast, submitted):
    assert mail.outbox == []
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["idva@lm.example"]
    assert submitted.reference in message.subject
    assert f"/cases/{submitted.pk}/victim/" in message.body
    for secret in ("Tara", "Tarn", "Kyle", "Mere Walk", "1999"):
        assert secret not in message.subject + message.body
    event = newest_event()
    assert (event.code, event.cases, event.recipient_id) == (
        "notice_sent",
        [submitted.pk],
        cast.agency("idva").pk,
    )


def test_without_a_mailbox_each_advocate_is_told(cast, written):
    with as_owner(), unit_of_work(cast.actor("carys")):
        agency = Agency.objects.get(pk=cast.agency("idva").pk)
        agency.mailbox = ""
        agency.save()
    part.submit(cast, written)
    run_jobs()
    assert [message.to for message in mail.outbox] == [["ines@example.org"]]


def test_a_referral_that_is_not_submitted_tells_nobody(cast, draft):
    with pytest.raises(RuleBroken):
        do(cast, "wren", referral.submit_referral, case_id=draft.pk)
    run_jobs()
    assert mail.outbox == []


# ---------------------------------------------------------------- corrections


@pytest.mark.parametrize("name", ["carys", "chidi", "ines", "wren"])
def test_people_of_a_submitted_case_are_corrected(cast, submitted, name):
    kyle = one(cast, "wren", Party, submitted, role="perpetrator")
    victim = one(cast, "wren", Party, submitted, role="victim")
    do(
        cast,
        name,
        referral.change_person,
        case_id=submitted.pk,
        party_id=kyle.pk,
        ties={victim.pk: "partner"},
        given_name="Kyl",
    )
    assert one(cast, "wren", Party, submitted, role="perpetrator").given_name == "Kyl"
    assert newest_event().code == "people_corrected"


def test_the_coordinator_corrects_people_of_what_came_back(cast, returned):
    do(
        cast,
        "carys",
        referral.add_perpetrator,
        case_id=returned.pk,
        tie="other_family",
        given_name="Bourne",
    )
    assert newest_event().code == "people_corrected"


def test_it_refuses_off_circulation(cast, submitted):
    kyle = one(cast, "wren", Party, submitted, role="perpetrator")
    with pytest.raises(Refused) as refused:
        do(
            cast,
            "hal",
            referral.change_person,
            case_id=submitted.pk,
            party_id=kyle.pk,
            ties={},
        )
    assert refused.value.reason == "off_circulation"


# ---------------------------------------------------------------- addresses


def test_a_shown_address_is_recorded_with_its_reason(cast, submitted):
    safe = one(cast, "wren", Address, submitted, kind="safe")
    shown = do(
        cast,
        "carys",
        people.show_address,
        case_id=submitted.pk,
        address_id=safe.pk,
        reason="Arranging a visit",
    )
    assert shown.lines == "3 Hidden Row"
    event = newest_event()
    assert (event.code, event.items, event.people) == (
        "address_shown",
        [safe.pk],
        [safe.party_id],
    )


def test_it_refuses_an_address_that_is_not_there(cast, submitted):
    with pytest.raises(Refused) as refused:
        do(
            cast,
            "carys",
            people.show_address,
            case_id=submitted.pk,
            address_id=uuid4(),
            reason="x",
        )
    assert refused.value.reason == "nothing_there"
