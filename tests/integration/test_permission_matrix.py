"""Every URL of the resolver, for every persona and method, gives the answer in its row."""

from pathlib import Path

import pytest

from meetings.models import Stage
from tests.matrix import METHODS, PERSONAS, Line, World, addresses, draw, parse
from tests.signing_in import signed_in_client

TABLES = Path(__file__).parent / "permission_matrix"
WORLDS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(TABLES.glob("*.txt"))}


def test_every_address_has_its_rows():
    listed = {(line.name, line.method) for table in WORLDS.values() for line in parse(table)}
    wanted = {(name, method) for name in addresses() for method in METHODS}
    assert wanted - listed == set(), "add a row to tests/integration/permission_matrix/"
    assert listed - wanted == set(), "these rows have no address any more"


@pytest.mark.parametrize("stage", WORLDS)
def test_every_persona_gets_the_answer_of_the_row(cast, stage):
    expected = parse(WORLDS[stage])
    world = World(cast, Stage(stage))
    found = [Line(line.name, line.method, answers(cast, world, line)) for line in expected]
    assert draw(found) == draw(expected)


def answers(cast, world, line):
    path = world.path(line.name)
    return tuple(
        signed_in_client(cast, persona).generic(line.method, path).status_code
        for persona in PERSONAS
    )


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_address_takes_another_method(cast, method):
    world = World(cast, Stage.RESEARCH)
    client = signed_in_client(cast, "carys")
    for name in addresses():
        assert client.generic(method, world.path(name)).status_code == 405, name
