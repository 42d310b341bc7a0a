"""Takes each condition out of the door and of the wall's policy of a case in turn, and each policy
of every table, and says which of them no test misses. `make mutate` runs it; it ends with 1 where
one survives.

The tests run in a child for each change: functions are changed in the memory of that child alone,
policies in databases that only this script uses, one for each core."""

import ast
import copy
import inspect
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TESTS = ["tests/unit/test_access.py"]
READING = ["tests/integration/door/test_questions.py"]
# Each function of the door with the tests that miss a condition of it.
FUNCTIONS = dict.fromkeys(
    (
        "decide",
        "decide_emergency",
        "sees_already",
        "_refuse_actor",
        "_refuse_case",
        "_keep_out",
        "is_there",
        "_sees",
        "is_admitted",
        "let_in",
        "visible_to",
    ),
    TESTS,
) | {"require": READING, "_ask_of_one": READING, "_ask_first": READING, "_disclose": READING}
# Of each policy a bare row behind it tells, table by table.
EVERY_WALL = [
    "tests/integration/door/test_every_wall.py",
    "tests/integration/door/test_every_wall_of_trail.py",
]
POLICY = (
    "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy"
    " WHERE polrelid = %s::regclass AND polname = 'reach'"
)
SCOPE = "sharing_scope"
LESSER = ("by_referrer_", "own_", "remove_", "see_")
ALL_POLICIES = """
SELECT c.relname, p.polname, pg_get_expr(p.polqual, p.polrelid),
    pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid ORDER BY 1, 2
"""


