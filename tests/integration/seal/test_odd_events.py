"""Events that no reader expects: of no time, or with a list within a list. Nobody adds them, and
where the owner of the database does, they stop neither sealer nor export nor verifier."""

import psycopg2
import pytest

from sharing.database import WEB_ROLE
from tests.integration.seal.test_alarms import state_of
from tests.sealing import EVENT, PLACES, an_event, empty, signer, verify

BOUND = ("audit_event_occurred_at_check", "flat_lists", "nothing_unnamed")
WITHIN = "{{11111111-1111-4111-8111-111111111111}}"


@pytest.fixture
def unbound(trail):
    """A trail whose owner took the bounds of events away, which is an alarm."""
    bounds = {
        name: trail.one("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s"
                        " AND conrelid = 'audit_event'::regclass", name)
        for name in BOUND
    }  # fmt: skip
    for name in bounds:
        trail.ask(f"ALTER TABLE audit_event DROP CONSTRAINT {name}")
    assert "audit_event" in state_of(trail).unguarded
    yield trail
    with trail.owner.cursor() as cursor:
        empty(cursor)
    for name, said in bounds.items():
        trail.ask(f"ALTER TABLE audit_event ADD CONSTRAINT {name} {said}")
    assert state_of(trail).unguarded == []


@pytest.mark.parametrize(
    "odd",
    [
        {"occurred_at": "infinity"},
        {"occurred_at": "-infinity"},
        {"items": WITHIN},
        {"cases": "{NULL}"},
    ],
)
def test_nobody_adds_them(trail, odd):
    with pytest.raises(psycopg2.errors.CheckViolation):
        trail.write(1, by=WEB_ROLE, **odd)


def test_what_is_of_no_time_is_sealed_and_exported(unbound, tmp_path):
    for moment in ("infinity", "-infinity", "290000-01-01"):
        unbound.write(1, occurred_at=moment)
    sealer = unbound.sealer()
    assert sealer.tick() == 4
    unbound.export(tmp_path / "export")
    answer, said = verify(tmp_path / "export", keys=[signer()], held=[unbound.newest()])
    assert answer == 0, said
    unbound.tamper(
        "UPDATE audit_event SET occurred_at = 'infinity' WHERE NOT isfinite(occurred_at)"
    )
    unbound.export(tmp_path / "altered")
    assert verify(tmp_path / "altered", keys=[signer()])[0] == 1


def test_a_list_within_a_list_is_a_fault(unbound, tmp_path):
    def put_in(role, code):
        event = an_event(role=role, code=code, items=WITHIN)
        unbound.ask(f"INSERT INTO audit_event ({EVENT}) VALUES ({PLACES})", *event)
        return event[0]

    put_in("retention", "year_ended")
    sealer = unbound.sealer()
    sealer.tick()
    ((size, wrong, event),) = unbound.ask("SELECT size, wrong_entry, wrong_event FROM seal_check")
    assert (size, wrong) == (2, 0)
    unbound.export(tmp_path / "sealed")
    answer, said = verify(tmp_path / "sealed", keys=[signer()], held=[unbound.newest()])
    assert (answer, f"Event {event} names what has no name" in said) == (1, True)
