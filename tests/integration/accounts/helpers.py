"""What the tests of accounts share."""

import re

from django.urls import reverse

from sharing import clock
from sharing.models import FactorReset
from tests.doing import form_token
from tests.visits import day

LIST = "/accounts/"
INVITE = "/accounts/invite/"
TO_DECIDE = "/accounts/to-decide/"


def membership_fields(cast, **changes):
    values = {
        "agency_id": str(cast.agency("police").pk),
        "role": "representative",
        "standing": "",
        "starts_on": clock.today(),
        "ends_on": None,
    } | changes
    dates = day("starts_on", values.pop("starts_on")) | day("ends_on", values.pop("ends_on"))
    return form_token() | values | dates


def invite(client, cast, **changes):
    person = {"name": "Dev Lock", "email": "dev.lock@police.example"}
    return client.post(INVITE, membership_fields(cast, **(person | changes)))


def url(name, cast, who):
    return reverse(name, args=[cast.user(who).pk])


def link_in(message):
    """Return the path of the link in a mail."""
    return re.search(r"http://127\.0\.0\.1:8000(\S+)", message.body).group(1)


def propose(client, cast, who="petra"):
    return client.post(
        url("propose_reset", cast, who),
        form_token() | {"checked": "called back by the switchboard"},
    )


def decide(client, decision="agree"):
    reset = FactorReset.objects.latest("proposed_at")
    return client.post(
        reverse("decide_reset", args=[reset.pk]), form_token() | {"decision": decision}
    )
