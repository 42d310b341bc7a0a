"""Nothing is written past history: whatever changes many rows at once is found in the syntax tree,
and is right only where no history is kept."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps

from tests.architecture.test_reads import files, name_of

KEEPS_NO_HISTORY = {
    model.__name__
    for model in apps.get_models()
    if not hasattr(model._meta, "simple_history_manager_attribute")
} - {model.__name__ for model in apps.get_models() if hasattr(model, "history_object")}
MANAGERS = {"objects", "_base_manager", "_default_manager"}
AT_ONCE = {"bulk_create", "bulk_update", "abulk_create", "abulk_update"}
PAST_THE_GUARD = {"_raw_delete", "_update", "_insert", "aupdate", "adelete"}
# What no reading of the file can tell, and why it is right.
KNOWN = {
    ("sharing/history.py", "bulk_update_with_history"): "writes the history itself",
    ("sharing/history.py", "past_the_guard.bulk_create"): "writes the history with the rows",
    ("sharing/operations/drafts.py", "past_the_guard.bulk_update"): "drafts have no past",
    ("sharing/operations/own_account.py", "before.delete"): "one person's recovery codes",
    ("sharing/operations/purge.py", "rows.delete"): "takes its tables from the list above it",
}


class Writes(ast.NodeVisitor):
    """Collects what changes many rows at once, with the model that it changes, if one is named."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}  # of what stands for rows, the model
        self.found: list[tuple[str, str]] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        before, self.names = self.names, dict(self.names)
        self.generic_visit(node)
        self.names = before

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.names[target.id] = self.model_of(node.value)

    def visit_For(self, node: ast.For) -> None:
        if isinstance(node.target, ast.Name) and isinstance(node.iter, ast.Tuple):
            models = {self.model_of(one) for one in node.iter.elts}
            self.names[node.target.id] = next(iter(models - KEEPS_NO_HISTORY), "") or min(models)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        called = name_of(node.func)
        if called.startswith("bulk_") and isinstance(node.func, ast.Name):
            self.found.append((called, ""))
        elif isinstance(node.func, ast.Attribute) and self.is_of_rows(node):
            model = self.model_of(node.func.value)
            self.found.append((ast.unparse(node.func), model))

    def is_of_rows(self, node: ast.Call) -> bool:
        called = name_of(node.func)
        if called in AT_ONCE | PAST_THE_GUARD:
            return True
        # A set or dictionary takes what it is given by place; rows take it by name.
        if called == "update":
            return bool(node.keywords) and not node.args
        return called == "delete" and not node.args and not node.keywords

    def model_of(self, node: ast.AST) -> str:
        """Return the model at the root of a chain of calls, or nothing."""
        while True:
            if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
                return name_of(node.value)
            if isinstance(node, ast.Attribute):
                node = node.value
            elif isinstance(node, ast.Call):
                node = node.func
            elif isinstance(node, ast.Subscript):
                node = node.value
            else:
                return self.names.get(name_of(node), "")


def writes_of(source: ast.AST) -> list[tuple[str, str]]:
    writes = Writes()
    writes.visit(source)
    return writes.found


def past_history() -> Iterator[tuple[str, str]]:
    for name, tree in files():
        for written, model in writes_of(tree):
            if model not in KEEPS_NO_HISTORY:
                yield name, written


def test_tracked_rows_are_changed_one_by_one():
    assert set(past_history()) == set(KNOWN), "save() the rows, or save_all(): history must see it"


@pytest.mark.parametrize(
    "line",
    [
        "Party.objects.filter(scope=1).update(given_name='')",
        "Party.objects.filter(scope=1).delete()",
        "Party._base_manager.bulk_create([])",
        "rows = Party.objects.filter(scope=1)\nrows.exclude(pk=2).update(role='')",
        "rows = Party.objects.all()\nrows[:1].delete()",
        "party.addresses.all().delete()",
        "party.delete()",
        "for rows in (KeptForm.objects.all(), Party.objects.all()):\n    rows.delete()",
        "bulk_update_with_history([], Party, [])",
        "Party.objects.filter(scope=1)._raw_delete('default')",
    ],
)
def test_the_lint_finds(line):
    found = writes_of(ast.parse(line))
    assert found and all(model not in KEEPS_NO_HISTORY for _, model in found)


@pytest.mark.parametrize(
    "line",
    [
        "work.cases.update(ids)",
        "FormToken.objects.filter(token=1).update(location='')",
        "def one():\n    rows = FormToken.objects.all()\n    rows.delete()",
        "storage.delete(name)",
        "for rows in (KeptForm.objects.all(), FormToken.objects.all()):\n    rows.delete()",
    ],
)
def test_the_lint_leaves(line):
    assert all(model in KEEPS_NO_HISTORY for _, model in writes_of(ast.parse(line)))
