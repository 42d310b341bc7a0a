"""What goes wrong says no more than the person may know, and the log nothing personal."""

import io
import logging
import re
import uuid
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse

from marac_portal import errors
from marac_portal.logs import WithoutPersonalData
from marac_portal.middleware import RequestIdentity
from meetings.models import Stage
from sharing.models import AuditEvent
from tests import story
from tests.conftest import as_owner
from tests.signing_in import signed_in_client

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def case(cast):
    return story.case_at(cast, Stage.RESEARCH)


def unmasked(response):
    """Return the page without the token of its forms, which is masked anew on each."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text)


def page(client, case_id):
    return client.get(reverse("case", args=[case_id]))


def test_a_page_whose_event_cannot_be_written_is_not_shown(cast, case):
    client = signed_in_client(cast, "carys")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON audit_event FROM portal_web")
    response = page(client, case.pk)
    assert response.status_code == 503
    assert b"Tarn" not in response.content


def test_an_address_that_only_takes_a_form_says_so_and_leads_back(cast, case):
    client = signed_in_client(cast, "carys")
    for meeting_id in (case.meeting_id, uuid.uuid4()):
        response = client.get(reverse("order_list", args=[meeting_id]))
        assert response.status_code == 405 and response["Allow"] == "POST, OPTIONS"
        assert "This page cannot be opened like this" in response.text
        assert f'<a class="govuk-link" href="{reverse("home")}">Home</a>' in response.text
    assert not client.post(reverse("home")).content


@pytest.mark.parametrize("name", ["hal", "nia"])
def test_a_stranger_and_an_unknown_address_look_the_same(cast, case, name):
    client = signed_in_client(cast, name)
    there, nowhere = page(client, case.pk), page(client, uuid.uuid4())
    unrouted = client.get("/nothing/here/")
    assert there.status_code == nowhere.status_code == unrouted.status_code == 404
    assert unmasked(there) == unmasked(nowhere) == unmasked(unrouted)
    assert len(there.content) == len(nowhere.content)


def test_a_stranger_and_an_unknown_address_cost_the_same(cast, case, django_assert_max_num_queries):
    client = signed_in_client(cast, "hal")
    counts = []
    for case_id in (case.pk, uuid.uuid4()):
        with django_assert_max_num_queries(40) as captured:
            page(client, case_id)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_attempt_is_on_record(cast, case):
    page(signed_in_client(cast, "hal"), case.pk)
    with as_owner():
        event = AuditEvent.objects.latest("recorded_at")
    assert (event.code, event.outcome, event.reason, event.cases) == (
        "case_viewed",
        "refused",
        "off_circulation",
        [case.pk],
    )


def test_a_known_person_without_the_right_is_told_why(cast, case):
    response = signed_in_client(cast, "odile").get(reverse("case", args=[case.pk]))
    assert response.status_code == 403
    assert "Your role does not include this." in response.text


def test_an_unexpected_error_gives_a_reference_and_nothing_personal(cast, case, monkeypatch):
    from meetings.views import case as views

    def fail(self):
        raise ValueError("Tara Tarn lives at 12 Mere Walk")

    monkeypatch.setattr(views.ShowCase, "context", fail)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(WithoutPersonalData())
    logger = logging.getLogger("django")
    logger.addHandler(handler)
    client = signed_in_client(cast, "carys")
    client.raise_request_exception = False
    try:
        response = page(client, case.pk)
    finally:
        logger.removeHandler(handler)
    assert response.status_code == 500
    assert response["X-Request-ID"] in response.text
    assert "ValueError" in written.getvalue()
    assert "Tara" not in written.getvalue() + response.text
    assert "Mere Walk" not in written.getvalue()


def test_too_much_text_is_told_with_how_much_can_be_sent(cast, case):
    client = signed_in_client(cast, "petra")
    form = {"kind": "incident", "text": "He came. " * 300_000}
    response = client.post(reverse("add_development", args=[case.pk]), urlencode(form), FORM)
    assert response.status_code == 413
    assert "A page takes about 400,000 letters in all its boxes together" in response.text
    assert "one of up to 20 MB" in response.text
    assert "He came" not in response.text


@pytest.mark.parametrize("letter", ["a", "\r\n", "é"])
def test_as_much_as_it_says_is_read(cast, case, letter):
    client = signed_in_client(cast, "petra")
    form = {"kind": "incident", "text": letter * 400_000}
    response = client.post(reverse("add_development", args=[case.pk]), urlencode(form), FORM)
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("handler", "status"), [(errors.bad_request, 400), (errors.permission_denied, 403)]
)
def test_pages_of_django_s_own_refusals_say_no_more(rf, handler, status):
    response = handler(rf.get("/"), Exception("Tara"))
    assert response.status_code == status
    assert b"Tara" not in response.content


@pytest.mark.parametrize("method", ["head", "get"])
def test_the_head_of_a_page_is_its_length_without_the_page(rf, method):
    answer = RequestIdentity(lambda request: HttpResponse("Nothing is here."))
    page = answer(getattr(rf, method)("/"))
    assert page.content == (b"" if method == "head" else b"Nothing is here.")
    assert page.headers.get("Content-Length") == ("16" if method == "head" else None)
