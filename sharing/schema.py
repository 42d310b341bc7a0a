"""How migrations make tables, and what SQL says of them, in few steps: from nothing, most of the
time goes into what Django keeps in memory between two steps, and not into the database. Migrations
that have run are built on these: what they make stays."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddField, CreateModel, RunSQL
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState
from django.utils.text import camel_case_to_spaces
from simple_history.models import HistoricalChanges


class InOneStep(Operation):
    """Makes many tables or columns in one step. In steps of their own each would let Django make
    the classes of all tables anew that are related to it, and of a case nearly all are."""

    category = OperationCategory.ADDITION

    def __init__(self, *parts: CreateModel | AddField) -> None:
        self.parts = parts

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Made again when they are asked for, once, with all of these: seconds of each `migrate`.
        with suppress(AttributeError):
            del state.apps
        for part in self.parts:
            part.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for part in self.parts:
            part.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for part in reversed(self.parts):
            part.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(part.describe() for part in self.parts)


def with_history(model: CreateModel) -> tuple[CreateModel, CreateModel]:
    """Return a tracked table and that of its past: the same columns, to be compared with no other
    row, and which event wrote them."""
    options = model.options
    called = options.get("verbose_name", camel_case_to_spaces(model.name))
    return model, CreateModel(
        name=f"Historical{model.name}",
        fields=[
            ("event_id", models.UUIDField()),
            *((name, _of_the_past(field)) for name, field in model.fields),
            (
                "history_id",
                models.UUIDField(primary_key=True, default=uuid4, editable=False, serialize=False),
            ),
            ("history_date", models.DateTimeField(db_index=True)),
            ("history_change_reason", models.CharField(max_length=100, null=True)),
            (
                "history_type",
                models.CharField(
                    max_length=1, choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")]
                ),
            ),
            (
                "history_user",
                models.ForeignKey(
                    settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
                ),
            ),
        ],
        options={
            "verbose_name": f"historical {called}",
            "verbose_name_plural": f"historical {options.get('verbose_name_plural', f'{called}s')}",
            "ordering": ("-history_date", "-history_id"),
            "get_latest_by": ("history_date", "history_id"),
        },
        bases=(HistoricalChanges, models.Model),
    )


def _of_the_past(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    _, _, arguments, named = field.deconstruct()
    for what in ("primary_key", "unique", "serialize"):
        named.pop(what, None)
    if isinstance(field, models.ForeignKey):
        free = {"null": True, "blank": True, "db_constraint": False, "related_name": "+"}
        return models.ForeignKey(**{**named, **free, "on_delete": models.DO_NOTHING})
    if field.unique:
        named["db_index"] = True
    return type(field)(*arguments, **named)


def run_file(path: Path, undo: str) -> RunSQL:
    """Run a file of SQL; `undo` takes away what does not go with a table of the same migration."""
    return RunSQL(path.read_text(encoding="utf-8"), undo)


def function_of(path: Path, name: str) -> str:
    """Return how that file makes the function, to be made so again."""
    made = rf"CREATE(?: OR REPLACE)? (FUNCTION {name}\(.*?\n(?:END )?\$\$;)"
    (found,) = re.findall(made, path.read_text(encoding="utf-8"), re.DOTALL)
    return f"CREATE OR REPLACE {found}"


def policy_of(path: Path, name: str) -> str:
    """Return how that file makes the policy, in the place of how it was."""
    ((made, table),) = re.findall(
        rf"^(CREATE POLICY {name} ON (\w+) .*?\n\);)",
        path.read_text(encoding="utf-8"),
        re.DOTALL | re.MULTILINE,
    )
    return f"DROP POLICY {name} ON {table};\n{made}"


def at_once(*steps: RunSQL) -> RunSQL:
    """Return one step that does all of these, and undoes them from the last to the first."""
    return RunSQL(
        "\n".join(f"{step.sql};" for step in steps),
        "\n".join(f"{step.reverse_sql};" for step in reversed(steps)),
    )
