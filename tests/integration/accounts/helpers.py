"""What the tests of accounts share."""

import re

from django.urls import reverse

from sharing import clock
from sharing.models import FactorReset
from tests.doing import form_token
from tests.visits import day, hidden, send

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
    return decide_at(client, reverse("decide_reset", args=[reset.pk]), decision)


def decide_on(client, held, decision="confirm"):
    return decide_at(client, reverse("decide_membership", args=[held.pk]), decision)


def decide_at(client, address, decision):
    """Open the page and decide, also where the page offers no form."""
    sent = form_token() | {"version": 0} | hidden(client.get(address))
    return client.post(address, sent | {"decision": decision})


def correct(client, cast, who="petra", **values):
    person = cast.user(who)
    said = {"name": person.name, "email": person.email} | values
    return send(client, url("correct_account", cast, who), **said)


def change(alex, held, **changes):
    """Change a membership from its page, and return the answer."""
    fields = {"role": held.role, "standing": held.standing}
    fields |= {"starts_on": held.starts_on, "ends_on": held.ends_on} | changes
    dates = day("starts_on", fields.pop("starts_on")) | day("ends_on", fields.pop("ends_on"))
    answer = send(alex, reverse("change_membership", args=[held.pk]), **fields, **dates)
    held.refresh_from_db()
    return answer
