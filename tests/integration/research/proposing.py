"""What the tests of proposals share: what an agency sends of somebody, and what is decided on
it."""

from meetings.models import AddressProposal, ContactProposal, DetailProposal
from sharing.models import Party
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.doing import one
from tests.visits import day, get, post

WORDS = "Custody record of May"


def sent(case, cast, who="victim", **said):
    """What is sent of somebody, as the case says it where nothing else is said."""
    party = one(cast, "carys", Party, case, role=who)
    born = said.pop("born_on", party.born_on)
    values = {name: getattr(party, name) for name in ("given_name", "family_name", "other_names")}
    also = ("language", "interpreter", "pregnant") if who == "victim" else ("occupation",)
    values |= {name: getattr(party, name) for name in also}
    return party, values | day("born_on", born) | said


def propose(cast, case, who="victim", **said):
    party, values = sent(case, cast, who, **said)
    page = post(cast, "petra", "propose_details", case.pk, party.pk, **values, source=WORDS)
    assert page.status_code == 302
    return party


def propose_address(cast, case, lines, kind="current", who="victim", by="petra", **said):
    party = one(cast, "carys", Party, case, role=who)
    values = {"lines": lines, "kind": kind} | said
    page = post(cast, by, "propose_address", case.pk, party.pk, **values)
    assert page.status_code == 302
    return party


def propose_contact(cast, case, by="petra", **said):
    party = one(cast, "carys", Party, case, role="victim")
    values = {"way": "call", "details": "07700 900123", "confirmed_by": "Jo, probation"}
    values |= day("confirmed_on", said.pop("confirmed_on", None)) | said
    return post(cast, by, "propose_contact", case.pk, party.pk, **values)


def only(model=DetailProposal):
    with as_owner():
        (found,) = model.objects.unscoped("a test looks")
        return found


def waiting(cast, case, who="carys"):
    return get(cast, who, "proposals", case.pk).context["proposals"].waiting


def decide(cast, case, proposal, *, accept, who="carys", **more):
    values = {"proposal": proposal.pk} | more
    if accept:
        marks = {one.pk: one.shown_as for one in waiting(cast, case, who)}
        how = "on" if accept is True else accept
        values = {"accept": how, "shown": marks.get(proposal.pk, "")} | values
    return post(cast, who, "proposals", case.pk, **values)


def is_there(cast, case, who):
    """Return whether somebody sees rows of any kind of proposal of the case, or of their past."""
    kinds = (DetailProposal, AddressProposal, ContactProposal)
    with unit_of_work(cast.actor(who)):
        return any(
            rows.filter(scope_id=case.pk).exists()
            for kind in kinds
            for rows in (kind.objects, kind.history)
        )
