"""Finds tables and functions that are not as the migrations made them, and anything that gives a
role of the portal more rights. The owner of the database could change a check that lives inside it.
So this one compares from outside with `as_made.txt`, which is drawn from a freshly migrated
database."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from sharing.database import ADDRESSES, OWNER_ROLE, SEARCH_PATH

# One hash by name. All years of the trail share one line.
AS_MADE = Path(__file__).with_name("as_made.txt")
_YEAR = re.compile(r"audit_event_[0-9]{4}")

# Every name here gives its schema. Otherwise PostgreSQL could take a function or an operator that
# somebody made in `public` for exactly these types in place of its own.
_IS = "OPERATOR(pg_catalog.=)"
_TEXT = "::pg_catalog.text"
_C = 'COLLATE pg_catalog."C"'
_SCHEMA = "'{}'::pg_catalog.regnamespace::pg_catalog.oid"
_OWN = ", ".join(map(_SCHEMA.format, ("pg_catalog", "information_schema")))
_ITS_OWN = f"{_IS} ANY (ARRAY[{_OWN}])"
_ROLES = f"ARRAY{list(ADDRESSES.values())}{_TEXT}[]"
_OTHERS = f"ARRAY{[role for role in ADDRESSES.values() if role != OWNER_ROLE]}{_TEXT}[]"
_OF_A_SUPERUSER = f"(SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.oid {_IS} {{}})"
_MORE = "{0}.rolsuper OR {0}.rolbypassrls OR {0}.rolcreaterole OR {0}.rolreplication"

# For each function that belongs neither to PostgreSQL nor to a superuser (such as what an operator
# installs), unless its name is a known one: its name, and a hash of its owner, language, arguments,
# result, body, security, settings, strictness, volatility and rights.
_FUNCTIONS = f"""
SELECT ARRAY[called.name, pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.concat_ws(
    E'\\n',
    pg_catalog.pg_get_userbyid(p.proowner),
    (SELECT l.lanname FROM pg_catalog.pg_language l WHERE l.oid {_IS} p.prolang),
    pg_catalog.pg_get_function_arguments(p.oid),
    pg_catalog.pg_get_function_result(p.oid),
    p.prosrc,
    p.prosecdef,
    pg_catalog.array_to_string(ARRAY(
        SELECT one FROM pg_catalog.unnest(p.proconfig) AS one ORDER BY one {_C}
    ), '|'),
    p.proisstrict,
    p.provolatile,
    pg_catalog.array_to_string(ARRAY(
        SELECT who.may FROM pg_catalog.aclexplode(
            coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))
        ) AS given
        LEFT JOIN pg_catalog.pg_roles r ON r.oid {_IS} given.grantee
        CROSS JOIN pg_catalog.concat(
            coalesce(r.rolname{_TEXT}, 'public'), CASE WHEN given.is_grantable THEN '*' END
        ) AS who (may)
        WHERE NOT given.grantee {_IS} p.proowner ORDER BY who.may {_C}
    ), '|')
), 'UTF8')), 'hex')]
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid {_IS} p.pronamespace
CROSS JOIN pg_catalog.concat(
    CASE WHEN NOT n.nspname {_IS} 'public' THEN pg_catalog.concat(n.nspname, '.') END, p.proname, '()'
) AS called (name)
WHERE NOT p.pronamespace {_ITS_OWN}
  AND (called.name {_IS} ANY (%s) OR NOT {_OF_A_SUPERUSER.format("p.proowner")})
