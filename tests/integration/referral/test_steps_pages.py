"""The pages of the steps."""

import re

from meetings.models import Case, Protocol, Referral, Stage
from meetings.rules.completeness import ORDER, Step
from sharing import clock
from sharing.models import Party, SharingDecision
from sharing.unit import unit_of_work
from tests.doing import one
from tests.integration.referral.helpers import url
from tests.visits import day, send, words_of


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
