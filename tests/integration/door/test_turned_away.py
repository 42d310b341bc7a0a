"""Whoever is turned away before the door is asked is on record, with the case behind the
address."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from meetings.models import Action, Stage
from sharing import clock
from tests.conftest import as_owner
from tests.doing import declare_wall, form_token, one
from tests.queries import made_queries
from tests.signing_in import signed_in_client
from tests.story import case_at
from tests.trail import count_events, newest_event


@pytest.mark.parametrize(
    ("factors", "minutes", "reason"), [(1, 0, "no_second_factor"), (2, 45, "not_signed_in")]
)
@pytest.mark.parametrize("page", ["case", "update_action", "pack", "meeting_minutes_paper"])
def test_whatever_the_address_names(cast, page, factors, minutes, reason):
    case = case_at(cast, Stage.ACTIONS)
    action = one(cast, "petra", Action, case, agency__kind="police")
    named = {"case": case.pk, "update_action": action.pk}.get(page, case.meeting_id)
    client = signed_in_client(cast, "petra", factors=factors)
    with clock.set_to(clock.now() + timedelta(minutes=minutes)):
        assert client.get(reverse(page, args=[named])).status_code == 302
    event = newest_event()
    assert (event.code, event.outcome, event.reason) == ("turned_away", "refused", reason)
    assert event.cases == ([] if named == case.meeting_id else [case.pk])


@pytest.mark.parametrize(
    ("page", "who"),
    [("update_action", "petra"), ("correct_action", "chidi"), ("strike_action", "chidi")],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_hidden_costs_as_many_queries_as_what_never_was(cast, page, who, method):
    case = case_at(cast, Stage.HEARD)
    action = one(cast, "carys", Action, case, agency__kind="police")
    declare_wall(cast, case, who, by="carys")
    client = signed_in_client(cast, who)
    made = []
    for named in (action.pk, uuid4()):
        with made_queries() as queries:
            answer = getattr(client, method)(reverse(page, args=[named]), form_token())
        assert answer.status_code == 404
        made.append(len(queries))
    assert made[0] == made[1]


@pytest.mark.parametrize(("name", "told"), [("hal", 1), (None, 0)])
def test_a_form_that_the_portal_did_not_give_out(cast, name, told):
    case = case_at(cast, Stage.RESEARCH)
    client = signed_in_client(cast, name) if name else Client()
    client.handler.enforce_csrf_checks = True
    before = count_events()
    address = reverse("add_development", args=[case.pk])
    assert client.post(address, {"text": "x"}).status_code == 403
    assert count_events() == before + told
    if told:
        assert (newest_event().reason, newest_event().cases) == ("not_our_form", [case.pk])


@pytest.mark.parametrize(("site", "shown"), [("same-origin", True), ("cross-site", False)])
def test_what_was_typed_before_one_signed_in_again_is_there_to_copy(cast, site, shown):
    case = case_at(cast, Stage.RESEARCH)
    client = signed_in_client(cast, "petra", sec_fetch_site=site)
    client.handler.enforce_csrf_checks = True
    said = {"text": "He came <again>.", "kind": "incident", "postcode": "LM1 2AB"}
    page = client.post(reverse("add_development", args=[case.pk]), said)
    assert page.status_code == 403
    for text in ("He came &lt;again&gt;.</textarea>", "LM1 2AB</textarea>"):
        assert (text in page.content.decode()) is shown
    assert ">incident<" not in page.content.decode()


@pytest.mark.parametrize("who", ["petra", None])
def test_no_secret_stands_there_and_nothing_for_whom_nobody_knows(cast, who):
    """A link to set a password opened while somebody signs in beside it; a page left at a desk."""
    client = signed_in_client(cast, who) if who else Client()
    client.handler.enforce_csrf_checks = True
    secret = "three brown horses run"
    said = {"password": secret, "again": secret, "code": "12 34 56", "text": "He came again."}
    own_origin = {"sec-fetch-site": "same-origin"}
    words = client.post(reverse("set_password"), said, headers=own_origin).content.decode()
    assert secret not in words and "12 34 56" not in words
    assert ("He came again." in words) is (who is not None)


def test_nor_where_it_cannot_be_written(cast):
    case = case_at(cast, Stage.RESEARCH)
    client = signed_in_client(cast, "hal")
    client.handler.enforce_csrf_checks = True
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON audit_event FROM portal_web")
    assert client.post(reverse("add_development", args=[case.pk])).status_code == 503


def test_a_page_that_names_nothing_is_none(cast):
    client, before = signed_in_client(cast, "petra", factors=1), count_events()
    assert client.get(reverse("home")).status_code == 302
    assert count_events() == before
