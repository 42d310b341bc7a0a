"""A button that only acts, pressed after its author was signed out, is kept like any other form;
where that makes no sense, the page to sign in says that nothing was done."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from sharing import clock
from sharing.models import Membership, User
from tests.conftest import as_owner
from tests.integration.test_kept_forms import (
    PAGE,
    TOKEN,
    fields_of,
    kept,
    send_too_late,
    sign_in_again,
)
from tests.signing_in import signed_in_client
from tests.story_parts import referral

PRESSED = {"form_token": TOKEN}
NOT_DONE = "You were signed out before this arrived: it is not done."


@pytest.mark.parametrize("name", ["switch_off", "send_link", "end_membership"])
def test_what_is_done_with_an_account_waits_until_it_is_sent_again(cast, name):
    with as_owner():
        held = Membership.objects.get(user=cast.user("wren"))
    row = held.pk if name == "end_membership" else held.user_id
    client, path = signed_in_client(cast, "alex"), reverse(name, args=[row])
    assert send_too_late(client, path, PRESSED).url == reverse("sign_in")
    assert "What you wrote is not lost" in client.get(reverse("sign_in")).content.decode()
    assert sign_in_again(client, cast, "alex").url == PAGE
    page = client.get(PAGE).content.decode()
    way = reverse("account", args=[held.user_id])
    assert client.post(path, fields_of(page, path)).url == way
    assert "Nothing is waiting to be sent" in client.get(PAGE).content.decode()
    with as_owner():
        assert User.objects.get(pk=held.user_id).is_active == (name != "switch_off")


@pytest.mark.parametrize(
    ("name", "args"),
    [("declare", 1), ("take_copy", 1), ("chase_owing", 1), ("take_back_observer", 2)],
)
def test_what_is_done_for_a_meeting_waits(cast, name, args):
    client = signed_in_client(cast, "carys")
    send_too_late(client, reverse(name, args=[uuid4() for _each in range(args)]), PRESSED)
    assert sign_in_again(client, cast).url == PAGE


def test_what_is_done_with_an_item_waits(cast):
    client, draft = signed_in_client(cast, "wren"), referral.begin(cast)
    send_too_late(client, reverse("withdraw_item", args=[draft.pk, uuid4()]), PRESSED)
    assert sign_in_again(client, cast, "wren").url == PAGE


def test_pressed_twice_it_waits_once(cast):
    client, path = signed_in_client(cast, "alex"), reverse("send_link", args=[uuid4()])
    for _each in range(2):
        send_too_late(client, path, PRESSED)
    assert len(kept()) == 1


def test_where_nothing_is_kept_the_page_to_sign_in_says_that_it_is_not_done(cast):
    client = signed_in_client(cast, "petra")
    send_too_late(client, reverse("end_other_sessions"), PRESSED)
    assert kept() == []
    assert NOT_DONE in client.get(reverse("sign_in")).content.decode()


def test_nothing_is_said_where_the_page_itself_asked_or_looked(cast):
    client = signed_in_client(cast, "petra")
    with clock.set_to(clock.now() + timedelta(minutes=30)):
        client.get(reverse("my_account"))
    send_too_late(client, reverse("stay_signed_in"), PRESSED)
    assert NOT_DONE not in client.get(reverse("sign_in")).content.decode()
