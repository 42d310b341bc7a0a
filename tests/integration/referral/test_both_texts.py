"""Two people edit one referral, or one person in two windows: nothing is lost or overwritten, and
what was changed in another step asks nothing."""

from datetime import date, timedelta

import pytest

from meetings.models import Referral, Stage
from meetings.operations import referral
from sharing import clock
from sharing.models import Party
from tests.doing import do, one
from tests.editors import OWN, SAID, Editor, both
from tests.story import case_at
from tests.story_parts import referral as part
from tests.visits import day, words_of


@pytest.fixture
def draft(cast, written):
    return written


def test_a_step_of_a_referral(cast, draft):
    second = Editor(cast, "wren", "referral_incident", draft.pk)
    do(
        cast,
        "wren",
        referral.save_incident,
        case_id=draft.pk,
        what_happened="He came drunk.",
        done_today="Locks changed.",
    )
    page = second.sends(what_happened="He came twice.", done_today="Locks changed.")
    assert OWN in page and SAID not in page
    assert both(page, "He came drunk .", "He came twice .")
    told = page.split("Danger to staff")[0]
    assert "What stands now Locks changed" not in told, "what is equal is not shown"
    assert page.count("What stands now") == 1, "nor is what is empty"
    assert second.sends_again().status_code == 302
    stands = one(cast, "wren", Referral, draft)
    assert (stands.what_happened, stands.done_today) == ("He came twice.", "Locks changed.")


TOLD_ON = date(2026, 1, 5)
# Of a page that does not say what it showed, every difference is shown.
UNMARKED = {"opened_with": ""}

# Each step of the form, as somebody fills it in.
STEPS = {
    "referral_victim": {"given_name": "Tarra", "who_refers": "me"},
    "referral_contact": part.CONTACT | day("confirmed_on", TOLD_ON),
    "referral_perpetrators": {"given_name": "Ash", "gender": "not_asked"},
    "referral_children": {"child_referral": "no"},
    "referral_addresses": {"kind": "former", "lines": "9 Far Lane"},
    "finish_addresses": {},
    "referral_incident": {"what_happened": "He came twice."},
    "referral_checklist": {"tool": "DASH", "tool_version": "2009"} | day("assessed_on", TOLD_ON),
    "referral_grounds": {"grounds": ["none"]},
    "referral_sharing": {"agreement": "agrees"} | day("asked_on", TOLD_ON),
    "referral_equality": dict.fromkeys(
        ("gender", "pregnant", "ethnicity", "disabled", "lgbt", "interpreter"), "not_asked"
    ),
    "add_child": {"given_name": "Elm", "gender": "not_asked"},
    "add_person_at_risk": {"given_name": "Oak", "gender": "not_asked"},
}


def filled_in(second, name, typed):
    """What is typed into the step, with whom it is about and what they are to each other."""
    fields = second.page.context["form"].fields
    ties = dict.fromkeys((tie for tie in fields if tie.startswith("tie_")), "")
    people = {"party_id": fields["party_id"].choices[-1][0]} if "party_id" in fields else {}
    for tie in ties:
        ties[tie] = next(value for value, _words in fields[tie].choices if value)
    return typed | ties | people


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_saved_where_another_was_changed(cast, draft, name):
    second = Editor(cast, "wren", name, draft.pk)
    typed = filled_in(second, name, STEPS[name])
    if name in ("referral_incident", "referral_checklist"):
        do(cast, "wren", referral.save_grounds, case_id=draft.pk, grounds=["repeat"])
    else:
        do(cast, "wren", referral.save_incident, case_id=draft.pk, what_happened="He came drunk.")
    answer = second.client.post(second.path, second.shown | typed)
    assert answer.status_code == 302, words_of(answer)
    other = one(cast, "wren", Referral, draft)
    assert other.what_happened == "He came drunk." or other.grounds == ["repeat"]


