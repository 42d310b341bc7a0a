"""Every URL of the resolver, for every persona and method, gives the answer in its row: at a stage
where somebody may, and at one where nobody of them may. What is about no case has no stage."""

from pathlib import Path

import pytest

from meetings.models import Stage
from tests.matrix import METHODS, OF_A_CASE, PERSONAS, Line, World, addresses, draw, parse
from tests.signing_in import signed_in_client

TABLES = Path(__file__).parent / "permission_matrix"


def tables(folder):
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


WORLDS = tables(TABLES)
REFUSED = tables(TABLES / "refused")
NO_STAGE = set((TABLES / "about_no_case.list").read_text(encoding="utf-8").split())
# What a row here cannot show: an event is named by its own identifier, and no world has one that
# changed a case. `trail/test_changes.py` tries who reads it.
NO_ROW = {"case_event"}
ALLOWED = (200, 204, 422)  # a form that is sent empty comes back to who may send it


def lines_of(worlds):
    return {(line.name, line.method): line for table in worlds.values() for line in parse(table)}


def takes(line):
    """Return whether the address takes the method at all, from whoever has signed in."""
    return set(line.answers) - {302} != {405}


def test_every_address_has_its_rows():
    listed = set(lines_of(WORLDS))
    wanted = {(name, method) for name in addresses() for method in METHODS}
    assert wanted - listed == set(), "add a row to tests/integration/permission_matrix/"
    assert listed - wanted == set(), "these rows have no address any more"


def test_every_address_about_a_case_is_refused_at_some_stage():
    listed = set(lines_of(REFUSED))
    rows = lines_of(WORLDS).items()
    wanted = {row for row, line in rows if takes(line) and row[0] not in NO_STAGE | NO_ROW}
    assert wanted - listed == set(), "add a row to tests/integration/permission_matrix/refused/"
    assert listed - wanted == set(), "these rows are of no stage"


def test_what_has_no_stage_is_about_no_case():
    assert {name for name, parts in addresses().items() if not OF_A_CASE & set(parts)} == NO_STAGE


def test_who_may_at_one_stage_may_not_at_the_other():
    allowed = lines_of(WORLDS)
    for row, refused in lines_of(REFUSED).items():
        pairs = list(zip(allowed[row].answers, refused.answers, strict=True))
        assert {there for here, there in pairs if here in ALLOWED} <= {403, 404}, row
        assert any(here in ALLOWED for here, _ in pairs), row


@pytest.mark.parametrize("stage", WORLDS)
def test_every_persona_gets_the_answer_of_the_row(cast, stage):
    check(cast, stage, WORLDS[stage])


@pytest.mark.parametrize("stage", REFUSED)
def test_every_persona_gets_the_answer_where_it_is_refused(cast, stage):
    check(cast, stage, REFUSED[stage])


def check(cast, stage, table):
    expected = parse(table)
    world, clients = World(cast, Stage(stage)), {}
    found = [Line(line.name, line.method, answers(cast, world, line, clients)) for line in expected]
    assert draw(found) == draw(expected)


def answers(cast, world, line, clients):
    """Return what each persona gets. What is about no case is asked in sessions of its own, which
    it may end, and all others of the person."""
    path = world.path(line.name)
    if line.name in NO_STAGE:
        clients.clear()
    found = tuple(
        client_of(cast, persona, clients).generic(line.method, path).status_code
        for persona in PERSONAS
    )
    if line.name in NO_STAGE:
        clients.clear()
    return found


def client_of(cast, persona, clients):
    if persona not in clients:
        clients[persona] = signed_in_client(cast, persona)
    return clients[persona]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_address_takes_another_method(cast, method):
    world = World(cast, Stage.RESEARCH)
    client = signed_in_client(cast, "carys")
    for name in addresses():
        assert client.generic(method, world.path(name)).status_code == 405, name
