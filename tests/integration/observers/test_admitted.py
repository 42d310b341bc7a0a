"""An observer is admitted to one meeting, and taken back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from meetings.models import Admission
from meetings.operations.hearing import admit_observer, take_back_observer
from sharing import clock
from sharing.models import Membership, User
from sharing.operations.members import end_membership
from sharing.reasons import Reason
from sharing.roles import Role
from sharing.rules import RuleBroken
from sharing.work import Refused
from tests.conftest import as_owner
from tests.doing import do, form_token, stop_signature
from tests.integration.accounts.helpers import link_in
from tests.integration.observers.helpers import EMAIL, admit, observer, page, take_back
from tests.jobs import run_jobs
from tests.signing_in import signed_in_client
from tests.story import meeting_in
from tests.trail import newest_event
from tests.visits import text, words_of


@pytest.mark.parametrize("who", ["carys", "chidi"])
def test_it_works(cast, meeting, who):
    client = signed_in_client(cast, who)
    assert admit(client, cast, meeting).url == page(meeting)
    held = Membership.objects.get(role=Role.OBSERVER)
    assert (held.user.email, held.agency, held.admitted_to) == (
        EMAIL,
        cast.agency("housing"),
        meeting.pk,
    )
    assert (held.starts_on, held.ends_on) == (clock.today(), clock.day(meeting.starts_at))
    shown = text(client.get(page(meeting)))
    for words in (
        "Sol Reach",
        "Housing. Begins as representative in May",
        f"Admitted by {who.capitalize()} Example",
        "Has not agreed to the declaration yet.",
    ):
        assert words in shown


def test_it_records_event(cast, carys, meeting):
    admit(carys, cast, meeting)
    event = newest_event()
    held = Membership.objects.get(role=Role.OBSERVER)
    assert (event.code, event.people) == ("observer_admitted", [held.user_id])
    assert set(event.items) == {meeting.pk, held.pk}
    carys.get(page(meeting))
    event = newest_event()
    assert (event.code, event.people) == ("meetings_seen", [held.user_id])


def test_who_has_no_account_is_invited_as_others_are(cast, carys, meeting):
    admit(carys, cast, meeting)
    run_jobs()
    (message,) = mail.outbox
    assert message.to == [EMAIL]
    said = message.subject + message.body.replace(link_in(message), "")
    for word in ("Sol", "Housing", "Larkmere", "May"):
        assert word not in said
    client = Client()
    assert b"Set your password" in client.get(link_in(message), follow=True).content


def test_who_has_an_account_keeps_it_and_is_told(cast, carys, meeting):
    done = admit(carys, cast, meeting, name="Wren Example", email="WREN@example.org")
    assert "Wren Example is admitted. They are told by mail" in words_of(carys.get(done.url))
    run_jobs()
    (message,) = mail.outbox
    assert message.to == ["wren@example.org"]
    assert message.body.count("http://") == 1 and "http://127.0.0.1:8000/\n" in message.body
    for word in ("Wren", "Housing", "Larkmere", "Town hall", "May", "Carys", "2026"):
        assert word not in message.subject + message.body
    event = newest_event()
    assert (event.code, event.people) == ("mail_sent", [cast.user("wren").pk])
    assert Membership.objects.filter(user=cast.user("wren")).count() == 2


def test_who_was_taken_back_meanwhile_is_not_told(cast, carys, meeting):
    admit(carys, cast, meeting, name="Wren Example", email="wren@example.org")
    take_back(carys, meeting)
    run_jobs()
    assert mail.outbox == []


def test_who_was_switched_off_meanwhile_is_not_told(cast, carys, meeting):
    admit(carys, cast, meeting, name="Wren Example", email="wren@example.org")
    with as_owner():
        User.objects.filter(email="wren@example.org").update(is_active=False)
    run_jobs()
    assert mail.outbox == []


def test_nor_is_who_comes_for_an_agency_whose_signature_was_stopped_meanwhile(cast, carys, meeting):
    admit(carys, cast, meeting, name="Wren Example", email="wren@example.org")
    stop_signature(cast, "housing")
    run_jobs()
    assert mail.outbox == []


def test_of_somebody_of_another_area_nothing_is_learnt(cast, carys, meeting):
    admit(carys, cast, meeting, name="A guest of ours", email="nia@example.org")
    shown = text(carys.get(page(meeting)))
    assert "A guest of ours is admitted." in shown and "Nia Example" not in shown


def test_it_is_reached_from_the_meeting(cast, carys, meeting):
    for name in ("meeting", "meeting_opening"):
        assert f'href="{page(meeting)}"' in text(carys.get(reverse(name, args=[meeting.pk])))
    petra = signed_in_client(cast, "petra")
    assert page(meeting) not in text(petra.get(reverse("meeting", args=[meeting.pk])))


def test_late_on_the_day_or_after_it_the_admission_holds_that_day(cast, carys, meeting):
    with clock.set_to(meeting.starts_at + timedelta(days=1)):
        client = signed_in_client(cast, "carys")
        admit(client, cast, meeting)
        held = Membership.objects.get(role=Role.OBSERVER)
        assert held.ends_on == held.starts_on == clock.today()


@pytest.mark.parametrize("who", ["petra", "ines", "wren", "odile", "alex"])
def test_it_is_for_those_who_keep_the_meeting(cast, meeting, who):
    client = signed_in_client(cast, who)
    assert client.get(page(meeting)).status_code == 403
    sent = {"name": "Sol", "email": EMAIL, "agency_id": str(cast.agency("housing").pk)}
    assert client.post(page(meeting), form_token() | sent | {"why": "To learn"}).status_code == 403
    assert not Membership.objects.filter(role=Role.OBSERVER).exists()


def test_a_meeting_of_another_area_is_not_there(cast, meeting):
    nia = signed_in_client(cast, "nia")
    assert nia.get(page(meeting)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "carys@example.org"}, "This is your own address. You take part"),
        (
            {"email": "wren@example.org"},
            "This address belongs to Wren Example, who works in this area already",
        ),
        ({"email": "petra@example.org"}, "takes part in the meetings of this area"),
        ({"email": "odile@example.org"}, "takes part in the meetings of this area"),
        ({"why": ""}, "Say why they observe"),
        ({"agency_id": ""}, "Choose an agency"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_left(cast, carys, meeting, changes, words):
    answer = admit(carys, cast, meeting, **changes)
    assert answer.status_code == 422 and words in text(answer)
    assert not Admission.objects.exists()
    assert not User.objects.filter(email=EMAIL).exists()


def test_nobody_is_admitted_twice(cast, carys, meeting):
    admit(carys, cast, meeting)
    answer = admit(carys, cast, meeting)
    assert answer.status_code == 422 and "is admitted already" in text(answer)


def test_an_account_that_is_off_is_not_admitted(cast, carys, meeting):
    User.objects.filter(pk=cast.user("wren").pk).update(is_active=False)
    answer = admit(carys, cast, meeting, name="Wren Example", email="wren@example.org")
    assert answer.status_code == 422 and "is switched off" in text(answer)


def test_an_agency_that_has_not_signed_brings_nobody(cast, carys, meeting):
    stop_signature(cast, "housing")
    assert ">Housing</option>" not in text(carys.get(page(meeting)))
    answer = admit(carys, cast, meeting)
    assert answer.status_code == 422
    with pytest.raises(RuleBroken, match="agency of this area that signed"):
        do(
            cast, "carys", admit_observer,
            meeting_id=meeting.pk, name="Sol", email=EMAIL, why="To learn",
            agency_id=cast.agency("housing").pk,
        )  # fmt: skip


def test_many_observers_take_no_more_queries(cast, meeting, django_assert_max_num_queries):
    client = signed_in_client(cast, "carys")
    for number in range(12):
        admit(client, cast, meeting, email=f"{number}@college.example")
    with django_assert_max_num_queries(25):
        client.get(page(meeting))


# Taken back.


def test_taking_back_works_at_once(cast, carys, meeting):
    admit(carys, cast, meeting)
    client = observer()
    admission = Admission.objects.get()
    way = reverse("take_back_observer", args=[meeting.pk, admission.pk])
    assert f'href="{way}"' in text(carys.get(page(meeting)))
    assert "Take it back" in text(carys.get(way))
    assert take_back(carys, meeting).url == page(meeting)
    assert client.get(reverse("meeting", args=[meeting.pk])).status_code == 403
    event = newest_event()
    assert (event.code, event.outcome) == ("meetings_seen", "refused")
    shown = text(carys.get(page(meeting)))
    assert "Taken back on" in shown and way not in shown


def test_taking_back_records_event_and_who(cast, carys, meeting):
    admit(carys, cast, meeting)
    take_back(carys, meeting)
    event = newest_event()
    admission = Admission.objects.select_related("membership").get()
    assert (event.code, event.people) == (
        "observer_taken_back",
        [admission.membership.user_id],
    )
    assert admission.taken_back_by_id == cast.user("carys").pk
    answer = take_back(carys, meeting)
    assert answer.status_code == 422 and "was not admitted any more" in text(answer)


def test_who_was_taken_back_can_be_admitted_again(cast, carys, meeting):
    admit(carys, cast, meeting)
    take_back(carys, meeting)
    assert admit(carys, cast, meeting).status_code == 302
    assert Admission.objects.count() == 2


def test_an_unknown_admission_is_not_there(cast, carys, meeting):
    admit(carys, cast, meeting)
    other = meeting_in(cast, days=30)
    admission = Admission.objects.get()
    with pytest.raises(Refused) as refused:
        do(
            cast, "carys", take_back_observer,
            meeting_id=other.pk, admission_id=admission.pk,
        )  # fmt: skip
    assert refused.value.reason is Reason.NOTHING_THERE


def test_what_an_administrator_ended_is_over(cast, carys, meeting):
    admit(carys, cast, meeting)
    held = Membership.objects.get(role=Role.OBSERVER)
    do(cast, "alex", end_membership, membership_id=held.pk)
    assert "Over" in text(carys.get(page(meeting)))
