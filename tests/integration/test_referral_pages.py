"""The pages of a referral, from its first to its tab."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Case, Protocol, Referral, Stage
from meetings.operations import referral
from meetings.operations.triage import return_referral
from meetings.rules.checklist import SUBJECTS
from meetings.rules.completeness import ORDER, Step
from sharing import clock, encryption
from sharing.models import Address, AuditDetail, Party, Relationship, SharingDecision
from sharing.operations import circulation
from sharing.work import unit_of_work
from tests.conftest import as_owner
from tests.doing import one
from tests.signing_in import signed_in_client
from tests.story_parts import referral as part
from tests.trail import newest_event
from tests.visits import day, hidden, send, words_of

STEP_PAGES = [f"referral_{step}" for step in Step]


@pytest.fixture
def wren(cast):
    return signed_in_client(cast, "wren")


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
    with unit_of_work(cast.actor("carys")) as work:
        return_referral(actor=work.actor, case_id=submitted.pk, reason="Give the child’s school.")
    return submitted


def url(name, case, *more):
    return reverse(name, args=[case.pk, *more])


# ---------------------------------------------------------------- the whole form


def test_it_works(cast, wren):
    today = clock.today()
    page = send(
        wren, reverse("refer"), given_name="Tara", family_name="Tarn", age_about=22, who_refers="me"
    )
    with unit_of_work(cast.actor("wren")):
        case = Case.objects.get()
    assert page.url == url("referral_contact", case)
    page = send(
        wren,
        page.url,
        way="through",
        details="Her health visitor",
        phone_watched="on",
        confirmed_by="Wren",
        **day("confirmed_on", today),
    )
    assert page.url == url("referral_perpetrators", case)
    victim = one(cast, "wren", Party, case)
    tie = f"tie_{victim.pk}"
    page = send(
        wren, page.url, given_name="Kyle", gender="male", age_about=27, **{tie: "former_partner"}
    )
    assert page.url == url("referral_perpetrators", case)
    assert "Continue" in words_of(wren.get(page.url))
    kyle = one(cast, "wren", Party, case, role="perpetrator")
    child = send(
        wren,
        url("add_child", case),
        given_name="Alder",
        school="Mere nursery",
        **{tie: "child", f"tie_{kyle.pk}": "child"},
        **day("born_on", today - timedelta(days=370)),
    )
    assert child.url == url("referral_children", case)
    other = send(wren, url("add_person_at_risk", case), given_name="Marsh", **{tie: "parent"})
    assert other.url == url("referral_children", case)
    page = send(wren, other.url, child_referral="yes", **day("child_referral_on", today))
    assert page.url == url("referral_addresses", case)
    page = send(wren, page.url, party_id=victim.pk, kind="safe", lines="3 Hidden Row")
    assert page.url == url("referral_addresses", case)
    page = send(
        wren,
        url("referral_incident", case),
        what_happened="He came drunk.\nHe asked for the baby.",
        background="Threats.",
        done_today="Plan at the clinic.",
        danger_to_staff="Two workers on any visit",
        **day("incident_on", today),
    )
    assert page.url == url("referral_checklist", case)
    answers = dict.fromkeys(SUBJECTS, "yes") | {"weapons": "not_known", "animals": "no"}
    page = send(
        wren, page.url, tool="DASH", tool_version="2009", **answers, **day("assessed_on", today)
    )
    assert page.url == url("referral_grounds", case)
    page = send(wren, page.url, grounds=["high_risk", "judgement"], judgement="Fear has grown.")
    assert page.url == url("referral_sharing", case)
    page = send(wren, page.url, agreement="agrees", **day("asked_on", today))
    assert page.url == url("referral_equality", case)
    asked = dict.fromkeys(("disabled", "lgbt", "pregnant", "interpreter"), "not_asked")
    page = send(wren, page.url, gender="female", ethnicity="not_asked", **asked)
    assert page.url == url("submit_referral", case)
    check = words_of(wren.get(page.url))
    for words in ("Yes: 22 of 24", "Don’t know: 1", "No: 1", "He asked for the baby.", "Marsh"):
        assert words in check
    assert "3 Hidden Row" not in check and "Safe address" in check
    page = send(wren, page.url)
    assert page.url == url("referral_submitted", case)
    assert case.reference in words_of(wren.get(page.url))
    assert one(cast, "wren", Case, case).stage == Stage.TRIAGE


def test_a_double_post_does_it_once(cast, wren):
    given = hidden(wren.get(reverse("refer"))) | {
        "given_name": "Tara",
        "who_refers": "me",
    }
    first, second = (wren.post(reverse("refer"), given) for _time in range(2))
    assert first.url == second.url
    with unit_of_work(cast.actor("wren")):
        assert Case.objects.count() == 1


def test_it_keeps_what_was_typed(cast, wren, draft):
    page = send(wren, reverse("refer"), other_names="Tarra", who_refers="worker")
    assert page.status_code == 422
    for words in ("Tarra", "Enter a name", "Enter the name of the worker", "Error:"):
        assert words in page.content.decode()
    page = send(
        wren,
        url("referral_contact", draft),
        way="call",
        phone_watched="on",
        details="07700 900123",
        confirmed_by="Wren",
        **day("confirmed_on", clock.today()),
    )
    assert page.status_code == 422
    assert "07700 900123" in page.content.decode()
    assert "rules out calls" in page.content.decode()


def test_a_second_editor_sees_both_texts(cast, wren, written):
    address = url("referral_incident", written)
    old = hidden(wren.get(address))
    with unit_of_work(cast.actor("wren")) as work:
        referral.save_incident(
            actor=work.actor, case_id=written.pk, what_happened="What the other wrote."
        )
    page = wren.post(address, old | {"what_happened": "What I wrote."})
    assert page.status_code == 422
    text = words_of(page)
    assert "Somebody else changed this" in text
    assert "What the other wrote." in text and "What I wrote." in text
    again = wren.post(address, hidden(page) | {"what_happened": "What I wrote."})
    assert again.status_code == 302
    assert one(cast, "wren", Referral, written).what_happened == "What I wrote."


# ---------------------------------------------------------------- who


@pytest.mark.parametrize("name", [*STEP_PAGES, "referral", "submit_referral", "stop_referral"])
def test_it_refuses_other_area_and_everybody_else_while_it_is_a_draft(cast, draft, name):
    for other in ("carys", "ines", "petra", "nia"):
        assert signed_in_client(cast, other).get(url(name, draft)).status_code == 404


@pytest.mark.parametrize("name", ["referral_incident", "submit_referral"])
def test_a_referral_of_another_agency_is_not_written(cast, returned, name):
    for other in ("carys", "ines"):
        assert signed_in_client(cast, other).get(url(name, returned)).status_code == 403
    assert newest_event().reason == "not_own_agency"
    assert signed_in_client(cast, "chidi").get(url(name, returned)).status_code == 403
    assert newest_event().reason == "not_in_role"


def test_it_refuses_off_circulation(cast, submitted):
    for name in ("referral", "change_people"):
        assert signed_in_client(cast, "hal").get(url(name, submitted)).status_code == 404


def test_it_refuses_conflict(cast, submitted):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, submitted.pk, walled=frozenset({cast.user("wren").pk}))
    assert signed_in_client(cast, "wren").get(url("referral", submitted)).status_code == 404
    assert newest_event().reason == "conflict"


def test_beginning_needs_the_role(cast):
    assert signed_in_client(cast, "chidi").get(reverse("refer")).status_code == 403
    assert newest_event().code == "referral_begun"


def test_it_begins_without_a_protocol_and_says_so(cast, wren):
    with unit_of_work(cast.actor("carys")):
        protocol = Protocol.objects.get(area=cast.area)
        protocol.in_force_from = clock.today() + timedelta(days=1)
        protocol.save()
    page = send(wren, reverse("refer"), given_name="Tara", who_refers="me")
    assert page.status_code == 422
    assert "no protocol in force" in words_of(page)


@pytest.mark.parametrize("name", [*STEP_PAGES, "submit_referral", "finish_addresses"])
def test_what_was_submitted_is_read_not_written(cast, wren, submitted, name):
    assert wren.get(url(name, submitted)).url == url("referral", submitted)


# ---------------------------------------------------------------- under 16


def test_a_child_is_sent_to_social_care(cast, wren):
    page = send(wren, reverse("refer"), given_name="Tara", age_about=15, who_refers="me")
    assert page.url.endswith("/referral/stop/")
    text = words_of(wren.get(page.url))
    assert "Under 16: call children’s social care now" in text
    assert "This referral is stopped" in text
    with unit_of_work(cast.actor("wren")):
        case = Case.objects.get()
    assert case.stage == Stage.STOPPED
    assert "Stopped: under 16" in words_of(wren.get(url("referral", case)))


def test_a_draft_is_stopped_by_its_victims_age(cast, wren, draft):
    page = send(
        wren, url("referral_victim", draft), given_name="Tara", age_about=15, who_refers="me"
    )
    assert page.url == url("stop_referral", draft)


def test_a_draft_is_stopped_by_hand(cast, wren, draft):
    assert "If the victim is that young" in words_of(wren.get(url("stop_referral", draft)))
    assert send(wren, url("stop_referral", draft)).url == url("stop_referral", draft)
    assert one(cast, "wren", Case, draft).stage == Stage.STOPPED


def test_the_victim_is_changed_and_the_form_goes_on(cast, wren, draft):
    page = send(
        wren,
        url("referral_victim", draft),
        given_name="Tamara",
        family_name="Tarn",
        who_refers="worker",
        worker_name="Dell Brook",
        worker_contact="Room 4",
        **day("born_on", clock.today() - timedelta(days=9000)),
    )
    assert page.url == url("referral_contact", draft)
    assert one(cast, "wren", Party, draft).given_name == "Tamara"
    page = wren.get(url("referral_victim", draft))
    assert re.search(r'value="worker" checked', page.content.decode())
    assert "Dell Brook" in words_of(wren.get(url("submit_referral", draft)))


# ---------------------------------------------------------------- steps


def test_the_list_of_steps_says_what_is_done_and_missing(cast, wren, draft):
    page = words_of(wren.get(url("referral", draft)))
    assert "1 of 10 steps begun" in page
    assert "Only you see this draft" in page
    assert "Still missing:" in page
    send(wren, url("referral_incident", draft), what_happened="He came drunk.")
    assert "2 missing" in words_of(wren.get(url("referral", draft)))


def test_a_complete_one_can_be_submitted_from_its_list(wren, written):
    assert "Check your answers and submit" in words_of(wren.get(url("referral", written)))


def test_what_is_missing_is_listed_with_links(cast, wren, draft):
    page = wren.get(url("submit_referral", draft))
    assert "Check your answers:" in words_of(page) and "Not given" in words_of(page)
    page = send(wren, url("submit_referral", draft))
    assert page.status_code == 422
    text = page.content.decode()
    assert "things need to be put right" in text
    assert f'{url("referral_incident", draft)}#id_what_happened"' in text
    assert f'{url("referral_perpetrators", draft)}#main"' in text


def test_what_came_back_says_why(cast, wren, returned):
    page = words_of(wren.get(url("referral", returned)))
    assert "Triage sent it back" in page and "Give the child’s school." in page
    child = one(cast, "wren", Party, returned, role="child")
    page = send(
        wren, url("change_person", returned, child.pk), given_name="Alder", school="Mere nursery"
    )
    assert page.url == url("referral_children", returned)
    assert send(wren, url("submit_referral", returned)).status_code == 302
    assert one(cast, "wren", Case, returned).stage == Stage.TRIAGE


def test_each_step_shows_what_was_saved(cast, wren, written):
    for step in Step:
        page = wren.get(url(f"referral_{step}", written))
        assert page.status_code == 200
        number = ORDER.index(step) + 1
        assert f"Step {number} of 10" in words_of(page)


def test_a_step_goes_on_to_the_next_that_is_not_done(cast, wren, draft):
    page = send(wren, url("referral_equality", draft), **equality(language="Welsh"))
    assert page.url == url("referral_contact", draft)


def equality(**more):
    asked = dict.fromkeys(("disabled", "lgbt", "pregnant", "interpreter"), "not_asked")
    return asked | {"gender": "female", "ethnicity": "mixed"} | more


def test_nobody_else_and_no_address_is_an_answer(cast, wren, draft):
    page = wren.get(url("referral_children", draft))
    assert "Nobody: continue" in words_of(page)
    assert send(wren, url("referral_children", draft)).url == url("referral_addresses", draft)
    assert "No address is known" in words_of(wren.get(url("referral_addresses", draft)))
    assert "Go on without one" in words_of(wren.get(url("finish_addresses", draft)))
    page = send(wren, url("finish_addresses", draft))
    assert page.url == url("referral_incident", draft)
    check = words_of(wren.get(url("submit_referral", draft)))
    assert "Not known" in check and "None" in check


def test_the_area_words_its_checklist_and_names_its_local_grounds(cast, wren, draft):
    with unit_of_work(cast.actor("carys")):
        protocol = Protocol.objects.get(area=cast.area)
        protocol.checklist_wording = {"injury": "Hurt this time"}
        protocol.automatic_grounds = ["So-called honour-based abuse"]
        protocol.save()
    assert "Hurt this time" in words_of(wren.get(url("referral_checklist", draft)))
    address = url("referral_grounds", draft)
    page = send(wren, address, grounds=["local"])
    assert "Choose the local ground" in words_of(page)
    send(wren, address, grounds=["local"], local_ground="So-called honour-based abuse")
    assert one(cast, "wren", Referral, draft).local_ground == "So-called honour-based abuse"
    send(wren, address, grounds=["none"], local_ground="So-called honour-based abuse")
    row = one(cast, "wren", Referral, draft)
    assert (row.grounds, row.local_ground) == ([], "")
    assert 'value="none" checked' in wren.get(address).content.decode()


def test_an_unknown_answer_and_a_missing_tool_are_said_at_their_row(wren, draft):
    page = send(
        wren,
        url("referral_checklist", draft),
        injury="perhaps",
        tool="",
        **day("assessed_on", clock.today()),
    )
    text = page.content.decode()
    assert "app-checklist__row--wrong" in text
    assert 'id="id_injury-error"' in text
    assert re.search(r"<details[^>]* open>", text)


def test_without_agreement_the_reasons_are_read(cast, wren, written):
    address = url("referral_sharing", written)
    page = send(wren, address, agreement="unsafe")
    assert page.status_code == 422
    reasons = {
        "necessity": "Near serious harm.",
        "proportionality": "Only the risk.",
        "risk_if_not_shared": "Serious harm.",
    }
    assert send(wren, address, agreement="unsafe", **reasons).status_code == 302
    assert one(cast, "wren", SharingDecision, written).necessity == "Near serious harm."
    check = words_of(wren.get(url("submit_referral", written)))
    assert "Only the risk." in check and "Not asked: not safe to ask" in check


def test_a_child_not_told_about_has_no_day_of_telling(cast, wren, written):
    send(
        wren,
        url("referral_children", written),
        child_referral="no",
        **day("child_referral_on", clock.today()),
    )
    assert one(cast, "wren", Referral, written).child_referral_on is None
    assert "Not yet" in words_of(wren.get(url("submit_referral", written)))


# ---------------------------------------------------------------- people


def test_a_person_is_changed_with_their_ties(cast, wren, written):
    kyle = one(cast, "wren", Party, written, role="perpetrator")
    victim = one(cast, "wren", Party, written, role="victim")
    page = send(
        wren,
        url("change_person", written, kyle.pk),
        given_name="Kyl",
        gender="male",
        occupation="Door staff",
        **{f"tie_{victim.pk}": "partner"},
    )
    assert page.url == url("referral_perpetrators", written)
    with unit_of_work(cast.actor("wren")):
        assert Relationship.objects.get(person=kyle).tie == "partner"
    assert "Work: Door staff" in words_of(wren.get(url("submit_referral", written)))


def test_a_person_and_an_address_are_taken_off(cast, wren, written):
    child = one(cast, "wren", Party, written, role="child")
    assert "Take Alder Tarn off" in words_of(wren.get(url("take_off_person", written, child.pk)))
    page = send(wren, url("take_off_person", written, child.pk))
    assert page.url == url("referral_children", written)
    safe = one(cast, "wren", Address, written, kind="safe")
    assert "Take an address off" in words_of(wren.get(url("take_off_address", written, safe.pk)))
    page = send(wren, url("take_off_address", written, safe.pk))
    assert page.url == url("referral_addresses", written)


def test_people_of_a_submitted_case_are_corrected_on_their_page(cast, submitted):
    carys = signed_in_client(cast, "carys")
    people_page = url("change_people", submitted)
    text = words_of(carys.get(people_page))
    assert "Perpetrators: 1" in text and "Addresses: 2" in text
    victim = one(cast, "wren", Party, submitted, role="victim")
    tie = {f"tie_{victim.pk}": "other_family"}
    page = send(carys, url("add_perpetrator", submitted), gender="male", **tie)
    assert page.url == people_page
    page = send(
        carys,
        url("add_address", submitted),
        party_id=victim.pk,
        kind="former",
        lines="1 Old Street",
    )
    assert page.url == people_page
    page = send(carys, url("change_person", submitted, victim.pk), given_name="Tamara")
    assert page.url == people_page
    assert one(cast, "wren", Party, submitted, role="victim").given_name == "Tamara"
    page = carys.get(url("referral", submitted))
    assert "Correct people and addresses" in words_of(page)


def test_the_referral_is_read_by_all_on_full_circulation(cast, submitted):
    page = words_of(signed_in_client(cast, "ines").get(url("referral", submitted)))
    assert "Submitted by Health visiting on" in page
    assert "He came drunk and asked for the baby." in page
    assert "No answer: 24" in page
    assert "12 Mere Walk" not in page
    assert newest_event().code == "case_viewed"


@pytest.mark.parametrize(
    "name", ["change_person", "take_off_person", "take_off_address", "show_address"]
)
def test_it_refuses_what_is_not_there(cast, wren, submitted, name):
    assert wren.get(url(name, submitted, uuid4())).status_code == 404
    assert newest_event().reason == "nothing_there"


def test_who_may_not_correct_is_told(cast, submitted):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, submitted.pk, full={cast.agency("police").pk})
    page = signed_in_client(cast, "petra").get(url("change_people", submitted))
    assert page.status_code == 403


# ---------------------------------------------------------------- addresses


def test_an_address_is_shown_once_with_a_reason(cast, submitted):
    carys = signed_in_client(cast, "carys")
    safe = one(cast, "wren", Address, submitted, kind="safe")
    address = url("show_address", submitted, safe.party_id)
    asked = carys.get(address)
    assert "3 Hidden Row" not in asked.content.decode()
    given = hidden(asked) | {"address_id": safe.pk, "reason": "Arranging a visit"}
    page = carys.post(address, given)
    assert "3 Hidden Row" in page.content.decode()
    assert "The perpetrator must not learn this address" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    event = newest_event()
    assert (event.code, event.items) == ("address_shown", [safe.pk])
    with as_owner():
        sealed = bytes(AuditDetail.objects.get(event_id=event.id).ciphertext)
    detail = encryption.decrypt("audit detail", sealed, belongs_to=event.id.bytes)
    assert json.loads(detail)["why"] == "Arranging a visit"
    assert carys.post(address, given).url == address  # shown once


def test_showing_an_address_needs_a_reason(cast, submitted):
    carys = signed_in_client(cast, "carys")
    current = one(cast, "wren", Address, submitted, kind="current")
    page = send(carys, url("show_address", submitted, current.party_id), address_id=current.pk)
    assert page.status_code == 422
    assert "12 Mere Walk" not in page.content.decode()
    assert newest_event().code == "case_viewed"


def test_the_only_address_is_chosen_already(cast, submitted):
    carys = signed_in_client(cast, "carys")
    safe = one(cast, "wren", Address, submitted, kind="safe")
    send(carys, url("take_off_address", submitted, safe.pk))
    current = one(cast, "wren", Address, submitted, kind="current")
    address = url("show_address", submitted, current.party_id)
    assert f'value="{current.pk}" checked' in carys.get(address).content.decode()
    page = send(carys, address, address_id=current.pk, reason="Arranging a visit")
    assert "LM1 2AB" in page.content.decode()
    assert "must not learn this address" not in page.content.decode()


def test_an_address_of_another_person_is_not_shown(cast, submitted):
    carys = signed_in_client(cast, "carys")
    safe = one(cast, "wren", Address, submitted, kind="safe")
    page = send(
        carys,
        url("show_address", submitted, safe.party_id),
        address_id=uuid4(),
        reason="Arranging a visit",
    )
    assert page.status_code == 422


# ---------------------------------------------------------------- however many


def test_a_long_referral_needs_no_more_queries(cast, wren, written):
    def queries(name):
        with CaptureQueriesContext(connection) as captured:
            assert wren.get(url(name, written)).status_code == 200
        return len(captured)

    names = ("referral", "submit_referral", "change_people", "referral_children")
    before = [queries(name) for name in names]
    with unit_of_work(cast.actor("wren")) as work:
        victim = Party.objects.get(scope_id=written.pk, role="victim")
        for _number in range(10):
            child = referral.add_child(
                actor=work.actor, case_id=written.pk, ties={victim.pk: "child"}
            )
            referral.add_address(
                actor=work.actor,
                case_id=written.pk,
                party_id=child.pk,
                kind="current",
                lines="x",
            )
    assert [queries(name) for name in names] == before
    assert max(before) <= 25
