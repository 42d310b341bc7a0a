"""A form that was open while its case left its sender's lists, or that was sent after the day for
which a reason was given, is kept and shown again after what is asked first, with what became of the
case."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetings.models import Stage
from meetings.operations.closure import withdraw_case
from meetings.operations.listing import defer_case
from meetings.operations.transfer import transfer_out
from sharing import clock
from sharing.models import KeptForm
from sharing.queries.drafts import draft_of
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import declare_wall, do, only_looks_people_up
from tests.integration.research.helpers import answer
from tests.signing_in import signed_in_client
from tests.story import case_at, meeting_in
from tests.trail import newest_event
from tests.visits import day, hidden, text

WORDS = "He came to the nursery gate and asked for the baby."
PAGE = "/kept-forms/"
IN_CONTACT = {"choice": "contact", "words": ""}


@pytest.fixture
def case(cast):
    return case_at(cast, Stage.RESEARCH)


@pytest.fixture
def item(cast, case):
    """Return a browser with an item in it that petra has not sent yet, and what it sends."""
    answer(cast, case)
    client = signed_in_client(cast, "petra")
    page = client.get(reverse("research_return", args=[case.pk]))
    typed = {
        "unsent": "0123456789abcdef",
        "text": WORDS,
        "who_may_read": "shared",
        "nature": "",
        "draft_version": "1",
    }
    return client, hidden(page) | typed


def withdraw(cast, case):
    do(cast, "carys", withdraw_case, case_id=case.pk, reason="She asked for it.")


def kept():
    with as_owner():
        return list(KeptForm.objects.all())


def is_asked_first(response, page):
    assert response.status_code == 302
    parts = urlsplit(response.url)
    assert parts.path == page and parse_qs(parts.query)["then"] == [PAGE]
    assert len(kept()) == 1


def test_an_item_is_kept_and_shown_again_after_the_reason(cast, case, item):
    client, fields = item
    withdraw(cast, case)
    address = reverse("add_item", args=[case.pk])
    response = client.post(address, fields)
    is_asked_first(response, reverse("give_reason", args=[case.pk]))
    event = newest_event()
    assert (event.code, event.outcome, event.cases) == ("form_kept", "allowed", [])
    asks = text(client.get(response.url))
    assert "What you sent is kept for you. It is shown again after this." in asks
    sent = hidden(client.get(response.url)) | IN_CONTACT
    assert client.post(response.url, sent).url == PAGE
    page = text(client.get(PAGE))
    assert "What you sent is not lost" in page and "You were signed out" not in page
    assert WORDS in page and "unsent</dt>" not in page
    assert f"{case.reference} is now at “Withdrawn”." in page
    assert f"{cast.user('carys').name}, MARAC team, on" in page
    # Sent again it says what can be done instead, with the words in the form.
    again = client.post(address, fields | {"form_token": str(kept()[0].pk)})
    assert again.status_code == 422
    assert "What is new goes on the case as a new incident" in text(again)
    assert WORDS in again.content.decode() and "To be heard on" not in text(again)
    assert WORDS in text(client.get(PAGE))


def test_a_file_is_not_kept_and_that_is_said_beside_its_name(cast, case):
    answer(cast, case)
    client = signed_in_client(cast, "petra")
    address = reverse("attach_file", args=[case.pk])
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")
    fields = hidden(client.get(address)) | {"who_may_read": "shared", "file": file}
    withdraw(cast, case)
    response = client.post(address, fields)
    is_asked_first(response, reverse("give_reason", args=[case.pk]))
    client.post(response.url, hidden(client.get(response.url)) | IN_CONTACT)
    page = text(client.get(PAGE))
    assert (
        "File</dt>" in page and "A file is not kept. Send this, and then choose it again." in page
    )
    assert "Shared" in page
    again = client.post(address, {"who_may_read": "shared", "form_token": str(kept()[0].pk)})
    assert again.status_code == 422 and "Choose a file" in text(again)


def test_a_new_incident_with_an_error_is_kept(cast, case):
    client = signed_in_client(cast, "petra")
    address = reverse("add_development", args=[case.pk])
    fields = hidden(client.get(address)) | {"kind": "incident", "text": WORDS}
    do(cast, "carys", transfer_out, case_id=case.pk, area_name="Eastfell", reason="Moved.")
    response = client.post(address, fields | day("happened_on", None))
    is_asked_first(response, reverse("give_reason", args=[case.pk]))


def test_that_nobody_is_known_is_kept_too_and_tells_whoever_reads_no_case_nothing(cast, case):
    only_looks_people_up(cast, case, "rowan")
    client = signed_in_client(cast, "rowan")
    fields = hidden(client.get(reverse("research_return", args=[case.pk])))
    withdraw(cast, case)
    response = client.post(reverse("nil_return", args=[case.pk]), fields | {"searched": "Names"})
    is_asked_first(response, reverse("give_reason", args=[case.pk]))
    assert "is now at" not in text(client.get(PAGE))


def test_the_second_of_two_who_end_a_case_keeps_the_reason(cast, case):
    client = signed_in_client(cast, "chidi")
    address = reverse("send_to_right_area", args=[case.pk])
    fields = hidden(client.get(address)) | {"area_name": "Westmoor", "reason": WORDS}
    withdraw(cast, case)
    is_asked_first(client.post(address, fields), reverse("give_reason", args=[case.pk]))
    assert WORDS in text(client.get(PAGE))


def test_a_reason_of_yesterday_loses_nothing_after_midnight(cast, case):
    withdraw(cast, case)
    client = signed_in_client(cast, "petra")
    address = reverse("add_development", args=[case.pk])
    reason = reverse("give_reason", args=[case.pk])
    client.post(reason, hidden(client.get(reason)) | IN_CONTACT)
    fields = hidden(client.get(address)) | {"kind": "incident", "text": WORDS}
    with clock.set_to(clock.now() + timedelta(days=1)):
        client = signed_in_client(cast, "petra")
        is_asked_first(client.post(address, fields), reason)


def test_an_item_goes_on_with_a_case_that_moved_to_another_meeting(cast, case, item):
    client, fields = item
    later = meeting_in(cast, days=28)
    do(cast, "carys", defer_case, case_id=case.pk, to_meeting_id=later.pk, reason="Away.")
    response = client.post(reverse("add_item", args=[case.pk]), fields)
    assert response.status_code == 302 and "reason" not in response.url
    with unit_of_work(cast.actor("petra")):
        (item,) = draft_of(case.pk, cast.agency("police").pk).live
    assert item.text == WORDS
    assert WORDS in text(client.get(response.url))


def test_whoever_is_walled_off_meanwhile_is_told_nothing_and_keeps_nothing(cast, case, item):
    client, fields = item
    withdraw(cast, case)
    declare_wall(cast, case, "petra")
    response = client.post(reverse("add_item", args=[case.pk]), fields)
    assert response.status_code == 404
    assert kept() == []


def test_a_wall_hides_what_was_kept_before_it(cast, case, item):
    client, fields = item
    withdraw(cast, case)
    client.post(reverse("add_item", args=[case.pk]), fields)
    declare_wall(cast, case, "petra")
    assert "Nothing is waiting to be sent" in text(client.get(PAGE))
