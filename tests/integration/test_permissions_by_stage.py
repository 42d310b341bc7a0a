"""Every persona, at every stage, about every permission: the door answers as the data say, which
`docs/permission-matrix.md` is drawn from."""

from pathlib import Path

import pytest
from django.conf import settings

from meetings.matrix import NO_STAGE, PATH, Answers, Matrix, matrix, matrix_of, text_of
from meetings.models import Stage
from sharing.access import decide
from sharing.facts import facts_of
from sharing.permissions import REGISTER, Sight
from sharing.unit import unit_of_work
from tests.matrix import PERSONAS, World

YES = "yes"
OF_CASES = [code for code, one in REGISTER.items() if one.sight is not Sight.NO_CASE]
OF_NO_CASE = [code for code, one in REGISTER.items() if one.sight is Sight.NO_CASE]


@pytest.fixture(scope="module")
def data():
    return matrix()


def expected(data, stage):
    return [Answers(one.permission, (stage,), one.of) for one in data.rows if stage in one.stages]


def answers(cast, codes, stage, facts=None):
    """Return what the door says to everybody, as the data say it."""
    actors = [cast.actor(persona) for persona in PERSONAS]
    found = []
    for code in codes:
        reasons = [decide(actor, REGISTER[code], facts).reason for actor in actors]
        found.append(Answers(code, (stage,), tuple(str(one or YES) for one in reasons)))
    return found


def drawn(data, rows):
    return text_of(Matrix(data.personas, sorted(rows, key=lambda row: row.permission)))


def check(data, found, said):
    """The data say what the door answered; if not, show the rows that they should have."""
    rows = drawn(data, [one for one in found if one not in said]).partition("\n\n")[2]
    assert drawn(data, found) == drawn(data, said), f"in docs/permission-matrix.txt:\n{rows}"


@pytest.mark.parametrize("stage", list(Stage))
def test_the_door_answers_as_the_data_say(cast, data, stage):
    world = World(cast, stage)
    with unit_of_work(cast.actor("carys")):
        facts = facts_of(world.case.pk)
    found = answers(world.cast, OF_CASES, stage.value, facts)
    check(data, found, expected(data, stage.value))


def test_what_is_about_no_case_is_answered_the_same_at_every_stage(cast, data):
    found = answers(World(cast, Stage.RESEARCH).cast, OF_NO_CASE, NO_STAGE)
    check(data, found, expected(data, NO_STAGE))


def test_the_data_have_every_permission_at_every_stage_once(data):
    told = [(one.permission, stage) for one in data.rows for stage in one.stages]
    wanted = {(code, stage) for code in OF_CASES for stage in Stage.values}
    wanted |= {(code, NO_STAGE) for code in OF_NO_CASE}
    assert wanted - set(told) == set(), "add these rows to docs/permission-matrix.txt"
    assert set(told) - wanted == set(), "there is no such permission or stage any more"
    assert len(told) == len(set(told)), "a row stands twice"


def test_the_data_have_every_persona(cast, data):
    assert list(data.personas) == PERSONAS
    World(cast, Stage.RESEARCH)  # which has an observer
    for persona, who in data.personas.items():
        assert who.startswith(cast.actor(persona).role_label or "Nobody"), persona


def test_the_data_are_written_as_they_are_read(data):
    text = (Path(settings.BASE_DIR) / PATH).read_text(encoding="utf-8")
    assert text_of(data) == text
    assert all(len(one.of) == len(PERSONAS) for one in data.rows)


def test_a_table_with_other_personas_is_none():
    with pytest.raises(ValueError, match="must begin with"):
        matrix_of("carys: Coordinator\n\npermission  stages  chidi\nview_case  every  yes\n")
