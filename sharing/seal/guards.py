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

_STEP = re.compile(
    r"CREATE (?:OR REPLACE )?FUNCTION (?P<made>\w+)(?P<head>\(.*?\$\$)(?P<body>.*?)\$\$;"
    r"|DROP FUNCTION (?P<dropped>[^;]+);?"
    r"|(?P<how>GRANT|REVOKE) (?:ALL|EXECUTE) ON FUNCTION (?P<of>.*?)\s(?:TO|FROM) (?P<roles>[\w, ]+)"
    # What is done with each of a list, and the list.
    r"|ARRAY ARRAY\[(?P<each>.*?)\] LOOP",
    re.DOTALL,
)
_SETTING = re.compile(r"SET (\w+) = ('[^']*'|[\w, ]+?)(?=\s+SET\b|\s+AS\b|\s*$)", re.MULTILINE)
_ARGUMENTS = re.compile(r"\(.*?\)", re.DOTALL)
_GIVES = re.compile(r"\((.*?)\)\s+RETURNS (.*?)\s+LANGUAGE", re.DOTALL)
_TYPES = {"timestamptz": "timestamp with time zone", "varchar": "character varying"}
_SPACE = re.compile(r"\s*([()])\s*")
_EVERYBODY = "public"

# Every name here says where it is: a function, or an operator, that somebody made in `public` for just
# these types would else be taken in place of PostgreSQL's own.
_IS = "OPERATOR(pg_catalog.=)"
_TEXT = "::pg_catalog.text"
_SCHEMA = "'{}'::pg_catalog.regnamespace::pg_catalog.oid"
_OWN = ", ".join(map(_SCHEMA.format, ("pg_catalog", "information_schema")))
_ITS_OWN = f"{_IS} ANY (ARRAY[{_OWN}])"
_ROLES = f"ARRAY{list(ADDRESSES.values())}{_TEXT}[]"
_OTHERS = f"ARRAY{[role for role in ADDRESSES.values() if role != OWNER_ROLE]}{_TEXT}[]"
_OF_A_SUPERUSER = f"(SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.oid {_IS} {{}})"
_MORE = "{0}.rolsuper OR {0}.rolbypassrls OR {0}.rolcreaterole OR {0}.rolreplication"

# Of each that is not PostgreSQL's own, or of one who can do everything (as of what an operator
# installs): its name and its owner, what it is called with and what it gives, the hash of its body,
# whether it acts as its owner, what it sets while it runs, whether it is called with nothing, what
# PostgreSQL takes it to depend on, and who may call it.
FUNCTIONS = f"""
SELECT ARRAY[
    p.proname{_TEXT},
    pg_catalog.pg_get_userbyid(p.proowner){_TEXT},
    pg_catalog.pg_get_function_arguments(p.oid),
    coalesce(pg_catalog.pg_get_function_result(p.oid), ''),
    pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(p.prosrc, 'UTF8')), 'hex'),
    p.prosecdef{_TEXT},
    coalesce(pg_catalog.array_to_string(p.proconfig, '|'), ''),
    p.proisstrict{_TEXT},
    p.provolatile{_TEXT},
    pg_catalog.array_to_string(ARRAY(
        SELECT pg_catalog.concat(
            coalesce(r.rolname{_TEXT}, '{_EVERYBODY}'), CASE WHEN given.is_grantable THEN '*' END
        )
        FROM pg_catalog.aclexplode(
            coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))
        ) AS given
        LEFT JOIN pg_catalog.pg_roles r ON r.oid {_IS} given.grantee
        WHERE NOT given.grantee {_IS} p.proowner
    ), '|')
]
FROM pg_catalog.pg_proc p
WHERE NOT p.pronamespace {_ITS_OWN}
  AND (p.proname{_TEXT} {_IS} ANY (%s) OR NOT {_OF_A_SUPERUSER.format("p.proowner")})
"""

# Each that is made and is not there, where there is a portal around the trail.
GONE = f"""
SELECT pg_catalog.concat(one, '()') FROM pg_catalog.unnest(%s{_TEXT}[]) AS one
WHERE pg_catalog.to_regclass('public.sharing_scope') IS NOT NULL AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_proc p
    WHERE p.proname{_TEXT} {_IS} one AND p.pronamespace {_IS} {_SCHEMA.format("public")}
)
"""

# What an operator may set for a role or the database, so that it runs well.
_OF_AN_OPERATOR = "^(jit|log_.*|.*_mem|.*_timeout)$"
_HIDDEN = "track_activities=off"

# Operators and casts, of which no migration makes any. What is set for a role of the portal, the
# database or everybody, but for what prepares the database, above all where they look for names; and
# schemas in which one may look, or that have the name of one: a path that nobody set begins there.
# Roles of the portal that are another one's too, or PostgreSQL's own, or may do more than act, or be one
# who may; that make something where names are looked for, or set what only a superuser may: what an
# operator does with roles of their own is theirs.
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
SELECT pg_catalog.concat('temporary tables of ', r.rolname) FROM pg_catalog.pg_roles r
WHERE r.rolname{_TEXT} {_IS} ANY ({_OTHERS})
  AND pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(){_TEXT}, 'TEMP')
"""


@lru_cache(maxsize=1)
def made() -> dict[str, list[str]]:
    """Return each function that the migrations make, as `FUNCTIONS` gives it."""
    found: dict[str, list[str]] = {}
    callers: dict[str, set[str]] = {}
    for _, statements in steps():
        each = ""
        for step in _STEP.finditer(statements):
            each = step["each"] or each
            for name in _names(step["dropped"] or ""):
                found.pop(name, None)
                callers.pop(name, None)
            if name := step["made"]:
                found[name] = [name, *_as_made(step["head"], step["body"])]
                callers.setdefault(name, {_EVERYBODY})
            for name in _names((step["of"] or "").replace("%s", each)):
                roles = set(_names(step["roles"].lower()))
                has = callers[name]
                callers[name] = has | roles if step["how"] == "GRANT" else has - roles
    return {name: [*one, "|".join(sorted(callers[name]))] for name, one in found.items()}


def _names(text: str) -> list[str]:
    """Return the names of a list, of functions without their arguments."""
    named = (one.strip(" \n'") for one in _ARGUMENTS.sub("", text).split(","))
    return [one for one in named if one]


def _as_made(head: str, body: str) -> list[str]:
    settings = (f"{name.lower()}={value.strip(chr(39))}" for name, value in _SETTING.findall(head))
    (gives,) = _GIVES.findall(head)
    return [
        OWNER_ROLE,
        *map(_as_shown, gives),
        sha256(body.encode()).hexdigest(),
        str("SECURITY DEFINER" in head).lower(),
        "|".join(sorted(settings)),
        str(" STRICT" in head).lower(),
        next((word[0].lower() for word in ("IMMUTABLE", "STABLE") if f" {word}" in head), "v"),
    ]


def _as_shown(text: str) -> str:
    """Return what a function is called with, or gives, as PostgreSQL says it."""
    words = (_TYPES.get(word, word) for word in re.split(r"\b", " ".join(text.split())))
    return _SPACE.sub(r"\1", "".join(words))


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
    """Return it with its settings, and those who may call it, in one order."""
    *before, settings, strict, depends, callers = function
    told = (one.partition("=") for one in settings.split("|") if one)
    in_order = "|".join(sorted(f"{setting.lower()}={value}" for setting, _, value in told))
    by = "|".join(sorted(callers.split("|")))
    return [*before, in_order, strict, depends, by]
