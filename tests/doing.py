"""Doing and reading as one of the cast, each in a unit of work of its own; and rows of a case,
as they stand now or as an earlier step would have left them."""

from datetime import timedelta
from uuid import uuid4

from meetings.models import Case, Referral
from sharing import clock
from sharing.models import Party, Scope, Signature
from sharing.operations import circulation
from sharing.operations.conflicts import declare_conflict
from sharing.operations.reading import give_reason
from sharing.unit import unit_of_work
from tests.conftest import as_owner
from tests.memory import told_once
from tests.personas import make_member


@told_once(unseen=True)
def do(cast, who, operation, /, **values):
    """Run an operation as one of the cast."""
    with unit_of_work(cast.actor(who)) as work:
        return operation(actor=work.actor, **values)


def look(cast, query, /, **values):
    """Read as the coordinator does, with nothing noted."""
    with unit_of_work(cast.actor("carys")):
        return query(**values)


def every(model):
    """Return rows of whichever case, for a test that looks at what is there."""
    return model.objects.unscoped("a test looks at what is there")


def fresh(cast, model, pk):
    with unit_of_work(cast.actor("carys")):
        return every(model).get(pk=pk)


def now(cast, case):
    return fresh(cast, Case, case.pk)


def one(cast, who, model, case, **lookups):
    """Return the one row of the case, as one of the cast sees it."""
    with unit_of_work(cast.actor(who)):
        return model.objects.get(scope_id=case.pk, **lookups)


def scope_of(cast, case, who="chidi"):
    with unit_of_work(cast.actor(who)):
        return Scope.objects.get(pk=case.pk)


@told_once(unseen=True)
def change(cast, case, model=Referral, **values):
    """Set values of the first row of the case."""
    with unit_of_work(cast.actor("carys")):
        return _set(model.objects.filter(scope_id=case.pk).first(), values)


@told_once(unseen=True)
def change_party(cast, case, role, **values):
    with unit_of_work(cast.actor("carys")):
        return _set(Party.objects.get(scope_id=case.pk, role=role), values)


def _set(row, values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def declare_wall(cast, case, name, *, kind="silent", by="chidi"):
    """Somebody has a conflict of interest, as a keeper of the case declares."""
    return do(
        cast,
        by,
        declare_conflict,
        case_id=case.pk,
        user_id=cast.user(name).pk,
        kind=kind,
        reason="A cousin.",
    )


@told_once(unseen=True)
def only_looks_people_up(cast, case, name):
    """The agency of the persona is on search circulation of the case, and on full no more."""
    agency, before = {cast.memberships[name].agency_id}, scope_of(cast, case)
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(
            work,
            case.pk,
            full_circulation=frozenset(before.full_circulation) - agency,
            search_circulation=frozenset(before.search_circulation) | agency,
        )


def wall_off(cast, case, *names):
    """Somebody has no access to the case, and nothing says so."""
    with unit_of_work(cast.actor("carys")) as work:
        circulation.change(work, case.pk, walled=frozenset(cast.user(name).pk for name in names))


def cannot_act(cast, name, role):
    """Make a member of an agency whose signature was stopped."""
    with as_owner(), unit_of_work(cast.actor("alex")):
        cast.memberships[name] = make_member(name, role, cast.agency("housing"))
    stop_signature(cast, "housing")


def stop_signature(cast, kind):
    """An agency left the agreement yesterday, or was suspended."""
    with as_owner(), unit_of_work(cast.actor("alex")):
        for signed in Signature.objects.filter(agency=cast.agency(kind)):
            signed.stopped_on = clock.today() - timedelta(days=1)
            signed.save()


def explained(cast, who, *cases):
    """Somebody has said today why they open cases that are on none of their lists."""
    for case in cases:
        do(cast, who, give_reason, case_ids=[case.pk], choice="news", words="A new incident.")


def form_token():
    """Return the field by which a form that is sent twice is known."""
    return {"form_token": str(uuid4())}
