"""How a case ends: actions complete, withdrawn, the wrong area, a death."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import Action, Case, CaseStage, Exit, Referral, Stage
from meetings.operations.closure import (
    complete_case,
    record_death,
    send_to_right_area,
    withdraw_case,
)
from meetings.operations.follow_up import update_action
from meetings.operations.listing import list_case
from meetings.operations.referral import plan_outcome, record_told
from meetings.operations.triage import accept_referral, join_cases
from sharing import clock
from sharing.models import Party, Scope
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.doing import change, change_party, do, explained, one, wall_off
from tests.editors import OWN, SAID, Editor, both
from tests.integration.follow_up.helpers import develop
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import count_events, newest_event
from tests.visits import day, hidden, send, text, words_of

GONE = {"reason": "She has moved abroad."}


def stage_of(cast, case):
    with unit_of_work(cast.actor("carys")):
        return Case.objects.get(pk=case.pk)


def record_that_she_died(cast, case):
    victim = one(cast, "carys", Party, case, role="victim").pk
    values = {"reason": "Told by the police.", "happened_on": clock.today()}
    do(cast, "carys", record_death, case_id=case.pk, parties=[victim], **values)
    return victim


def end_actions(cast, case):
    with unit_of_work(cast.actor("carys")):
        open_ones = list(Action.objects.filter(scope_id=case.pk).values_list("pk", flat=True))
    for action_id in open_ones:
        do(cast, "carys", update_action, action_id=action_id, state="completed", note="Done.")


def test_it_works(cast):
    case = case_at(cast, Stage.ACTIONS)
    end_actions(cast, case)
    do(cast, "carys", complete_case, case_id=case.pk)
    assert stage_of(cast, case).stage == Stage.COMPLETE
    assert newest_event().code == "case_completed"


def test_the_outcome_is_still_to_be_told_when_all_actions_have_ended(cast):
    case = case_at(cast, Stage.ACTIONS)
    end_actions(cast, case)
    untold = "It is not recorded that the victim was told the outcome."
    plan_to_tell(cast, case)
    page = reverse("complete_case", args=[case.pk])
    assert untold in text(signed_in_client(cast, "carys").get(page))
    do(cast, "carys", complete_case, case_id=case.pk)
    to_tell = f"{reverse('cases')}?show=to_tell"
    assert case.reference in text(signed_in_client(cast, "ines").get(to_tell))
    tell_outcome(cast, case)
    assert case.reference not in text(signed_in_client(cast, "ines").get(to_tell))


def test_the_page_says_nothing_of_an_outcome_that_was_told(cast):
    case = case_at(cast, Stage.ACTIONS)
    end_actions(cast, case)
    tell_outcome(cast, case)
    page = text(signed_in_client(cast, "carys").get(reverse("complete_case", args=[case.pk])))
    assert "It is not recorded" not in page


def plan_to_tell(cast, case):
    plan = {"who": "Ines", "way": "in person", "by": clock.today(), "safe_now": True}
    do(cast, "ines", plan_outcome, case_id=case.pk, **plan)


def tell_outcome(cast, case):
    plan_to_tell(cast, case)
    do(cast, "ines", record_told, case_id=case.pk, told_on=clock.today())


def test_a_case_with_an_open_action_is_not_complete(cast):
    case = case_at(cast, Stage.ACTIONS)
    with pytest.raises(RuleBroken):
        do(cast, "carys", complete_case, case_id=case.pk)
    assert stage_of(cast, case).stage == Stage.ACTIONS


@pytest.mark.parametrize("stage", [Stage.TRIAGE, Stage.ACCEPTED, Stage.LISTED, Stage.RESEARCH])
def test_a_case_is_withdrawn_before_its_meeting(cast, stage):
    case = case_at(cast, stage)
    do(cast, "chidi", withdraw_case, case_id=case.pk, **GONE)
    now = stage_of(cast, case)
    assert (now.stage, now.meeting, now.position) == (Stage.WITHDRAWN, None, None)
    with unit_of_work(cast.actor("carys")):
        kept = Exit.objects.get(scope_id=case.pk)
        assert (kept.kind, kept.reason, kept.happened_on) == (
            "withdrawn",
            GONE["reason"],
            clock.today(),
        )
        assert CaseStage.objects.filter(scope_id=case.pk).last().reason == GONE["reason"]


@pytest.mark.parametrize("stage", [Stage.HEARD, Stage.ACTIONS])
def test_a_case_that_was_heard_is_not_withdrawn(cast, stage):
    case = case_at(cast, stage)
    with pytest.raises(RuleBroken):
        do(cast, "carys", withdraw_case, case_id=case.pk, **GONE)


def test_the_reason_is_needed_and_the_date_is_past(cast):
    case = case_at(cast, Stage.TRIAGE)
    with pytest.raises(RuleBroken) as broken:
        do(cast, "carys", withdraw_case, case_id=case.pk, reason=" ")
    assert broken.value.field == "reason"
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(RuleBroken) as broken:
        do(cast, "carys", withdraw_case, case_id=case.pk, happened_on=tomorrow, **GONE)
    assert broken.value.field == "happened_on"


def test_a_case_is_sent_to_the_right_area(cast):
    case = case_at(cast, Stage.TRIAGE)
    do(cast, "carys", send_to_right_area, case_id=case.pk, area_name="Northwold", **GONE)
    assert stage_of(cast, case).stage == Stage.WRONG_AREA
    with unit_of_work(cast.actor("carys")):
        assert Exit.objects.get(scope_id=case.pk).area_name == "Northwold"
    assert newest_event().code == "sent_to_right_area"


@pytest.mark.parametrize(
    "stage", [Stage.TRIAGE, Stage.RESEARCH, Stage.HEARING, Stage.HEARD, Stage.ACTIONS]
)
def test_a_death_puts_the_case_on_hold(cast, stage):
    case = case_at(cast, stage)
    victim = record_that_she_died(cast, case)
    now = stage_of(cast, case)
    assert now.stage == Stage.DIED
    event = newest_event()
    assert (event.code, event.people) == ("death_recorded", [victim])
    with unit_of_work(cast.actor("carys")):
        assert Scope.objects.get(pk=case.pk).frozen
        assert Exit.objects.get(scope_id=case.pk).parties == [victim]
    with pytest.raises(Refused) as refused:
        develop(cast, case, who="petra" if stage not in (Stage.TRIAGE,) else "ines")
    assert refused.value.reason == "frozen"


def test_the_case_says_who_died_when_and_when_it_was_recorded(cast):
    case = case_at(cast, Stage.ACTIONS)
    victim = one(cast, "carys", Party, case, role="victim")
    happened_on = clock.today() - timedelta(days=2)
    do(
        cast, "carys", record_death, case_id=case.pk, parties=[victim.pk],
        reason="Told by the police.", happened_on=happened_on,
    )  # fmt: skip
    explained(cast, "carys", case)
    page = words_of(signed_in_client(cast, "carys").get(reverse("case", args=[case.pk])))
    assert (
        f"On hold: {victim.full_name} died on {date_format(happened_on)}. Told by the police."
        f" Recorded on {date_format(clock.today())}." in page
    )


@pytest.mark.parametrize(
    ("role", "born_on", "died_on", "why"),
    [
        ("victim", date(1994, 3, 31), date(1990, 1, 1), "Tara Tarn was born on 31 March 1994."),
        ("child", date(2019, 6, 1), date(2019, 5, 31), "was born on 1 June 2019."),
    ],
)
def test_a_date_of_death_that_cannot_be_is_refused_by_its_field(cast, role, born_on, died_on, why):
    case = case_at(cast, Stage.TRIAGE)
    change_party(cast, case, role, born_on=born_on)
    person = one(cast, "carys", Party, case, role=role)
    values = {"parties": str(person.pk), "reason": "Told by the police.", "checked": "on"}
    client = signed_in_client(cast, "carys")
    page = send(client, path_of("record_death", case), **values, **day("happened_on", died_on))
    assert page.status_code == 422
    assert f"Check the date of death: {person.full_name}" in words_of(page)
    assert why in words_of(page)
    assert stage_of(cast, case).stage == Stage.TRIAGE


def test_a_victim_who_died_before_the_incident_is_asked_about(cast):
    case = case_at(cast, Stage.TRIAGE)
    change_party(cast, case, "victim", born_on=None)
    values = values_for(cast, "record_death", case) | day("happened_on", date(2000, 1, 1))
    client = signed_in_client(cast, "carys")
    sure = "The date of death is right: the incident was not on that day"
    assert sure not in words_of(client.get(path_of("record_death", case)))
    page = send(client, path_of("record_death", case), **values)
    assert page.status_code == 422
    assert "the referral says that Tara Tarn was the victim of an incident on " in words_of(page)
    assert sure in words_of(page)
    assert stage_of(cast, case).stage == Stage.TRIAGE
    assert "Or the incident was on another day" in words_of(page)
    send(client, path_of("record_death", case), **values, sure="on")
    assert stage_of(cast, case).stage == Stage.DIED


def test_the_date_of_the_incident_is_corrected_where_that_was_wrong(cast):
    case = case_at(cast, Stage.TRIAGE)
    change_party(cast, case, "victim", born_on=None)
    values = values_for(cast, "record_death", case) | day("happened_on", date(2000, 5, 1))
    client = signed_in_client(cast, "carys")
    send(client, path_of("record_death", case), **values)
    late = values | day("incident_on", clock.today() + timedelta(days=1))
    page = words_of(send(client, path_of("record_death", case), **late))
    assert "The date of the incident must be today or earlier" in page
    send(client, path_of("record_death", case), **values, **day("incident_on", date(2000, 5, 2)))
    assert stage_of(cast, case).stage == Stage.TRIAGE
    send(client, path_of("record_death", case), **values, **day("incident_on", date(2000, 4, 30)))
    assert stage_of(cast, case).stage == Stage.DIED
    assert one(cast, "carys", Referral, case).incident_on == date(2000, 4, 30)
    assert newest_event().code == "death_recorded"
    assert "incident_corrected" in newest_event().also
    other = case_at(cast, Stage.TRIAGE)
    victim = one(cast, "carys", Party, other, role="victim")
    given = {"parties": [victim.pk], "reason": "Told.", "happened_on": clock.today()}
    with pytest.raises(RuleBroken, match="must be today or earlier"):
        do(cast, "carys", record_death, case_id=other.pk, **given,
           incident_on=clock.today() + timedelta(days=1))  # fmt: skip


@pytest.mark.parametrize(("role", "before"), [("perpetrator", 4), ("child", 4), ("victim", 3)])
def test_others_may_have_died_before_the_incident(cast, role, before):
    case = case_at(cast, Stage.TRIAGE)
    change_party(cast, case, role, born_on=None)
    person = one(cast, "carys", Party, case, role=role)
    values = {"reason": "Told by the police.", "happened_on": clock.today() - timedelta(before)}
    do(cast, "carys", record_death, case_id=case.pk, parties=[person.pk], **values)
    assert stage_of(cast, case).stage == Stage.DIED


def test_a_death_takes_more_than_one_press(cast):
    case = case_at(cast, Stage.TRIAGE)
    values = values_for(cast, "record_death", case)
    del values["checked"]
    page = send(signed_in_client(cast, "carys"), path_of("record_death", case), **values)
    assert page.status_code == 422
    assert "Check who died and when, then tick the box" in words_of(page)
    assert "To take it back needs two people." in words_of(page)
    assert stage_of(cast, case).stage == Stage.TRIAGE


def test_a_death_that_is_sent_twice_is_recorded_once(cast):
    case = case_at(cast, Stage.TRIAGE)
    values, client = values_for(cast, "record_death", case), signed_in_client(cast, "carys")
    sent = hidden(client.get(path_of("record_death", case))) | values
    first = client.post(path_of("record_death", case), sent)
    before = count_events()
    second = client.post(path_of("record_death", case), sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"] == reverse("cases")
    assert count_events() == before
    other = client.post(path_of("record_death", case), sent | {"reason": "Told by a nurse."})
    assert other.status_code == 403


@pytest.mark.parametrize("typed", ["\u200b", " \u2060\ufeff "])
def test_what_cannot_be_seen_is_no_reason_and_no_area(cast, typed):
    case = case_at(cast, Stage.TRIAGE)
    path, client = path_of("send_to_right_area", case), signed_in_client(cast, "carys")
    page = send(client, path, area_name=typed, reason=typed)
    assert page.status_code == 422
    assert "Enter the other area" in words_of(page) and "Enter the reason" in words_of(page)
    with pytest.raises(RuleBroken):
        do(cast, "carys", withdraw_case, case_id=case.pk, reason=typed)
    assert stage_of(cast, case).stage == Stage.TRIAGE


def test_who_was_taken_off_the_case_is_nobody_of_it(cast):
    case = case_at(cast, Stage.TRIAGE)
    with unit_of_work(cast.actor("carys")):
        child = Party.objects.get(scope_id=case.pk, role="child")
        child.ended_on = clock.today()
        child.save()
    with pytest.raises(Refused):
        do(
            cast,
            "carys",
            record_death,
            case_id=case.pk,
            parties=[child.pk],
            reason="Told by the police.",
            happened_on=clock.today(),
        )


@pytest.mark.parametrize("parties", [[], [uuid4()]])
def test_who_died_is_somebody_of_the_case(cast, parties):
    case = case_at(cast, Stage.TRIAGE)
    with pytest.raises(Refused) as refused:
        do(
            cast,
            "carys",
            record_death,
            case_id=case.pk,
            parties=parties,
            reason="Told by the police.",
            happened_on=clock.today(),
        )
    assert refused.value.reason == "nothing_there"


@pytest.mark.parametrize(
    ("name", "reason"), [("nia", "other_area"), ("petra", "not_in_role"), ("wren", "not_in_role")]
)
def test_only_keepers_end_a_case(cast, name, reason):
    case = case_at(cast, Stage.RESEARCH)
    with pytest.raises(Refused) as refused:
        do(cast, name, withdraw_case, case_id=case.pk, **GONE)
    assert refused.value.reason == reason


# ------------------------------------------------------------------ the pages

PATHS = {
    "complete_case": Stage.ACTIONS,
    "withdraw_case": Stage.TRIAGE,
    "send_to_right_area": Stage.TRIAGE,
    "record_death": Stage.TRIAGE,
    "transfer_out": Stage.TRIAGE,
    "note_transfer_in": Stage.TRIAGE,
}


def path_of(name, case):
    return reverse(name, args=[case.pk])


def values_for(cast, name, case):
    values = {"reason": "She has moved abroad.", "area_name": "Northwold", "checked": "on"} | day(
        "happened_on", clock.today()
    )
    if name == "complete_case":
        end_actions(cast, case)
    with unit_of_work(cast.actor("carys")):
        values["parties"] = str(Party.objects.get(scope_id=case.pk, role="victim").pk)
    return values


@pytest.mark.parametrize("name", PATHS)
def test_each_end_has_its_page(cast, name):
    case = case_at(cast, PATHS[name])
    values = values_for(cast, name, case)
    client = signed_in_client(cast, "carys")
    page = client.get(path_of(name, case)).content.decode()
    assert newest_event().code == "case_viewed"
    assert "Safe contact:" in page
    answer = send(client, path_of(name, case), **values)
    goes_on = name == "note_transfer_in"
    assert answer["Location"] == (reverse("case", args=[case.pk]) if goes_on else reverse("cases"))
    # What has ended is on none of their lists: they hear that it did, and are not asked why.
    there = client.get(answer["Location"])
    assert there.status_code == 200 and case.reference in words_of(there)
    assert stage_of(cast, case).stage != PATHS[name] or name == "note_transfer_in"


@pytest.mark.parametrize("name", PATHS)
def test_it_refuses_whom_it_is_not_for(cast, name):
    case = case_at(cast, PATHS[name])
    for who, status in (("ines", 403), ("wren", 403), ("nia", 404), ("hal", 403), ("odile", 403)):
        client = signed_in_client(cast, who)
        answers = {client.get(path_of(name, case)).status_code}
        answers.add(client.post(path_of(name, case), {"form_token": str(uuid4())}).status_code)
        assert answers <= {403, 404}, who
        assert (status == 404) <= (answers == {404}), who
    assert newest_event().outcome == "refused"


@pytest.mark.parametrize("name", PATHS)
def test_it_refuses_conflict(cast, name):
    case = case_at(cast, PATHS[name])
    wall_off(cast, case, "chidi")
    assert signed_in_client(cast, "chidi").get(path_of(name, case)).status_code == 404


@pytest.mark.parametrize("name", [one for one in PATHS if one != "complete_case"])
def test_it_keeps_what_was_typed(cast, name):
    case = case_at(cast, PATHS[name])
    answer = send(signed_in_client(cast, "carys"), path_of(name, case), area_name="Northwold")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Enter the reason" in page or "Say how it is known" in page
    assert "Northwold" in page or "area_name" not in page
    assert stage_of(cast, case).stage == PATHS[name]


@pytest.mark.parametrize("name", ["withdraw_case", "send_to_right_area", "transfer_out"])
def test_who_ends_a_case_that_somebody_moved_meanwhile_is_told_first(cast, name):
    case = case_at(cast, Stage.TRIAGE)
    second = Editor(cast, "carys", name, case.pk)
    do(cast, "chidi", accept_referral, case_id=case.pk)
    meeting = meeting_in(cast, state="published")
    do(cast, "chidi", list_case, case_id=case.pk, meeting_id=meeting.pk)
    values = values_for(cast, name, case)
    page = second.sends(**values)
    assert SAID in page and "Chidi Example" in page
    assert f"{date_format(meeting.starts_at, 'l j F Y')}, 09:30, at “Research”" in page
    assert "Sent again, it is done from where the case stands now." in page
    assert values["reason"] in page
    assert stage_of(cast, case).stage == Stage.RESEARCH
    assert second.sends_again().status_code == 302
    assert stage_of(cast, case).stage not in (Stage.TRIAGE, Stage.RESEARCH)


def test_so_is_who_records_a_death_or_completes_it(cast):
    case = case_at(cast, Stage.TRIAGE)
    second = Editor(cast, "carys", "record_death", case.pk)
    do(cast, "chidi", accept_referral, case_id=case.pk)
    page = second.sends(**values_for(cast, "record_death", case))
    assert both(page, "“Accepted”", "Put the case on hold")
    assert second.sends_again().status_code == 302
    assert stage_of(cast, case).stage == Stage.DIED
    ended = case_at(cast, Stage.ACTIONS)
    end_actions(cast, ended)
    second = Editor(cast, "carys", "complete_case", ended.pk)
    change(cast, ended, Case, version=9)
    assert OWN in second.sends()
    assert second.sends_again().status_code == 302
    assert stage_of(cast, ended).stage == Stage.COMPLETE


def test_a_case_with_an_open_action_says_so_on_its_page(cast):
    case = case_at(cast, Stage.ACTIONS)
    answer = send(signed_in_client(cast, "carys"), path_of("complete_case", case))
    assert answer.status_code == 422
    assert "An action is still open." in answer.content.decode()


def test_the_lead_is_told_of_a_death_in_person(cast):
    case = case_at(cast, Stage.TRIAGE)
    record_that_she_died(cast, case)
    run_jobs()
    (letter,) = [one for one in mail.outbox if "on hold" in one.subject]
    assert letter.to == ["odile@example.org"]
    assert case.reference in letter.subject
    assert "Tarn" not in letter.body
    explained(cast, "carys", case)
    page = signed_in_client(cast, "carys").get(reverse("case", args=[case.pk])).content.decode()
    assert "On hold: Tara Tarn died on " in page
    assert "Someone died</a>" not in page


def test_a_lead_with_a_conflict_is_not_told(cast):
    case = case_at(cast, Stage.TRIAGE)
    wall_off(cast, case, "odile")
    record_that_she_died(cast, case)
    run_jobs()
    assert not [one for one in mail.outbox if "on hold" in one.subject]


def test_a_death_puts_the_cases_joined_to_it_on_hold_too(cast):
    first, second = case_at(cast, Stage.ACCEPTED), case_at(cast, Stage.TRIAGE)
    change(cast, second, Case, submitted_at=clock.now() + timedelta(seconds=5))
    do(cast, "carys", join_cases, case_id=second.pk, into_id=first.pk)
    record_that_she_died(cast, first)
    with unit_of_work(cast.actor("carys")):
        assert Scope.objects.get(pk=first.pk).frozen
        assert Scope.objects.get(pk=second.pk).frozen
