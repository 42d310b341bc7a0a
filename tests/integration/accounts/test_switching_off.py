"""Accounts are switched off and on."""

import pytest

from tests.doing import form_token
from tests.integration.accounts.helpers import url
from tests.personas import PASSWORD
from tests.signing_in import signed_in_client
from tests.trail import newest_event

pytestmark = pytest.mark.urls("tests.pages")


def test_switching_off_works_at_the_next_request(cast, alex):
    petra = signed_in_client(cast, "petra")
    address = url("switch_off", cast, "petra")
    assert b"govuk-button--warning" in alex.get(address).content
    assert alex.post(address, form_token()).url == url("account", cast, "petra")
    assert newest_event().code == "account_off"
    assert petra.get("/try/").url.startswith("/sign-in/")
    response = alex.post(url("send_link", cast, "petra"), form_token())
    assert b"The account is switched off." in response.content


def test_switching_on_works(cast, alex, client):
    alex.post(url("switch_off", cast, "petra"), form_token())
    assert alex.get(url("switch_on", cast, "petra")).status_code == 200
    alex.post(url("switch_on", cast, "petra"), form_token())
    assert newest_event().code == "account_on"
    response = client.post("/sign-in/", {"email": "petra@example.org", "password": PASSWORD})
    assert response.status_code == 302
