"""The administrator's one step in a PostgreSQL before the first migration: making the roles and the
database. Roles belong to the whole cluster, so no migration may make them."""

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psycopg2
from django.core.exceptions import ImproperlyConfigured
from psycopg2.extensions import cursor as Cursor

from marac_portal import environment
from sharing.database import ADDRESSES, OWNER_ROLE, SETTINGS, SETTINGS_OF_SUPERUSERS

# One preparation at a time: PostgreSQL refuses two changes of one role at once.
LOCK = 72_340_181
REQUIRED = ("DATABASE_URL", "OWNER_DATABASE_URL")
MAKE_ROLE = (
    "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
    " THEN CREATE ROLE {role}; END IF; END $$"
)
REFUSE_POWER = (
    "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}'"
    " AND (rolsuper OR rolbypassrls)) THEN RAISE EXCEPTION"
    " '{role} must not be a superuser and must not bypass row-level security'; END IF; END $$"
)
# An administrator who may not set it goes on, and is told.
SET_IF_ALLOWED = (
    "DO $$ BEGIN ALTER ROLE {role} SET {name} = {value};"
    " EXCEPTION WHEN insufficient_privilege THEN"
    " RAISE WARNING 'A superuser has to: ALTER ROLE {role} SET {name} = {value}'; END $$"
)

# An administrator who is no superuser gives a database only to a role that they are a member of,
# and changes it only with that role's rights. Answers with what makes them a member and what takes
# it back, both empty for one who is. PostgreSQL 16 tells the ways of a membership apart.
BORROWED = """
WITH version AS (SELECT current_setting('server_version_num')::integer >= 160000 AS is_new),
held AS (
    SELECT is_new, CASE WHEN is_new
        THEN pg_has_role('{role}', 'SET') AND pg_has_role('{role}', 'USAGE')
        ELSE pg_has_role('{role}', 'MEMBER') END AS is_held
    FROM version
)
SELECT
    CASE WHEN is_held THEN '' ELSE 'GRANT {role} TO CURRENT_USER'
        || CASE WHEN is_new THEN ' WITH INHERIT TRUE, SET TRUE' ELSE '' END END AS borrow,
    CASE WHEN is_held THEN '' ELSE 'REVOKE {role} FROM CURRENT_USER' END AS give_back
FROM held"""
RIGHTS = (
    "It takes a superuser, or whoever made the portal's roles and database and has CREATEROLE and"
    " CREATEDB."
)


