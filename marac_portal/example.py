"""The example mode: invented people and cases, the same password for all, codes shown openly.

It runs only on this machine, and only on a database with its mark: a comment that only `make run`
gives, and only to a database that held nothing."""

from collections.abc import Callable, Iterable
from contextlib import closing
from typing import Any

import psycopg2
import psycopg2.sql
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from marac_portal.bodies import Application
from sharing.database import OWNER_ROLE

MARK = "MARAC portal: the example, invented people only"
UNFINISHED = f"{MARK} (not loaded to its end)"

ASK = """
    SELECT shobj_description(oid, 'pg_database'),
           EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')
      FROM pg_database WHERE datname = current_database()"""

# Databases of a portal that is no example. Roles belong to the whole cluster, so they share its.
OTHERS = """
    SELECT datname FROM pg_database
     WHERE pg_get_userbyid(datdba) = %s AND datname <> %s
       AND coalesce(shobj_description(oid, 'pg_database') NOT IN %s, true)
     ORDER BY datname"""


def refuse_unless_marked() -> None:
    """Stop the start of the example on a database that may hold real people."""
    if _mark() not in (MARK, UNFINISHED):
        raise ImproperlyConfigured(
            "This database does not carry the example's mark. Start the example with `make run`,"
            " or set MARAC_PORTAL_EXAMPLE=off."
        )


def is_finished() -> bool:
    """Return whether the whole example is loaded in the database."""
    return _mark() == MARK


def _mark() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(ASK)
        mark: str | None = cursor.fetchone()[0]
    return mark


def this_machine_only(application: Application) -> Application:
    """Return the application, open only to this machine's own browsers."""

    def guarded(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("REMOTE_ADDR") == "127.0.0.1" and "HTTP_X_FORWARDED_FOR" not in environ:
            return application(environ, start)
        start("403 Forbidden", [("Content-Type", "text/plain")])
        return [b"The example is served to this machine only."]

    return guarded


def who_can_sign_in() -> str:
    """Return a line for each person of the example, and how all of them sign in."""
    people = get_user_model().objects.filter(is_active=True).order_by("name")
    lines = []
    for person in people.prefetch_related("memberships__agency"):
        roles = [
            f"{m.get_role_display()}{f' ({m.get_standing_display().lower()})' if m.standing else ''}"
            f", {m.agency}"
            for m in person.memberships.all()
        ]
        lines.append(f"  {person.email:<40} {person.name}: {'; '.join(roles) or 'no role'}")
    if not lines:
        return "Nobody can sign in yet: no example is loaded."
    return "\n".join(
        [
            "These invented people can sign in:",
            *lines,
            f"The password of each: {settings.EXAMPLE_PASSWORD}",
            "The code of the second factor stands on the page that asks for it.",
        ]
    )


def refuse_anothers(admin_address: str, database: str) -> None:
    """Stop before an administrator makes roles and database for the example, where that would
    change what belongs to a portal that is none: its database, or the passwords of its roles."""
    with closing(psycopg2.connect(admin_address)) as admin, admin, admin.cursor() as cursor:
        cursor.execute(OTHERS, [OWNER_ROLE, database, (MARK, UNFINISHED)])
        if other := cursor.fetchone():
            raise ImproperlyConfigured(
                f"The PostgreSQL of ADMIN_DATABASE_URL holds another portal's database, {other[0]},"
                " whose roles would get other passwords: nothing was done to it. Name another"
                " PostgreSQL, or leave ADMIN_DATABASE_URL out if you know the roles' passwords."
            )
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [database])
        if cursor.fetchone() is None:
            return
    with (
        closing(psycopg2.connect(admin_address, dbname=database)) as inside,
        inside.cursor() as own,
    ):
        _is_loaded(own)


def claim(owner_address: str) -> bool:
    """Mark an empty database as the example's; return whether the example is loaded in it."""
    with closing(psycopg2.connect(owner_address)) as owner, owner, owner.cursor() as cursor:
        loaded = _is_loaded(cursor)
        if not loaded:
            _write(cursor, UNFINISHED)
        return loaded


def _is_loaded(cursor: psycopg2.extensions.cursor) -> bool:
    cursor.execute(ASK)
    mark, filled = cursor.fetchone() or ("", True)
    if filled and mark == UNFINISHED:
        raise ImproperlyConfigured(
            "The database of OWNER_DATABASE_URL holds an example that was not loaded to its end:"
            " nothing was done to it. If no other `make run` is loading it, drop that database, which"
            " holds nothing else, and start again; without ADMIN_DATABASE_URL make it again first."
        )
    if filled and mark != MARK:
        raise ImproperlyConfigured(
            "The database of OWNER_DATABASE_URL is not empty and is no whole example:"
            " nothing was done to it. Name a database that is empty or not made yet."
        )
    return bool(mark == MARK)


def finish(owner_address: str) -> None:
    """Note on the database that the whole example is loaded."""
    with closing(psycopg2.connect(owner_address)) as owner, owner, owner.cursor() as cursor:
        _write(cursor, MARK)


def forget_unfinished(admin_address: str, database: str) -> None:
    """Drop the database of an example whose loading was broken off."""
    with closing(psycopg2.connect(admin_address)) as admin:
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [database],
            )
            if cursor.fetchone() == (UNFINISHED,):
                name = psycopg2.sql.Identifier(database)
                cursor.execute(psycopg2.sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _write(cursor: psycopg2.extensions.cursor, mark: str) -> None:
    cursor.execute("SELECT current_database()")
    (name,) = cursor.fetchone() or ("",)
    comment = psycopg2.sql.SQL("COMMENT ON DATABASE {} IS {}")
    cursor.execute(comment.format(psycopg2.sql.Identifier(name), psycopg2.sql.Literal(mark)))
