"""The coordinator words the risk checklist as the area has leave to; referrals keep their words."""

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Protocol, RiskAssessment, Stage
from meetings.operations.protocols import set_checklist_wording, set_reminders
from meetings.rules.checklist import SUBJECTS
from sharing.unit import unit_of_work
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, every
from tests.integration.listing.test_reminders_page import NEW as REMINDERS
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import newest_event
from tests.visits import hidden, send, text, words_of

PAGE = reverse("set_checklist_wording")
OWN = {"injury": "Has the incident left marks?", "animals": "Are pets hurt?"}
LICENCE = "Larkmere Council, licence 12 for Checklist B, until 2030"


@pytest.fixture
def carys(cast):
    return signed_in_client(cast, "carys")


def versions(cast):
    with unit_of_work(cast.actor("carys")):
        return list(Protocol.objects.filter(area=cast.area).order_by("version"))


def test_it_works(cast, carys):
    assert PAGE in text(carys.get(reverse("set_area_rules")))
    page = carys.get(PAGE)
    assert "The rules of your area are at version 1, since 1 January 2020." in words_of(page)
    assert "1. Injury in this incident" in words_of(page)
    done = send(carys, PAGE, **OWN | {"animals": "  Are \t pets hurt? "}, checklist_licence=LICENCE)
    assert done.url == PAGE
    before, after = versions(cast)
    assert (after.version, after.checklist_wording, after.checklist_licence) == (2, OWN, LICENCE)
    changed = {"id", "version", "in_force_from", "checklist_wording", "checklist_licence"}
    for field in Protocol._meta.concrete_fields:
        if field.name not in changed:
            assert getattr(after, field.attname) == getattr(before, field.attname), field.name
    page = carys.get(PAGE)
    assert "Referrals that begin from now on are asked so." in words_of(page)
    assert 'value="Are pets hurt?"' in text(page) and LICENCE in text(page)
    rules = words_of(carys.get(reverse("set_area_rules")))
    assert rules.count("Reminders, rules of research, or words of the checklist") == 1
    # Left empty again, they are the portal's.
    send(carys, PAGE, checklist_licence="")
    assert versions(cast)[-1].checklist_wording == {}


def test_a_referral_shows_the_words_that_it_was_asked_in(cast):
    old = case_at(cast, Stage.TRIAGE)
    given = {"wording": OWN, "checklist_licence": LICENCE}
    do(cast, "carys", set_checklist_wording, version=1, **given)
    new = case_at(cast, Stage.TRIAGE, name="Vera")
    given["wording"] = {"injury": "Any marks left?"}
    do(cast, "carys", set_checklist_wording, version=2, **given)
    carys = signed_in_client(cast, "carys")
    for case, words in ((old, str(SUBJECTS["injury"])), (new, OWN["injury"])):
        page = words_of(carys.get(reverse("triage", args=[case.pk])))
        assert words in page and "Any marks left?" not in page
    draft = case_at(cast, Stage.DRAFT, name="Hedda")
    wren = signed_in_client(cast, "wren")
    form = words_of(wren.get(reverse("referral_checklist", args=[draft.pk])))
    assert "Any marks left?" in form and str(SUBJECTS["animals"]) in form
    with unit_of_work(cast.actor("carys")):
        stored = every(RiskAssessment).get(scope_id=old.pk)
        assert (stored.tool, stored.tool_version) == ("DASH", "2009")
        assert set(stored.answers) <= set(SUBJECTS)


def test_it_records_event(cast):
    given = {"wording": OWN, "checklist_licence": LICENCE}
    found = do(cast, "carys", set_checklist_wording, version=1, **given)
    event = newest_event()
    assert (event.code, event.items, event.outcome) == ("checklist_worded", [found.pk], "allowed")
    assert found.history.get().event_id == event.id


@pytest.mark.parametrize("name", ["chidi", "petra", "ines", "wren", "odile", "alex"])
def test_it_refuses_other_roles(cast, name):
    with pytest.raises(Refused):
        do(cast, name, set_checklist_wording, version=1, wording=OWN, checklist_licence=LICENCE)
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == (
        "checklist_worded",
        "refused",
        "not_in_role",
    )
    assert len(versions(cast)) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (OWN, "Say by whose leave the area uses these words, or leave the subjects empty"),
        ({"injury": "x" * 301, "checklist_licence": LICENCE}, "must be 300 characters or fewer"),
        ({}, "Nothing is different from what it was."),
    ],
)
def test_what_cannot_be_is_said(cast, carys, given, words):
    page = send(carys, PAGE, **given)
    assert page.status_code == 422
    assert words in words_of(page)
    assert all(said in text(page) for said in given.values())
    assert len(versions(cast)) == 1


def test_the_second_of_two_coordinators_sees_both(cast, carys):
    old = hidden(carys.get(PAGE))
    given = {"wording": OWN, "checklist_licence": LICENCE}
    do(cast, "carys", set_checklist_wording, version=1, **given)
    sent = {"injury": "Wounds", "checklist_licence": LICENCE}
    page = carys.post(PAGE, old | sent)
    assert page.status_code == 422
    words = words_of(page)
    assert "1. Injury in this incident" in words
    assert f"What stands now {OWN['injury']} What you typed Wounds" in words
    assert carys.post(PAGE, hidden(page) | sent).status_code == 302
    assert [one.version for one in versions(cast)] == [1, 2, 3]


def test_another_page_keeps_the_words(cast):
    do(cast, "carys", set_checklist_wording, version=1, wording=OWN, checklist_licence=LICENCE)
    do(cast, "carys", set_reminders, version=2, **REMINDERS)
    assert versions(cast)[-1].checklist_wording == OWN


def test_an_area_without_rules_says_so(cast):
    nia = signed_in_client(cast, "nia")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM meetings_protocol WHERE area_id = %s", [cast.elsewhere.pk])
    assert nia.get(PAGE).status_code == 200
    page = send(nia, PAGE, **OWN, checklist_licence=LICENCE)
    assert "Your area has no rules yet" in text(page)
