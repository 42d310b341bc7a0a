"""A case whose whole past is proved by events, and what does not fit once somebody altered it."""

from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from unittest.mock import patch

import pytest
from django.db import transaction

from meetings.models import Stage
from sharing import comparison
from sharing import written as proof
from sharing.actor import Actor
from sharing.events import EXAMPLE_LOADED
from sharing.models import AuditEvent, Party
from sharing.operations.people import change_party
from sharing.queries.written import pasts
from sharing.unit import unit_of_work
from tests.conftest import as_owner, take_events_away
from tests.integration.seal.helpers import ask
from tests.memory import told_once
from tests.story import case_at


@pytest.fixture
def case(cast, nothing_left):
    return proved_case(cast)


@told_once
def proved_case(cast):
    case = case_at(cast, Stage.RESEARCH)
    prove_what_was_laid_down()
    return case


@pytest.fixture(scope="module")
def nothing_left(django_db_setup, django_db_blocker):
    """No events on the trail of tests that committed."""
    with django_db_blocker.unblock(), as_owner():
        take_events_away()


def prove_what_was_laid_down():
    """Write the events, each with its list, of what the tests laid down without any."""
    with as_owner():
        told = AuditEvent.objects.values_list("id", flat=True)
        rows = [row for past in pasts() for row in past._base_manager.exclude(event_id__in=told)]
        by_event = attrgetter("event_id")
        for event_id, wrote in groupby(sorted(rows, key=by_event), key=by_event):
            with unit_of_work(Actor.system("seed")) as work:
                work.note(EXAMPLE_LOADED, changing=True)
                work.event_id, work.wrote = event_id, [*map(proof.written, wrote)]


@pytest.fixture
def found(case):
    """Return what does not fit."""

    def find():
        looked = comparison.compare()
        assert looked.wrong == len(looked.findings)
        return set(looked.findings)

    return find


@pytest.fixture(autouse=True)
def all_by_name():
    """Nothing that a story does depends on it: it is no change that the memory of how tests begin
    has to know of."""
    with patch.object(comparison, "NAMED", 10_000):
        yield


@contextmanager
def afterwards_undone():
    """What the block does is taken back, as the database's own checks would refuse it at the
    end."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)


def past_of_victim(case):
    ((key, event),) = ask(
        "SELECT history_id, event_id FROM sharing_historicalparty WHERE scope_id = %s"
        " AND role = 'victim' ORDER BY history_date LIMIT 1",
        case.pk,
    )
    return key, event


def copy(table, key, **other):
    """Put in the same row once more, but for what is given."""
    changes = {"history_id": "gen_random_uuid()"} | other
    ask(
        f"INSERT INTO {table} SELECT (jsonb_populate_record(r, to_jsonb(r) || jsonb_build_object("
        + ", ".join(f"'{name}', {value}" for name, value in changes.items())
        + f"))).* FROM {table} r WHERE history_id = %s",
        key,
    )


def rename(cast, case, name):
    """Give the victim another family name; return the event."""
    with unit_of_work(cast.actor("carys")) as work:
        work.note(EXAMPLE_LOADED, cases=[case.pk], changing=True)
        victim = Party.objects.get(scope_id=case.pk, role="victim")
        change_party(work, victim, {"family_name": name})
    return work.event_id