# ---------------------------------------------------------------- conditions of the door
def changes_of(function: ast.FunctionDef) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield each condition with what stands there once it, or a part of it, is taken out."""
    for node in (found for statement in function.body for found in ast.walk(statement)):
        if isinstance(node, ast.If | ast.IfExp):
            yield node.test, ast.Constant(False)
            yield node.test, ast.Constant(True)
        elif isinstance(node, ast.BoolOp):
            for one in node.values:
                left = [other for other in node.values if other is not one]
                yield node, left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
            yield node, node.left
            yield node, node.right


class _Put(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else self.generic_visit(node)


def changes_of_door() -> Iterator[tuple[str, str, Any]]:
    """Yield a name for each change, the function and its changed code."""
    from sharing import access

    tree = ast.parse(inspect.getsource(access))
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or function.name not in FUNCTIONS:
            continue
        for number, _ in enumerate(list(changes_of(function))):
            changed = copy.deepcopy(function)
            old, new = list(changes_of(changed))[number]
            name = (
                f"{function.name}:{old.lineno} {ast.unparse(old)[:60]} -> {ast.unparse(new)[:60]}"
            )
            yield name, function.name, _compiled(_Put(old, new).visit(changed))


def _compiled(function: ast.FunctionDef) -> Any:
    from sharing import access

    module = ast.fix_missing_locations(ast.Module([function], []))
    scratch: dict[str, Any] = dict(vars(access))
    exec(compile(module, "changed", "exec"), scratch)
    return scratch[function.name].__code__


# ---------------------------------------------------------------- conditions of the wall
def leaves(rule: str) -> list[str]:
    """Return the conditions that AND and OR bind together, as the database writes them."""
    inner = rule
    while inner.startswith("(") and _closes(inner) == len(inner) - 1:
        inner = inner[1:-1]
    parts, depth, start = [], 0, 0
    for found in re.finditer(r"\(|\)| AND | OR ", inner):
        if found.group() == "(":
            depth += 1
        elif found.group() == ")":
            depth -= 1
        elif depth == 0:
            parts.append(inner[start : found.start()])
            start = found.end()
    parts.append(inner[start:])
    if len(parts) == 1:
        return [inner]
    return [leaf for part in parts for leaf in leaves(part)]


def _closes(text: str) -> int:
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place
    return -1


def changes_of_wall(rule: str) -> Iterator[tuple[str, str]]:
    """Yield a name for each change, and the rule with that condition taken to hold, or not to."""
    for leaf in leaves(rule):
        for instead in ("true", "false"):
            yield f"{instead}: {leaf[:80]}", rule.replace(leaf, instead, 1)


# ---------------------------------------------------------------- every policy
@dataclass(frozen=True)
class Policy:
    """A policy of the database, and the two ways to take it away."""

    table: str
    name: str
    rule: str | None  # of rows that are there
    check: str | None  # of rows that are written

    @property
    def is_open(self) -> bool:
        """Return whether it lets everything through as it is."""
        return {self.rule, self.check} <= {"true", None}

    def as_(self, rule: str) -> str:
        """Return the statement that gives it this rule wherever it has one."""
        using = f" USING ({rule})" if self.rule else ""
        checking = f" WITH CHECK ({rule})" if self.check else ""
        return f'ALTER POLICY {self.name} ON "{self.table}"{using}{checking}'

    def as_it_was(self) -> str:
        using = f" USING ({self.rule})" if self.rule else ""
        checking = f" WITH CHECK ({self.check})" if self.check else ""
        return f'ALTER POLICY {self.name} ON "{self.table}"{using}{checking}'


def rounds_of(policies: list[Policy]) -> list[list[Policy]]:
    """Return the policies in rounds that hold one of a table at most, and none that asks another
    table of the round: what a test says of a table, it says of that policy alone."""
    rounds: list[list[Policy]] = []
    for policy in policies:
        place = next(
            (one for one in rounds if not any(_meet(policy, other) for other in one)), None
        )
        if place is None:
            rounds.append([policy])
        else:
            place.append(policy)
    return rounds


def _meet(one: Policy, other: Policy) -> bool:
    return one.table == other.table or _asks(one, other.table) or _asks(other, one.table)


def _asks(policy: Policy, table: str) -> bool:
    return f"FROM {table} " in f"{policy.rule} {policy.check}".replace("\n", " ")


def survivors_of_policies() -> list[str]:
    """Open the policies of each round to everybody, and then close them to everybody; each time a
    test that is about its table must fail."""
    survived = []
    with owner() as cursor:
        cursor.execute(ALL_POLICIES)
        policies = [Policy(*row) for row in cursor.fetchall()]
        # What lets everything through is no wall: it is who may write the trail, and the sealer.
        walls = [one for one in policies if not one.is_open and one.table != SCOPE]
        walls += [one for one in policies if one.table == SCOPE and one.name != "reach"]
        # Beside one of these another lets in; who needs it misses it on their pages. And who may
        # write no event at all misses it on every page.
        whole = [one for one in walls if not one.name.startswith((*LESSER, "said_by_"))]
        print(f"{len(walls)} policies to open, {len(whole)} to close")
        for instead, changing in (("true", walls), ("false", whole)):
            for together in rounds_of(changing):
                for policy in together:
                    cursor.execute(policy.as_(instead))
                failed = failures()
                for policy in together:
                    cursor.execute(policy.as_it_was())
                    if policy.table not in failed:
                        survived.append(f"{policy.table}: {policy.name} is {instead}")
    return survived


def failures() -> set[str]:
    """Run the tests of every wall in a child; return the tables that a test of theirs failed on."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        told = Failures()
        run(["--reuse-db"], EVERY_WALL, first=False, plugins=[told])
        os.write(writer, " ".join(sorted(told.tables)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as said:
        found = set(said.read().decode().split())
    ended(child)
    return found


class Failures:
    """Notes of which tables a test fails, as they stand in brackets after its name."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and "[" in report.nodeid:
            self.tables.add(report.nodeid.partition("[")[2].rstrip("]"))


# ---------------------------------------------------------------- running the tests
def run(
    arguments: list[str], tests: list[str], *, first: bool = True, plugins: Sequence[object] = ()
) -> int:
    """Run the tests in this process, in silence, until the first that fails; return how pytest
    ended."""
    import pytest

    until = ["-x"] if first else []
    with open(os.devnull, "w") as nothing, redirect_stdout(nothing), redirect_stderr(nothing):
        return pytest.main(
            [*arguments, *until, "-q", "-p", "no:cacheprovider", *tests],
            plugins=[WorldsTold(), *plugins],
        )


class WorldsTold:
    """Random worlds find a change by chance; the same answer each time needs the worlds told."""

    def pytest_configure(self) -> None:
        from hypothesis import Phase, settings

        settings.register_profile("told", phases=[Phase.explicit])
        settings.load_profile("told")


def start(
    code: tuple[str, Any] | None = None,
    arguments: tuple[str, ...] = ("--reuse-db",),
    tests: list[str] | None = None,
) -> int:
    """Run the tests in a child whose door is changed so; return the child's number."""
    child = os.fork()
    if child:
        return child
    if code:
        from sharing import access

        getattr(access, code[0]).__code__ = code[1]
        tests = FUNCTIONS[code[0]]
    os._exit(int(run(list(arguments), tests or TESTS)) & 0xFF)


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@contextmanager
def owner() -> Iterator[Any]:
    """Open the test database as its owner."""
    import psycopg2
    from django.conf import settings

    given = settings.DATABASES["default"]
    name = given["TEST"]["NAME"] or f"test_{given['NAME']}"
    connection = psycopg2.connect(
        dbname=name,
        user=given["USER"],
        password=given["PASSWORD"],
        host=given["HOST"],
        port=given["PORT"],
    )
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def survivors_of_door(at_once: int) -> list[str]:
    survived, waiting = [], {}
    left = list(changes_of_door())
    print(f"{len(left)} changes of the door")
    while left or waiting:
        while left and len(waiting) < at_once:
            name, function, code = left.pop(0)
            waiting[start((function, code))] = name
        # Not any child: the walls are tried by one too.
        child = next(iter(waiting))
        name = waiting.pop(child)
        if ended(child) == 0:
            survived.append(name)
    return survived


def survivors_of_wall() -> list[str]:
    """Change the policy of scopes, and then the function that every other wall asks."""
    from sharing.walls import REACH, SCOPE_IS_THERE

    def policy(rule: str) -> str:
        return f"ALTER POLICY reach ON {SCOPE} USING ({rule})"

    def function(rule: str) -> str:
        return SCOPE_IS_THERE.replace(REACH, f"({rule})")

    survived = []
    with owner() as cursor:
        cursor.execute(POLICY, [SCOPE])
        (rule,) = cursor.fetchone()
        changes = list(changes_of_wall(rule))
        print(f"{len(changes)} changes of the wall, twice")
        for made in (policy, function):
            for name, changed in changes:
                cursor.execute(made(changed))
                if ended(start()) == 0:
                    survived.append(f"{made.__name__}, {name}")
            cursor.execute(made(rule))
    return survived


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.setdefault("TEST_DATABASE_NAME", "test_mutations")
    sys.path.insert(0, str(Path(__file__).parent.parent))
    import django

    django.setup()
    begun = time.monotonic()
    # Policies are changed in a database of their own, while the door is changed beside.
    reader, writer = os.pipe()
    beside = os.fork()
    if not beside:
        os.close(reader)
        use_database(os.environ["TEST_DATABASE_NAME"] + "_of_walls")
        told = walls_alone()
        os.write(writer, "\n".join(told).encode())
        os._exit(0)
    os.close(writer)
    if not pass_unchanged(TESTS + READING):
        survived = ["The tests of the door do not pass unchanged."]
    else:
        survived = survivors_of_door(at_once=max(1, (os.cpu_count() or 2) - 1))
    with os.fdopen(reader, "rb") as said:
        survived += [line for line in said.read().decode().split("\n") if line]
    for name in survived:
        print(f"No test misses: {name}")
    print(f"{len(survived)} survived, {time.monotonic() - begun:.0f} s")
    return 1 if survived or ended(beside) else 0


def walls_alone() -> list[str]:
    """Return what survives of the walls, in the database that is in use."""
    if not pass_unchanged(TESTS + EVERY_WALL):
        return ["The tests of the walls do not pass unchanged."]
    return [*survivors_of_wall(), *survivors_of_policies()]


def pass_unchanged(tests: list[str]) -> bool:
    return ended(start(arguments=("--create-db", "--reuse-db"), tests=tests)) == 0


def use_database(name: str) -> None:
    """Let the tests of this process and its children use a database of that name."""
    from django.conf import settings

    settings.DATABASES["default"]["TEST"]["NAME"] = name


if __name__ == "__main__":
    sys.exit(main())