@pytest.mark.parametrize("name", STEPS)
def test_the_same_step_is_not_overwritten(cast, draft, name):
    second, first = (Editor(cast, "wren", name, draft.pk) for _editor in range(2))
    typed = filled_in(second, name, STEPS[name])
    if name == "finish_addresses":
        first = Editor(cast, "wren", "referral_addresses", draft.pk)
        given = filled_in(first, "referral_addresses", STEPS["referral_addresses"])
    else:
        given = typed
    if name == "referral_sharing":
        given = given | day("asked_on", clock.today() - timedelta(days=1))
    if name == "referral_contact":
        given = given | {"times": "Fridays"}
    if name == "referral_equality":
        given = given | {"gender": "female"}
    if name == "referral_checklist":
        given = given | {"comment": "Asked again."}
    assert first.client.post(first.path, first.shown | given).status_code == 302
    page = second.sends(**typed)
    assert OWN in page
    assert second.sends_again().status_code == 302


def test_a_person_is_corrected_where_another_was(cast, draft):
    child = one(cast, "wren", Party, draft, role="child")
    other = one(cast, "wren", Party, draft, role="perpetrator")
    second = Editor(cast, "wren", "change_person", draft.pk, child.pk)
    typed = filled_in(second, "", {"given_name": "Ash", "gender": "not_asked"})
    victim = one(cast, "wren", Party, draft, role="victim")
    change = {"given_name": "Kai", "ties": {victim.pk: "partner"}}
    do(cast, "wren", referral.change_person, case_id=draft.pk, party_id=other.pk, **change)
    assert second.client.post(second.path, second.shown | typed).status_code == 302
    again = Editor(cast, "wren", "change_person", draft.pk, child.pk)
    ties = {victim.pk: "sibling"}
    do(cast, "wren", referral.change_person, case_id=draft.pk, party_id=child.pk, ties=ties)
    page = again.sends(**typed)
    assert OWN in page
    assert "what you changed elsewhere is not among it" in page


def test_a_version_to_come_overwrites_nothing(cast, draft):
    child = one(cast, "wren", Party, draft, role="child")
    for name, args, typed in (
        ("referral_incident", [draft.pk], {"what_happened": "He came twice."}),
        ("change_person", [draft.pk, child.pk], {"given_name": "Ash", "gender": "not_asked"}),
    ):
        second = Editor(cast, "wren", name, *args)
        second.shown["version"] = "99999"
        assert OWN in second.sends(**filled_in(second, "", typed))
        assert second.sends_again().status_code == 302


def test_what_another_changed_beside_the_fields_is_said(cast):
    case = case_at(cast, Stage.TRIAGE)
    child = one(cast, "carys", Party, case, role="child")
    victim = one(cast, "carys", Party, case, role="victim")
    second = Editor(cast, "carys", "change_person", case.pk, child.pk)
    typed = filled_in(second, "", {"given_name": "Alder", "family_name": "Tarn"})
    same = {"given_name": "Alder", "ties": {victim.pk: "sibling"}}
    do(cast, "wren", referral.change_person, case_id=case.pk, party_id=child.pk, **same)
    page = second.sends(**typed, gender="not_asked", **day("born_on", child.born_on))
    assert SAID in page and "what they changed is not among it" in page
    assert f"Wren Example, {cast.actor('wren').agency_name}" in page


def test_choices_and_dates_are_said_in_words(cast, draft):
    second = Editor(cast, "wren", "referral_sharing", draft.pk)
    today = clock.today()
    yesterday = today - timedelta(days=1)
    reasons = dict.fromkeys(("necessity", "proportionality", "risk_if_not_shared"), "He may kill.")
    do(
        cast,
        "wren",
        referral.save_sharing,
        case_id=draft.pk,
        agreement="does_not",
        asked_on=yesterday,
        **reasons,
    )
    page = second.sends(agreement="agrees", **day("asked_on", today), **reasons, **UNMARKED)
    assert both(page, "Does not agree", "Agrees to the referral")
    differs = words_of(second.answer).split("Asked on")[1]
    assert yesterday.strftime("%-d") in differs and page.count("What stands now") == 2


def test_a_tick_is_said_in_words(cast, draft):
    second = Editor(cast, "wren", "referral_contact", draft.pk)
    today = clock.today()
    contact = part.CONTACT | {"confirmed_on": today}
    do(cast, "wren", referral.save_safe_contact, case_id=draft.pk, **contact | {"never": "Post"})
    typed = {name: value for name, value in part.CONTACT.items() if name != "phone_watched"}
    page = second.sends(**typed, **day("confirmed_on", today), **UNMARKED)
    assert both(page, "Yes", "No")
