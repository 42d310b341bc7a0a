"""What the tests of protected addresses share. That of the victim of the story is 3 Hidden Row,
LM9 9ZZ."""

from meetings.operations.research import add_items, warn_staff
from sharing.models import Party
from sharing.operations.people import add_address
from sharing.unit import unit_of_work
from tests.doing import do
from tests.integration.research.helpers import request_of

SAFE = "She is at 3 hidden row now."


def protect(cast, case, lines, *, who="carys", role="victim", kind="safe", postcode=""):
    """Somebody of the case has a protected address that nobody knew of before."""
    with unit_of_work(cast.actor(who)) as work:
        party = Party.objects.get(scope_id=case.pk, role=role)
        return add_address(work, party, kind=kind, lines=lines, postcode=postcode)


def item(cast, case, text, who_may_read, **more):
    """The police add to their return what they know."""
    request = request_of(cast, case, "police")
    said = {"text": text, "who_may_read": who_may_read} | more
    return do(cast, "petra", add_items, request_id=request.pk, **said)


def warn(cast, case, text, who="carys"):
    return do(cast, who, warn_staff, case_id=case.pk, text=text)
