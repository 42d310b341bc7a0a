"""Opening a case in an emergency, as one of the cast does it."""

from datetime import timedelta

from django.urls import reverse

from sharing import clock
from sharing.models import EmergencyAccess
from tests.conftest import as_owner
from tests.doing import every
from tests.signing_in import device_of, good_code, signed_in_client
from tests.visits import send

OPEN = "/emergency/"
WHY = "She is here with a broken wrist and he waits outside."


def ask(cast, who, reference, *, client=None, code=None, why=WHY):
    """Send the page of an emergency, with a fresh code."""
    client = client or signed_in_client(cast, who)
    code = good_code(device_of(cast.user(who))) if code is None else code
    return send(client, OPEN, reference=reference, why=why, code=code)


def open_now(cast, who, case):
    """Open the case in an emergency, and return the row of it."""
    answer = ask(cast, who, case.reference)
    assert answer.status_code == 302, answer.content.decode()
    return newest_opening()


def newest_opening():
    with as_owner():
        return every(EmergencyAccess).latest("opened_at")


def page_of(case):
    return reverse("case", args=[case.pk])


def later(**time):
    return clock.set_to(clock.now() + timedelta(**time))
