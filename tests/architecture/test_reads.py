"""Who reads and writes the database at all, and how: found in the syntax tree of every file."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from sharing.scoping import ScopedReads, hangs_on_case

ROOT = Path(settings.BASE_DIR)
PACKAGES = ["sharing", "meetings", "marac_portal"]

# The ground: what stands below queries and operations, or beside them, and why it reads or writes
# by itself.
GROUND = {
    "sharing/history.py": "many rows are saved with their history in statements that do not grow",
    "sharing/facts.py": "the scope that the door decides on is read past the wall",
    "sharing/unit.py": "the unit of work sets its actor",
    "sharing/audit.py": "the only writer of events",
    "sharing/openings.py": "the door notes how many cases somebody opens",
    "sharing/rounds.py": "puts rounds of the worker into the library's queue, which is no case's",
    "sharing/seal/": "the sealer has a connection, role and key of its own, and no model",
    "sharing/watch/": "the watch is a job that reads the trail of all areas, and no case",
    "sharing/notices.py": "jobs read the one row that their identifier names",
    "sharing/management/commands/": "an operator's console: the trail's years, export and seal",
    "meetings/notices/": "jobs read the one case that their identifier names, and whom to tell",
    "meetings/reminders.py": "jobs read the one meeting that their identifier names",
    "meetings/guards.py": "whether a case may move now",
    "meetings/stages.py": "the only writer of stages",
    "meetings/example/": "invents an area in an empty database",
    "marac_portal/example.py": "marks a database as the example's before anything is in it",
    "marac_portal/preparation.py": "an administrator makes roles and database",
}
OF_MANAGERS = {"objects", "_base_manager", "_default_manager", "history"}
# Who reads rows of cases that are not named, and why it is right whoever asks.
UNSCOPED = {
    "meetings/operations/listing/order.py": [
        "a free place among all that the wall shows, and no row of it"
    ],
    "meetings/operations/research/answers.py": ["FOR_THE_DOOR"],
    "meetings/operations/research/files.py": ["FOR_THE_DOOR"],
    "meetings/queries/actions.py": ["FOR_THE_DOOR"],
    "meetings/queries/follow_up/update.py": ["FOR_THE_DOOR"],
    "sharing/operations/emergency.py": ["FOR_THE_DOOR"],
    "sharing/queries/emergency.py": ["FOR_THE_DOOR"],
    "sharing/queries/protected.py": ["whether somebody has this birth date, and no row of theirs"],
}
MADE_BY_HAND = {"QuerySet", "RawQuerySet", "RawSQL"}
OF_RAW_SQL = {"execute", "executemany", "callproc", "copy_expert", "raw", "extra"}


def files() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                name = path.relative_to(ROOT).as_posix()
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def reads_of(tree: ast.AST) -> set[str]:
    """Return by what a file reads or writes tables: managers, and SQL in its own words."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in OF_MANAGERS:
            found.add(node.attr)
        if isinstance(node, ast.Call):
            called = name_of(node.func)
            if called in OF_RAW_SQL and isinstance(node.func, ast.Attribute):
                found.add(called)
            if called in MADE_BY_HAND:
                found.add(called)
        if isinstance(node, ast.alias) and node.name == "RawSQL":
            found.add(node.name)
    return found


def name_of(node: ast.AST) -> str:
    """Return the last part of a dotted name, or nothing."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_ground(name: str) -> str | None:
    return next((ground for ground in GROUND if name.startswith(ground)), None)


def test_queries_and_operations_alone_read_and_write():
    strangers, used = {}, set()
    for name, tree in files():
        if not reads_of(tree) or name.split("/")[1] in ("queries", "operations"):
            continue
        ground = is_ground(name)
        used.add(ground)
        if ground is None:
            strangers[name] = reads_of(tree)
    assert strangers == {}, "read in a query, write in an operation"
    assert used == set(GROUND), "this ground is needed no more"


@pytest.mark.parametrize(
    "line",
    [
        "Case.objects.get(pk=1)",
        "Case._base_manager.get(pk=1)",
        "rows = model._default_manager",
        "cursor.execute('SELECT 1')",
        "Case.objects.raw('SELECT 1')",
        "rows.annotate(one=RawSQL('1', []))",
        "from django.db.models.expressions import RawSQL",
        "list(models.QuerySet(Case))",
        "rows.extra(where=['true'])",
        "case.history.all()",
    ],
)
def test_the_lint_finds(line):
    assert reads_of(ast.parse(line))


@pytest.mark.parametrize("line", ["objects = 1", "task.run()", "work.cases.add(1)"])
def test_the_lint_leaves(line):
    assert not reads_of(ast.parse(line))


def test_every_table_of_a_case_is_read_for_named_cases():
    """Its manager raises otherwise, and so does that of its past."""
    tables = [model for model in apps.get_models() if hangs_on_case(model)]
    assert len(tables) > 40
    for model in tables:
        assert isinstance(model._default_manager.all(), ScopedReads), model
        if hasattr(model, "history"):
            assert isinstance(model.history.all(), ScopedReads), model


def reasons_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) == "unscoped":
            (why,) = node.args
            yield ast.literal_eval(why) if isinstance(why, ast.Constant) else name_of(why)


def test_every_read_of_unnamed_cases_has_its_reason():
    found = {}
    for name, tree in files():
        if reasons := sorted(reasons_of(tree)):
            found[name] = reasons
    assert found == UNSCOPED
