"""A moment of the past, read by the same queries that read the present.

While `as_it_was` is open, each table of a case stands for what it held at that moment: the database
is told, before each query, what the tables in it were. So there is one way of making a page, and no
second set of rules that could come to differ. The walls of today and the functions of
`sharing/sql/as_it_was.sql` still decide who may read closed rows."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Model

from sharing import clock
from sharing.history import Tracked
from sharing.models import Attachment, Item, Scope, VaultFile
from sharing.models.scope import ScopeFields
from sharing.scoping import hangs_on_case

# Told to the database while the past is read.
CASES = "current_setting('portal.past_cases')::uuid[]"
LATER = "current_setting('portal.past_later')::uuid[]"
ERASED = "current_setting('portal.past_erased')::uuid[]"
# Tables whose past is behind the wall of the present.
PAST_THE_WALL = {Item: "items_as_they_were", Attachment: "files_as_they_were"}
READS = ("SELECT ", "SAVEPOINT ", "RELEASE ")


@dataclass(frozen=True)
class Past:
    """The moment that is read, and the cases with a row of that moment that was erased since: all
    such cases, and those with so much erased that the case can no longer be shown."""

    moment: datetime
    partly_erased: frozenset[UUID]
    erased: frozenset[UUID]


@contextmanager
def as_it_was(
    moment: datetime,
    case_ids: Collection[UUID],
    *,
    also: Sequence[type[Tracked]] = (),
    needs: Sequence[type[Tracked]] = (),
) -> Iterator[Past]:
    """Let queries read how these cases stood at that moment, and rows of the area in the tables
    `also`; the clock stands there. A case of which a row was erased that it `needs` is told no
    more. Nothing is written meanwhile."""
    cases = list(case_ids)
    later, erased = _events(cases, moment)
    _tell(cases, later, erased)
    of_cases = [one for one in apps.get_models() if issubclass(one, Tracked) and hangs_on_case(one)]
    partly = _erased_in(of_cases) if erased else set()
    whole = _erased_in([one for one in of_cases if one in needs]) if partly else set()
    tables = {one._meta.db_table: _past_of(one) for one in of_cases}
    tables |= {one._meta.db_table: _past_of(one, of_area=True) for one in also}
    tables |= {Scope._meta.db_table: _scopes(), VaultFile._meta.db_table: _vault()}
    with connection.execute_wrapper(_reading(tables)), clock.set_to(moment):
        yield Past(moment, frozenset(partly), frozenset(whole))
    _tell([], [], [])


def _events(cases: list[UUID], moment: datetime) -> tuple[list[UUID], list[UUID]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT later, erased FROM past_of(%s::uuid[], %s)", [cases, moment])
        later, erased = cursor.fetchone()
    return later, erased


def _tell(*lists: list[UUID]) -> None:
    told = ["{" + ",".join(map(str, one)) + "}" for one in lists]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('portal.past_cases', %s, true),"
            " set_config('portal.past_later', %s, true),"
            " set_config('portal.past_erased', %s, true)",
            told,
        )


# The newest past of each row that was not written later, in the table named by its model.
_NEWEST = """
    SELECT DISTINCT ON (h."{key}") h.* FROM {source} h
    WHERE {among} AND h.event_id <> ALL ({later})
    ORDER BY h."{key}", h.history_date DESC, h.history_id DESC
"""
_PAST = "SELECT {columns} FROM ({newest}) newest WHERE event_id <> ALL ({erased})"
_ERASED_IN = "SELECT scope_id FROM ({newest}) newest WHERE event_id = ANY ({erased})"
# Scopes that the wall shows today, as they were.
_SCOPES = """
    SELECT {columns} FROM public.sharing_scope s
    CROSS JOIN LATERAL public.scope_as_it_was(s.id, {later}) v WHERE s.id = ANY ({cases})
"""
_VAULT = "SELECT {columns} FROM public.vault_as_it_was({cases}, {later})"


def _erased_in(models: Sequence[type[Model]]) -> set[UUID]:
    """Return the cases with a row of these tables that existed at the moment and was erased."""
    each = (_ERASED_IN.format(newest=_newest(one), erased=ERASED) for one in models)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(each))
        return {case_id for (case_id,) in cursor.fetchall()}


def _newest(model: Any, *, of_area: bool = False) -> str:
    source = f'public."{model.history.model._meta.db_table}"'
    if model in PAST_THE_WALL:
        source = f"public.{PAST_THE_WALL[model]}({CASES}, {LATER})"
    among = "h.area_id = current_setting('portal.area')::uuid"
    if not of_area:
        among = f"h.scope_id = ANY ({CASES})"
    return _NEWEST.format(key=model._meta.pk.column, source=source, among=among, later=LATER)


def _past_of(model: type[Model], *, of_area: bool = False) -> str:
    newest = _newest(model, of_area=of_area)
    return _PAST.format(columns=_columns(model), newest=newest, erased=ERASED)


def _scopes() -> str:
    versioned = {one.name for one in ScopeFields._meta.local_fields}
    columns = [
        f'{"v" if one.name in versioned else "s"}."{one.column}"'
        for one in Scope._meta.concrete_fields
    ]
    return _SCOPES.format(
        columns=", ".join(columns),
        cases=CASES,
        later=LATER,
    )


def _vault() -> str:
    return _VAULT.format(columns=_columns(VaultFile), cases=CASES, later=LATER)


def _columns(model: type[Model]) -> str:
    return ", ".join(f'"{one.column}"' for one in model._meta.concrete_fields)


def _reading(tables: dict[str, str]) -> Callable[..., Any]:
    def read(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if not sql.lstrip("(").startswith(READS):
            raise TypeError("What was is read, and never written.")
        named = [f'"{one}" AS ({was})' for one, was in tables.items() if f'"{one}"' in sql]
        if named:
            sql = f"WITH {', '.join(named)} {sql}"
        return execute(sql, params, many, context)

    return read
