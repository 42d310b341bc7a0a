"""The page of the IDVA service: read by all who read the case, written by it alone."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import ContactAttempt, OutcomePlan, Voice
from meetings.operations import referral
from sharing import clock
from sharing.models import Party, SafeContact
from sharing.operations import circulation
from sharing.unit import unit_of_work
from tests.doing import every, explained, form_token, one
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.trail import newest_event
from tests.visits import day, hidden, send, text, words_of

FORMS = [
    "record_attempt",
    "record_wishes",
    "record_agreement",
    "name_advocate",
    "plan_outcome",
    "record_told",
]


@pytest.fixture
def ines(cast):
    return signed_in_client(cast, "ines")


def url(name, case):
    return reverse(name, args=[case.pk])


def attempt(**changes):
    given = {"attempted_time": "09:05", "way": "through", "result": "reached"}
    return given | day("attempted_on", clock.today() - timedelta(days=1)) | changes


def test_it_works(cast, case, ines):
    page = url("advocate", case)
    assert "not reached yet, 0 attempts" in words_of(ines.get(page))
    assert send(ines, url("record_attempt", case), **attempt(result="no_answer")).url == page
    assert "not reached yet, 1 attempt" in words_of(ines.get(page))
    send(ines, url("record_attempt", case), **attempt(note="At the clinic."))
    assert "Contact: reached, 2 attempts" in words_of(ines.get(page))
    for role, words in (("victim", "To move."), ("victim", "To stay."), ("child", "Sleeps badly.")):
        send(
            ines,
            url("record_wishes", case),
            party_id=one(cast, "ines", Party, case, role=role).pk,
            wishes=words,
            heard_by="Ines",
            **day("heard_on", clock.today()),
        )
    send(
        ines, url("plan_outcome", case), who="Ines", way="At the clinic", **day("by", clock.today())
    )
    text = words_of(ines.get(page))
    for words in ("To move.", "To stay.", "Sleeps badly.", "At the clinic.", "Change it"):
        assert words in text
    assert text.index("To stay.") < text.index("To move.")
    send(ines, url("record_told", case), **day("told_on", clock.today()))
    assert "The victim knows the outcome" in words_of(ines.get(page))
    with unit_of_work(cast.actor("ines")):
        assert (every(ContactAttempt).count(), every(Voice).count()) == (2, 3)
        made = every(ContactAttempt).last()
        assert made.attempted_at < clock.now()


def button_after(words, page):
    """Return the words of the first button of a form on a page, after these."""
    return re.search(re.escape(words) + r".*?data-saving[^>]+>([^<]+)", text(page), re.DOTALL)[1]


@pytest.mark.parametrize("name", FORMS[:-1])  # the last is there once it was planned who tells
def test_the_button_of_a_form_says_the_same_on_a_page_of_its_own(case, ines, name):
    address = url(name, case)
    together = button_after(f'action="{address}"', ines.get(url("advocate", case)))
    assert button_after("app-form--step", ines.get(address)) == together


def test_others_read_it_without_forms(cast, case):
    for name in ("carys", "chidi", "wren"):
        page = signed_in_client(cast, name).get(url("advocate", case))
        assert page.status_code == 200
        assert "Record an attempt" not in words_of(page)
        assert newest_event().code == "case_viewed"
    assert "Confirm or change it" in words_of(page)


def test_who_cannot_confirm_is_not_offered_it(cast, case):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.circulate(work, case.pk, full={cast.agency("police").pk})
    explained(cast, "petra", case)
    petra = signed_in_client(cast, "petra")
    assert "Confirm or change it" not in words_of(petra.get(url("advocate", case)))
    assert petra.get(url("confirm_contact", case)).status_code == 403


@pytest.mark.parametrize("name", FORMS)
def test_its_forms_are_the_idva_services(cast, case, name):
    for other, status in (("carys", 403), ("wren", 403), ("nia", 403), ("hal", 403)):
        page = signed_in_client(cast, other).get(url(name, case))
        assert page.status_code in (status, 404)
    assert newest_event().outcome == "refused"


@pytest.mark.parametrize("name", ["nia", "hal"])
def test_it_refuses_other_area_and_off_circulation(cast, case, name):
    assert signed_in_client(cast, name).get(url("advocate", case)).status_code == 404


def test_it_refuses_conflict(cast, case, ines):
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, walled=frozenset({cast.user("ines").pk}))
    assert ines.get(url("advocate", case)).status_code == 404


@pytest.mark.parametrize("name", FORMS)
def test_each_form_stands_by_itself(case, ines, name):
    page = ines.get(url(name, case))
    assert page.status_code == 200 and "form_token" in hidden(page)


def test_it_warns_of_a_watched_phone(cast, case, ines):
    page = words_of(ines.get(url("advocate", case)))
    assert "Do not call or text" in page and "Not safe: the phone may be watched" in page
    page = send(ines, url("record_attempt", case), **attempt(way="call"))
    assert page.status_code == 422
    assert "nobody may call or text" in words_of(page)
    with unit_of_work(cast.actor("ines")) as work:
        contact = SafeContact.objects.get(scope_id=case.pk)
        referral.confirm_safe_contact(
            actor=work.actor,
            case_id=case.pk,
            way="call",
            confirmed_by="Ines",
            confirmed_on=contact.confirmed_on,
        )
    assert "Do not call or text" not in words_of(ines.get(url("advocate", case)))


def test_it_keeps_what_was_typed(case, ines):
    page = send(ines, url("record_attempt", case), **attempt(attempted_time="noon", note="Rang."))
    assert page.status_code == 422
    assert "Rang." in page.content.decode() and "must look like 14:30" in page.content.decode()


def test_what_has_not_happened_yet_is_said_at_the_date(case, ines):
    tomorrow = clock.today() + timedelta(days=1)
    page = send(ines, url("record_attempt", case), **attempt(**day("attempted_on", tomorrow)))
    assert page.status_code == 422
    assert 'id="id_attempted_on-error"' in page.content.decode()


def test_a_double_post_does_it_once(cast, case, ines):
    given = hidden(ines.get(url("record_attempt", case))) | attempt()
    for _time in range(2):
        assert ines.post(url("record_attempt", case), given).url == url("advocate", case)
    with unit_of_work(cast.actor("ines")):
        assert every(ContactAttempt).count() == 1


def test_a_second_editor_sees_both_texts(cast, case, ines):
    address = url("plan_outcome", case)
    old = hidden(ines.get(address))
    with unit_of_work(cast.actor("ines")) as work:
        referral.plan_outcome(
            actor=work.actor, case_id=case.pk, who="Brook", way="By hand", by=clock.today()
        )
    page = ines.post(
        address, old | {"who": "Ines", "way": "At the clinic"} | day("by", clock.today())
    )
    assert page.status_code == 422
    text = page.content.decode()
    assert "By hand" in text and "At the clinic" in text
    assert one(cast, "ines", OutcomePlan, case).who == "Brook"


def test_safe_contact_is_confirmed_again(cast, case, ines):
    page = ines.get(url("confirm_contact", case))
    assert re.search(r'value="through" checked', page.content.decode())
    page = send(
        ines,
        url("confirm_contact", case),
        way="in_person",
        details="At the clinic",
        must_not_learn="His mother",
        confirmed_by="Ines",
        **day("confirmed_on", clock.today()),
    )
    assert page.url == url("advocate", case)
    text = words_of(ines.get(page.url))
    assert "Safe contact: In person, At the clinic." in text
    assert "Must not learn of this: His mother" in text


def test_an_unborn_child_is_not_heard_yet(cast, case, ines):
    with unit_of_work(cast.actor("carys")) as work:
        referral.add_child(
            actor=work.actor,
            case_id=case.pk,
            due_on=clock.today() + timedelta(days=30),
            ties={},
        )
    text = words_of(ines.get(url("advocate", case)))
    assert "Not born yet." in text and "Not heard yet." in text


def test_many_attempts_need_no_more_queries(cast, case, ines):
    def queries():
        with made_queries() as made:
            assert ines.get(url("advocate", case)).status_code == 200
        return len(made)

    before = queries()
    with unit_of_work(cast.actor("ines")) as work:
        victim = Party.objects.get(scope_id=case.pk, role="victim")
        for number in range(10):
            referral.record_attempt(
                actor=work.actor,
                case_id=case.pk,
                attempted_at=clock.now(),
                way="through",
                result="no_answer",
            )
            referral.record_wishes(
                actor=work.actor,
                case_id=case.pk,
                party_id=victim.pk,
                wishes=f"The {number}",
                heard_on=clock.today(),
                heard_by="Ines",
            )
    assert queries() == before <= 26


@pytest.mark.parametrize("name", FORMS)
def test_with_htmx_a_form_is_put_right_in_its_place(cast, case, ines, name):
    plan = {"who": "Ines", "way": "In person"} | day("by", clock.today())
    send(ines, url("plan_outcome", case), **plan)
    response = ines.post(url(name, case), form_token(), headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count('class="govuk-error-summary"') == 1
    assert page.count("data-typed") == 1
    assert url(name, case) in page.partition("data-typed")[0].rpartition("<form")[2]
    assert {url(one, case) for one in FORMS} <= set(re.findall(r'action="([^"]*)"', page))
