"""Takes each condition out of the door and of the wall's policy in turn, and says which of them no
test misses. `make mutate` runs it; it ends with 1 where one survives.

The tests of door and wall run in a child for each change: functions are changed in the memory of
that child alone, the policy in a database that only this script uses."""

import ast
import copy
import inspect
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

TESTS = ["tests/unit/test_access.py"]
FUNCTIONS = (
    "decide",
    "decide_emergency",
    "_refuse_actor",
    "_refuse_case",
    "_sees",
    "is_admitted",
    "let_in",
    "visible_to",
)
POLICY = "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = %s::regclass"
SCOPE = "sharing_scope"


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
            yield f"policy, {instead}: {leaf[:80]}", rule.replace(leaf, instead, 1)


# ---------------------------------------------------------------- running the tests
def run(arguments: list[str]) -> int:
    """Run the tests in this process, in silence; return how pytest ended."""
    import pytest

    with open(os.devnull, "w") as nothing, redirect_stdout(nothing), redirect_stderr(nothing):
        return pytest.main(
            [*arguments, "-x", "-q", "-p", "no:cacheprovider", *TESTS], plugins=[FirstWorld()]
        )


class FirstWorld:
    """The first random world that shows a change is enough; nobody reads the smallest."""

    def pytest_configure(self) -> None:
        from hypothesis import Phase, settings

        settings.register_profile("first", phases=[Phase.explicit, Phase.generate])
        settings.load_profile("first")


def start(code: tuple[str, Any] | None = None, arguments: tuple[str, ...] = ("--reuse-db",)) -> int:
    """Run the tests in a child whose door is changed so; return the child's number."""
    child = os.fork()
    if child:
        return child
    if code:
        from sharing import access

        getattr(access, code[0]).__code__ = code[1]
    os._exit(int(run(list(arguments))) & 0xFF)


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
        child, status = os.wait()
        name = waiting.pop(child)
        if os.waitstatus_to_exitcode(status) == 0:
            survived.append(name)
    return survived


def survivors_of_wall() -> list[str]:
    survived = []
    with owner() as cursor:
        cursor.execute(POLICY, [SCOPE])
        (rule,) = cursor.fetchone()
        changes = list(changes_of_wall(rule))
        print(f"{len(changes)} changes of the wall")
        for name, changed in changes:
            cursor.execute(f"ALTER POLICY reach ON {SCOPE} USING ({changed})")
            if ended(start()) == 0:
                survived.append(name)
        cursor.execute(f"ALTER POLICY reach ON {SCOPE} USING ({rule})")
    return survived


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.setdefault("TEST_DATABASE_NAME", "test_mutations")
    sys.path.insert(0, str(Path(__file__).parent.parent))
    import django

    django.setup()
    begun = time.monotonic()
    if ended(start(arguments=("--create-db", "--reuse-db"))) != 0:
        print("The tests of door and wall do not pass unchanged.")
        return 1
    survived = [*survivors_of_door(at_once=os.cpu_count() or 2), *survivors_of_wall()]
    for name in survived:
        print(f"No test misses: {name}")
    print(f"{len(survived)} survived, {time.monotonic() - begun:.0f} s")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
