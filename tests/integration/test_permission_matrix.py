"""Every URL of the resolver, for every persona and method, gives the answer in its row: at a stage
where somebody may, and at one where nobody of them may. What is about no case has no stage."""

from contextlib import nullcontext

import pytest

from meetings.models import Stage
from tests.marks import GROWING, STAGES, marked_worlds
from tests.matrix import (
    METHODS,
    NO_STAGE,
    OF_A_CASE,
    PERSONAS,
    REFUSED,
    WORLDS,
    Line,
    World,
    addresses,
    draw,
    parse,
)
from tests.pseudo import pseudo_language
from tests.questions import Marks, Messages, Titles, Trail, Words
from tests.signing_in import Visitor, signed_in_client

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
    assert wanted - listed == set(), "add a row for each to a table in docs/address-matrix/"
    assert listed - wanted == set(), "these rows have no address any more"


def test_every_address_about_a_case_is_refused_at_some_stage():
    listed = set(lines_of(REFUSED))
    rows = lines_of(WORLDS).items()
    wanted = {row for row, line in rows if takes(line) and row[0] not in NO_STAGE | NO_ROW}
    assert wanted - listed == set(), "add a row for each to a table in docs/address-matrix/refused/"
    assert listed - wanted == set(), "these rows are of no stage"


def test_what_has_no_stage_is_about_no_case():
    of_none = {name for name, parts in addresses().items() if not OF_A_CASE & set(parts)}
    assert of_none - NO_STAGE == set(), "add them to docs/address-matrix/about_no_case.list"
    assert NO_STAGE - of_none == set(), "they are about a case, or there is no such address"


def test_who_may_at_one_stage_may_not_at_the_other():
    allowed = lines_of(WORLDS)
    for row, refused in lines_of(REFUSED).items():
        pairs = list(zip(allowed[row].answers, refused.answers, strict=True))
        assert {there for here, there in pairs if here in ALLOWED} <= {403, 404}, row
        assert any(here in ALLOWED for here, _ in pairs), row


@pytest.mark.parametrize("stage", WORLDS)
def test_every_persona_gets_the_answer_of_the_row(cast, stage):
    check(cast, stage, WORLDS[stage], [Words, Messages, Trail])


@pytest.mark.parametrize("stage", REFUSED)
def test_every_persona_gets_the_answer_where_it_is_refused(cast, stage):
    check(cast, stage, REFUSED[stage])


def check(cast, stage, table, asked=()):
    """Each persona gets the answers of the table. Each answer is asked whether it shows what it may
    not, where the worlds are marked, and the further questions."""
    expected, clients = parse(table), {}
    worlds = marked_worlds(cast) if stage in STAGES else {}
    world = worlds[stage] if worlds else World(cast, Stage(stage))
    questions = [Marks(worlds)] if worlds else []
    questions += [Titles(world), *(question() for question in asked)]
    found = {
        line: answers(world, line, clients, questions)
        for line in sorted(expected, key=lambda line: line.name not in GROWING)
    }
    wrong = draw([found[line] for line in expected if found[line] != line])
    assert [found[line] for line in expected] == expected, f"in docs/address-matrix/:\n{wrong}"
    for question in questions:
        question.judge()


def answers(world, line, clients, questions):
    """Return the line with what each persona gets. What is about no case, and done, may end the
    session in which it is sent, and all others of the person."""
    path, found = world.path(line.name), []
    for persona in PERSONAS:
        client = client_of(world.cast, persona, clients)
        with language_of(line, persona, questions):
            answer = client.generic(line.method, path)
        found.append(answer.status_code)
        for question in questions:
            question.hear(line, persona, answer)
        if line.name in NO_STAGE and line.method == "POST" and answer.status_code in (200, 302):
            clients.pop(persona)
    return Line(line.name, line.method, tuple(found))


def language_of(line, persona, questions):
    marked = any(isinstance(one, Words) and one.are_asked_of(line, persona) for one in questions)
    return pseudo_language() if marked else nullcontext()


def client_of(cast, persona, clients):
    if persona not in clients:
        clients[persona] = Visitor(signed_in_client(cast, persona))
    return clients[persona]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_address_takes_another_method(cast, method):
    world = World(cast, Stage.RESEARCH)
    client = signed_in_client(cast, "carys")
    for name in addresses():
        assert client.generic(method, world.path(name)).status_code == 405, name