@dataclass(frozen=True)
class Preparation:
    """The roles and the database that the addresses need: the database, and the password of each
    role that has one. A role without a password is made and cannot sign in."""

    database: str
    passwords: Mapping[str, str]

    @property
    def others(self) -> list[str]:
        """Return the roles that own nothing."""
        return [role for role in ADDRESSES.values() if role != OWNER_ROLE]

    def of_cluster(self) -> Iterator[str]:
        """Yield the statements that make the roles."""
        for role in ADDRESSES.values():
            yield MAKE_ROLE.format(role=role)
        for role in self.others:
            yield REFUSE_POWER.format(role=role)
        for role, password in self.passwords.items():
            power = "CREATEDB" if role == OWNER_ROLE else "NOCREATEDB NOCREATEROLE"
            yield f"ALTER ROLE {role} LOGIN {power} PASSWORD '{scram(password)}'"
        for role, settings in SETTINGS.items():
            for name, value in settings.items():
                yield f"ALTER ROLE {role} SET {name} = '{value}'"
        for role, settings in SETTINGS_OF_SUPERUSERS.items():
            for name, value in settings.items():
                yield SET_IF_ALLOWED.format(role=role, name=name, value=value)
        # So that tests can step down to these roles; the owner can do more anyway.
        yield f"GRANT {', '.join(self.others)} TO {OWNER_ROLE}"

    def creation(self) -> str:
        """Return the statement that makes the database."""
        return (
            f'CREATE DATABASE "{self.database}" OWNER {OWNER_ROLE} ENCODING UTF8 TEMPLATE template0'
        )

    def of_database(self) -> Iterator[str]:
        """Yield the statements that let in only the roles."""
        yield f'ALTER DATABASE "{self.database}" OWNER TO {OWNER_ROLE}'
        yield f'REVOKE ALL ON DATABASE "{self.database}" FROM PUBLIC'
        others = ", ".join(self.others)
        yield f'GRANT CONNECT ON DATABASE "{self.database}" TO {others}'
        yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
        yield f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER_ROLE}"
        yield f"GRANT USAGE ON SCHEMA public TO {others}"

    def script(self) -> str:
        """Return everything as a script for psql, which may run more than once."""
        asked = f"SELECT FROM pg_database WHERE datname = '{self.database}'"
        return "\n".join(
            [
                *(f"{statement};" for statement in self.of_cluster()),
                f"{BORROWED.format(role=OWNER_ROLE)} \\gset",
                ":borrow;",
                f"SELECT '{self.creation()}' WHERE NOT EXISTS ({asked}) \\gexec",
                f'\\connect "{self.database}"',
                *(f"{statement};" for statement in self.of_database()),
                ":give_back;",
            ]
        )

    def carry_out(self, admin_address: str) -> list[str]:
        """Make the roles and the database, or bring them up to date. Return PostgreSQL's warnings:
        steps that a superuser has to do if this administrator is none."""
        with closing(psycopg2.connect(admin_address)) as admin:
            admin.autocommit = True
            with admin.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
                for statement in self.of_cluster():
                    cursor.execute(statement)
                with as_owner(cursor):
                    self._make_database(cursor, admin_address)
            return [one.strip() for one in admin.notices if one.startswith("WARNING")]

    def _make_database(self, cursor: Cursor, admin_address: str) -> None:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [self.database])
        if cursor.fetchone() is None:
            cursor.execute(self.creation())
        with closing(psycopg2.connect(admin_address, dbname=self.database)) as inside:
            inside.autocommit = True
            with inside.cursor() as within:
                for statement in self.of_database():
                    within.execute(statement)


@contextmanager
def as_owner(cursor: Cursor) -> Iterator[None]:
    """Let the administrator be one of the owner's role for the block."""
    cursor.execute(BORROWED.format(role=OWNER_ROLE))
    ((borrow, give_back),) = cursor.fetchall()
    if not borrow:
        yield
        return
    cursor.execute(borrow)
    try:
        yield
    finally:
        cursor.execute(give_back)


def asked_for() -> Preparation:
    """Return the preparation for the addresses: those of the web process and the owner, and of each
    other role whose address is set."""
    named = [name for name in ADDRESSES if name in REQUIRED or os.environ.get(name)]
    passwords, databases = {}, set()
    for name in named:
        role = ADDRESSES[name]
        settings = environment.database(name, role=role)
        if not settings["PASSWORD"]:
            raise ImproperlyConfigured(f"{name} must hold a password for {role}.")
        passwords[role] = str(settings["PASSWORD"])
        databases.add(str(settings["NAME"]))
    if len(databases) > 1:
        raise ImproperlyConfigured(f"{' and '.join(named)} name two databases.")
    database = databases.pop()
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,62}", database):
        raise ImproperlyConfigured(
            "The name of the database may hold letters, digits, _ and -, and begins with a letter."
        )
    return Preparation(database, passwords)


def scram(password: str, *, salt: bytes = b"") -> str:
    """Return the form in which PostgreSQL keeps a password, so that none is sent or printed."""
    salt, rounds = salt or os.urandom(16), 4096
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    client = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    written = [base64.b64encode(part).decode() for part in (salt, client, server)]
    return f"SCRAM-SHA-256${rounds}:{written[0]}${written[1]}:{written[2]}"
