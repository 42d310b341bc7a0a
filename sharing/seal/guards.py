"""Functions of the database that are not as they were made. What guards the trail looks from inside,
where its owner can change it too; this looks from outside, by the migrations that made them: those of
every app, in the order in which they run, so that what a later one makes anew counts."""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256

from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader

from sharing.database import ADDRESSES, OWNER_ROLE, SEARCH_PATH

_MADE = re.compile(
    r"CREATE (?:OR REPLACE )?FUNCTION (\w+)(\(.*?\$\$)(.*?)\$\$;|DROP FUNCTION ([^;]+);?", re.DOTALL
)
_PATH = re.compile(r"SET (search_path) = ([\w, ]+?)(?: SET|\s*$|\s+AS)", re.MULTILINE)
_ARGUMENTS = re.compile(r"\(.*?\)", re.DOTALL)

# Every name here says where it is: a function, or an operator, that somebody made in `public` for just
# these types would else be taken in place of PostgreSQL's own.
_IS = "OPERATOR(pg_catalog.=)"
_TEXT = "::pg_catalog.text"
_SCHEMA = "'{}'::pg_catalog.regnamespace::pg_catalog.oid"
_OWN = ", ".join(map(_SCHEMA.format, ("pg_catalog", "information_schema")))
_ITS_OWN = f"{_IS} ANY (ARRAY[{_OWN}])"
_ROLES = f"ARRAY{list(ADDRESSES.values())}{_TEXT}[]"
_OF_A_SUPERUSER = f"(SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.oid {_IS} {{}})"

# Of each that is not PostgreSQL's own, or of one who can do everything (as of what an operator
# installs): its name, the hash of its body, whether it acts as its owner, where it looks for names,
# and whether it acts so for everybody.
FUNCTIONS = f"""
SELECT ARRAY[
    p.proname{_TEXT},
    pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(p.prosrc, 'UTF8')), 'hex'),
    p.prosecdef{_TEXT},
    coalesce(pg_catalog.array_to_string(p.proconfig, '|'), ''),
    (p.prosecdef AND EXISTS (
        SELECT FROM pg_catalog.aclexplode(
            coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))
        ) AS given
        WHERE given.grantee {_IS} 0::pg_catalog.oid
    )){_TEXT}
]
FROM pg_catalog.pg_proc p
WHERE NOT p.pronamespace {_ITS_OWN}
  AND (p.proname{_TEXT} {_IS} ANY (%s) OR NOT {_OF_A_SUPERUSER.format("p.proowner")})
"""

# Operators and casts, of which no migration makes any. Where a role of the portal, or everybody, looks
# for names, but for what prepares the database; and schemas in which one may look, or that have the
# name of one: a path that nobody set begins there.
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
SELECT pg_catalog.concat('search_path of ', coalesce(r.rolname{_TEXT}, 'the database'))
FROM pg_catalog.pg_db_role_setting s
LEFT JOIN pg_catalog.pg_roles r ON r.oid {_IS} s.setrole
CROSS JOIN pg_catalog.unnest(s.setconfig) AS one
WHERE pg_catalog.starts_with(one, 'search_path=')
  AND (s.setrole {_IS} 0::pg_catalog.oid OR r.rolname{_TEXT} {_IS} ANY ({_ROLES}))
  AND NOT (
    s.setdatabase {_IS} 0::pg_catalog.oid AND NOT s.setrole {_IS} 0::pg_catalog.oid
    AND one {_IS} 'search_path={SEARCH_PATH}'
) AND (s.setdatabase {_IS} 0::pg_catalog.oid OR s.setdatabase {_IS} (
    SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname {_IS} pg_catalog.current_database()
))
"""


@lru_cache(maxsize=1)
def made() -> dict[str, list[str]]:
    """Return each function that the migrations make, as `FUNCTIONS` gives it."""
    found: dict[str, list[str]] = {}
    for _, statements in steps():
        for name, head, body, dropped in _MADE.findall(statements):
            for gone in _ARGUMENTS.sub("", dropped).split(","):
                found.pop(gone.strip(), None)
            if name:
                looks_in = _PATH.search(head)
                found[name] = [
                    name,
                    sha256(body.encode()).hexdigest(),
                    str("SECURITY DEFINER" in head).lower(),
                    "=".join(looks_in.groups()) if looks_in else "",
                    "false",
                ]
    return found


def steps() -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the SQL that migrations run, with which it is, in the order in which they do."""
    loader = MigrationLoader(None)
    ends = loader.graph.leaf_nodes()
    for one in dict.fromkeys(step for end in ends for step in loader.graph.forwards_plan(end)):
        for operation in loader.graph.nodes[one].operations:
            if isinstance(operation, RunSQL):
                yield one, str(operation.sql)


def altered(functions: list[list[str]]) -> list[str]:
    """Return which of these functions are not as they were made, or that no migration made."""
    known = made()
    return sorted({f"{one[0]}()" for one in map(_as_known, functions) if one != known.get(one[0])})


def _as_known(function: list[str]) -> list[str]:
    """Return of its settings where it looks for names."""
    name, body, as_owner, settings, for_all = function
    path = (one for one in settings.split("|") if one.startswith("search_path="))
    return [name, body, as_owner, next(path, ""), for_all]
