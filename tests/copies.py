"""Many cases, for tests of pages that show many: copies of one that was told, with its history and
the events that are of it alone. How an operation writes a case does not depend on how many there
are; what it writes is tested where it is the operation that is asked."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max

from meetings.models import Case, Meeting, Stage
from meetings.rules.references import new_reference
from tests.conftest import as_owner
from tests.doing import every
from tests.memory import told_once
from tests.personas import Cast
from tests.story import case_at

IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def cases_at(
    cast: Cast, stage: Stage, names: Sequence[str], *, meeting: Meeting | None = None
) -> list[Case]:
    """Lay down a case of each of these victims at that stage, alike in all else. All that come to a
    meeting come to one."""
    first = case_at(cast, stage, meeting=meeting, name=names[0])
    return [first, *copies_of(cast, first, len(names) - 1, names=names)]


@told_once
def copies_of(cast: Cast, case: Case, number: int, *, names: Sequence[str] = ()) -> list[Case]:
    """Lay down so many more cases that are like this one in all but their identifiers and
    references. On a meeting they follow its last. With `names`, the victim of the case has the
    first of them, and those of its copies have the others."""
    written = defaultdict(list)
    with as_owner():
        rows = rows_of(case)
        listed = every(Case).filter(meeting__cases=case.pk)
        last = listed.aggregate(last=Max("position"))["last"]
        for place, reference in enumerate(new_references(cast, number), 1):
            of_one = rows.replace(names[0], names[place]) if names else rows
            for table, row in under_new_identifiers(of_one):
                if "reference" in row:
                    row |= {"reference": reference, "position": last and last + place}
                written[table].append(row)
        with transaction.atomic(), connection.cursor() as cursor:
            for table, of_all in written.items():
                cursor.execute(
                    f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s)",
                    [json.dumps(of_all)],
                )
        made = [row["scope_id"] for row in written[Case._meta.db_table]]
        return list(every(Case).filter(pk__in=made).order_by("position"))


def rows_of(case: Case) -> str:
    """Return the rows that are of the case alone, each with the name of its table."""
    whose = {
        model._meta.db_table: "scope_id = %s"
        for model in apps.get_models()
        if any(field.column == "scope_id" for field in model._meta.concrete_fields)
    } | {"sharing_scope": "id = %s", "audit_event": "cases = ARRAY[%s::uuid]"}
    found = " UNION ALL ".join(
        f"SELECT '{table}' AS name, row_to_json({table}) AS row FROM {table} WHERE {condition}"
        for table, condition in whose.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT found.rows FROM (SELECT json_agg(json_build_array(name, row))::text AS rows"
            f" FROM ({found}) AS each) AS found",
            [case.pk] * len(whose),
        )
        return cursor.fetchone()[0]


def under_new_identifiers(rows: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the rows with new identifiers of their own, wherever these stand in another."""
    new: dict[str, str] = {}
    for _table, row in json.loads(rows):
        for key in {"id", "history_id"} & row.keys():
            new.setdefault(row[key], str(uuid4()))
    return json.loads(IDENTIFIER.sub(lambda found: new.get(found[0], found[0]), rows))


def new_references(cast: Cast, number: int) -> list[str]:
    """Return references that no case has."""
    taken = set(every(Case).values_list("reference", flat=True))
    new: set[str] = set()
    while len(new) < number:
        new |= {new_reference(cast.area.prefix)} - taken
    return sorted(new)
