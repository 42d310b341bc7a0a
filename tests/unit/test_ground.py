"""What lies in the database from one test to the next is found by who asks for it, and by nobody
else."""

from contextlib import contextmanager, suppress
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import Error, connection, transaction

from meetings.models import Stage
from tests.conftest import as_owner, pytest_fixture_setup
from tests.ground import Ground, ground
from tests.memory import Memory
from tests.personas import seed_cast
from tests.story import case_at
from tests.unit.test_memory import everything


@pytest.fixture
def memory(transactional_db):
    own = Memory(Ground())
    yield own
    own.ground.leave()


@contextmanager
def undone():
    """Undo what was done, as Django does around each test."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


@contextmanager
def begun(memory, *beginning):
    """Be a test that begins so, and is undone like any other."""
    memory.ground.hold()
    with undone(), memory.of_a_test():
        yield told(memory, *beginning)


def told(memory, *stages):
    cast = memory.call(seed_cast, (), {})
    return cast, [memory.call(case_at, (cast, stage), {}) for stage in stages]


def ask(statement):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@contextmanager
def written():
    """Collect what is said to the database, but for what only reads or stands around it."""
    said = []

    def hear(execute, sql, params, many, context):
        if ";" in sql or not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO")):
            said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        yield said


def test_what_tests_begin_with_lies_there_from_one_to_the_next(memory):
    for times in range(4):
        memory.ground.hold()
        with written() as said, begun(memory, Stage.TRIAGE):
            pass
        assert bool(said) == (times < 2), "told once, laid once"
    with begun(memory, Stage.TRIAGE) as (cast, (case,)):
        assert case.stage == Stage.TRIAGE
        there = everything()
    memory.ground.leave()
    with undone(), memory.of_a_test():
        told(memory, Stage.TRIAGE)
        assert there == everything()


def test_who_asks_for_less_finds_no_more(memory):
    for stages in [[Stage.TRIAGE]] * 3 + [[], [Stage.DRAFT], [Stage.TRIAGE], [Stage.TRIAGE]]:
        with begun(memory, *stages) as (_cast, cases):
            assert ask("SELECT scope_id FROM meetings_case") == [(one.pk,) for one in cases]
            assert len(cases) == len(stages)


def test_who_asks_for_nothing_finds_nothing(memory):
    for _ in range(3):
        with begun(memory):
            pass
    memory.ground.hold()
    with undone():
        assert ask("SELECT id FROM sharing_user") == []


def test_what_a_test_does_is_undone(memory):
    for _ in range(3):
        with begun(memory, Stage.TRIAGE):
            assert ask("UPDATE meetings_case SET stage = 'died' RETURNING 1") == [(1,)]
            assert ask("SELECT stage FROM meetings_case") == [("died",)]


def test_a_savepoint_of_the_test_stays_its_own(memory):
    for _ in range(3):
        with begun(memory) as (cast, _none), undone():
            case = memory.call(case_at, (cast, Stage.DRAFT), {})
            assert ask("SELECT scope_id FROM meetings_case") == [(case.pk,)]


def close():
    connection.close()


def cut_off():
    with suppress(Error):
        ask("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.parametrize("lose", [close, cut_off])
def test_who_lost_the_connection_leaves_no_ground(memory, lose):
    for _ in range(2):
        with begun(memory):
            pass
    with suppress(Error), begun(memory):
        lose()
    with begun(memory) as (cast, _none):
        assert (cast.user("carys").pk,) in ask("SELECT id FROM sharing_user")


def test_it_lasts_a_moment(memory, monkeypatch):
    for _ in range(2):
        with begun(memory):
            pass
    assert len(memory.ground.layers) == 1
    monkeypatch.setattr("tests.ground.LASTS", timedelta(0))
    memory.ground.hold()
    assert memory.ground.layers == []


def test_what_is_done_between_tests_stays_done(memory):
    for _ in range(2):
        with begun(memory):
            pass
    ask("INSERT INTO auth_group (name) VALUES ('of a module') RETURNING id")
    assert memory.ground.layers and not memory.ground.held
    with begun(memory):
        assert ask("SELECT name FROM auth_group") == [("of a module",)]
    ask("DELETE FROM auth_group RETURNING id")
    memory.ground.leave()
    assert ask("SELECT name FROM auth_group") == []


@pytest.mark.parametrize(("whose", "leaves"), [("", False), ("tests", True)])
def test_a_fixture_for_several_tests_leaves_it_unless_a_plugin_has_it(
    memory, request, whose, leaves
):
    ground.hold()
    pytest_fixture_setup(SimpleNamespace(scope="class", baseid=whose), request)
    assert bool(ground.held) != leaves
    ground.leave()