"""

# The functions, and the tables as a function of the database describes them (guards.sql), which is
# itself among the functions compared. The known names are passed twice.
_THERE = f"""ARRAY(
{_FUNCTIONS}
UNION ALL
SELECT ARRAY[t.name, t.made] FROM public.tables_as_they_are(%s) t
)"""

# Settings that an operator may make for a role or the database, so that it runs well.
_OF_AN_OPERATOR = "^(jit|log_.*|.*_mem|.*_timeout)$"
_HIDDEN = "track_activities=off"

# What no migration makes and no preparation sets:
# - operators and casts;
# - schemas that a role of the portal may use, or that bear a role's name: a default search path
#   begins there;
# - settings for a role of the portal, the database or everybody, above all a search path;
# - for a role of the portal: membership of another such role, of one of PostgreSQL's own or of a
#   powerful one, powers of its own, and the right to make objects or to set what only a superuser
#   may.
# What an operator does with other roles is the operator's own affair.
FOREIGN = f"""
SELECT pg_catalog.concat('operator ', o.oprname) FROM pg_catalog.pg_operator o
WHERE NOT o.oprnamespace {_ITS_OWN} AND NOT {_OF_A_SUPERUSER.format("o.oprowner")}
UNION ALL
SELECT pg_catalog.concat('cast of ', s.typname, ' to ', t.typname) FROM pg_catalog.pg_cast c
JOIN pg_catalog.pg_type s ON s.oid {_IS} c.castsource
JOIN pg_catalog.pg_type t ON t.oid {_IS} c.casttarget
WHERE NOT ({_OF_A_SUPERUSER.format("s.typowner")} AND {_OF_A_SUPERUSER.format("t.typowner")})
UNION ALL
SELECT pg_catalog.concat('schema ', n.nspname) FROM pg_catalog.pg_namespace n
WHERE NOT n.oid {_IS} ANY (ARRAY[{_OWN}, {_SCHEMA.format("public")}])
  AND NOT pg_catalog.starts_with(n.nspname{_TEXT}, 'pg_')
  AND EXISTS (
    SELECT FROM pg_catalog.pg_roles r
    WHERE r.rolname{_TEXT} {_IS} ANY ({_ROLES}) AND (
        r.rolname {_IS} n.nspname
        OR NOT r.rolname{_TEXT} {_IS} '{OWNER_ROLE}'
            AND pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE')
    )
)
UNION ALL
SELECT pg_catalog.concat(setting, ' of ', coalesce(r.rolname{_TEXT}, 'the database'))
FROM pg_catalog.pg_db_role_setting s
LEFT JOIN pg_catalog.pg_roles r ON r.oid {_IS} s.setrole
CROSS JOIN pg_catalog.unnest(s.setconfig) AS one
CROSS JOIN pg_catalog.split_part(one, '=', 1) AS setting
WHERE (s.setrole {_IS} 0::pg_catalog.oid OR r.rolname{_TEXT} {_IS} ANY ({_ROLES}))
  AND NOT setting OPERATOR(pg_catalog.~) '{_OF_AN_OPERATOR}' AND NOT one {_IS} '{_HIDDEN}'
  AND NOT (
    s.setdatabase {_IS} 0::pg_catalog.oid AND NOT s.setrole {_IS} 0::pg_catalog.oid
    AND one {_IS} 'search_path={SEARCH_PATH}'
) AND (s.setdatabase {_IS} 0::pg_catalog.oid OR s.setdatabase {_IS} (
    SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname {_IS} pg_catalog.current_database()
))
UNION ALL
SELECT pg_catalog.concat(o.rolname, ' given to ', r.rolname)
FROM pg_catalog.pg_roles r
JOIN pg_catalog.pg_roles o ON pg_catalog.pg_has_role(r.oid, o.oid, 'MEMBER')
WHERE r.rolname{_TEXT} {_IS} ANY ({_OTHERS}) AND NOT o.oid {_IS} r.oid
  AND (
    o.rolname{_TEXT} {_IS} ANY ({_ROLES}) OR pg_catalog.starts_with(o.rolname{_TEXT}, 'pg_')
    OR {_MORE.format("o")}
)
UNION ALL
SELECT pg_catalog.concat('more power of ', r.rolname) FROM pg_catalog.pg_roles r
WHERE r.rolname{_TEXT} {_IS} ANY ({_OTHERS})
  AND ({_MORE.format("r")})
UNION ALL
SELECT pg_catalog.concat('CREATE in public given to ', r.rolname) FROM pg_catalog.pg_roles r
WHERE r.rolname{_TEXT} {_IS} ANY ({_OTHERS})
  AND pg_catalog.has_schema_privilege(r.oid, {_SCHEMA.format("public")}, 'CREATE')
UNION ALL
SELECT pg_catalog.concat(p.parname, ' given to ', r.rolname) FROM pg_catalog.pg_roles r
CROSS JOIN pg_catalog.pg_parameter_acl p
WHERE r.rolname{_TEXT} {_IS} ANY ({_OTHERS})
  AND pg_catalog.has_parameter_privilege(r.oid, p.parname, 'SET, ALTER SYSTEM')
UNION ALL
SELECT pg_catalog.concat(made.what, ' of ', r.rolname) FROM pg_catalog.pg_roles r
CROSS JOIN (VALUES ('TEMP', 'temporary tables'), ('CREATE', 'schemas')) AS made (may, what)
WHERE r.rolname{_TEXT} {_IS} ANY ({_OTHERS})
  AND pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(){_TEXT}, made.may)
"""


@lru_cache(maxsize=1)
def as_made() -> dict[str, str]:
    """Return, by name, the hash of each table and function as the migrations make it."""
    return dict(line.split() for line in AS_MADE.read_text(encoding="utf-8").splitlines())


def found(cursor: Any) -> list[list[str]]:
    """Return name and hash of each table and function in the database, without what only a
    superuser made."""
    known = list(as_made())
    cursor.execute(f"SELECT {_THERE}", [known, known])
    (there,) = cursor.fetchone()
    return cast("list[list[str]]", there)


def known_as(name: str) -> str:
    """Return the name in `as_made.txt`, which is one for all years of the trail."""
    return _YEAR.sub("audit_event_year", name)


def altered(there: list[list[str]]) -> list[tuple[str, str]]:
    """Return what was altered, what no migration made, and what is missing: its name and its
    present form, which is empty if it is missing."""
    known = as_made()
    others = {(name, made) for name, made in there if known.get(known_as(name)) != made}
    gone = known.keys() - {known_as(name) for name, _ in there}
    return sorted(others | {(name, "") for name in gone})
