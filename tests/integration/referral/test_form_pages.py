"""A referral is written on its pages."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Case, Referral, Stage
from meetings.operations import referral
from meetings.rules.checklist import SUBJECTS
from sharing import clock
from sharing.models import Party
from sharing.unit import unit_of_work
from tests.doing import every, one
from tests.integration.referral.helpers import url
from tests.visits import day, hidden, send, words_of


def test_it_works(cast, wren):
    today = clock.today()
    page = send(
        wren, reverse("refer"), given_name="Tara", family_name="Tarn", age_about=22, who_refers="me"
    )
    with unit_of_work(cast.actor("wren")):
        case = every(Case).get()
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
        assert every(Case).count() == 1


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
    assert "You changed this elsewhere" in text
    assert "What the other wrote." in text and "What I wrote." in text
    again = wren.post(address, hidden(page) | {"what_happened": "What I wrote."})
    assert again.status_code == 302
    assert one(cast, "wren", Referral, written).what_happened == "What I wrote."


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


def test_what_is_no_number_is_said_and_kept(cast, wren):
    """A browser's own field of numbers would send it as nothing."""
    assert 'type="number"' not in wren.get(reverse("refer")).content.decode()
    page = send(
        wren, reverse("refer"), given_name="Tara", age_about="about 30", who_refers="me"
    ).content.decode()
    assert "The age must be a whole number of years, like 34" in page
    assert 'value="about 30"' in page
