"""The sealer's statements: which events wait for their seal, and which place each gets."""

from sharing.seal.lines import COLUMNS

_READ = f"SELECT e.recorded_at::text, {COLUMNS} FROM audit_event e WHERE "
_IN_ORDER = " ORDER BY e.recorded_at, e.id LIMIT %(batch)s"
AHEAD = f"{_READ} e.recorded_at > %(first)s {_IN_ORDER}"
LEFT_BEHIND = f"""{_READ} e.recorded_at >= %(first)s AND e.recorded_at <= %(end)s
AND NOT EXISTS (
    SELECT FROM seal_leaf l WHERE l.recorded_at = e.recorded_at AND l.event_id = e.id
    AND l.recorded_at >= %(first)s AND l.recorded_at <= %(end)s
) {_IN_ORDER}"""
ONE = f"{_READ} e.id = %(id)s AND e.recorded_at > clock_timestamp() - interval '1 hour'"
# The newest sealed event, and where the look-back starts. A clock that was set back must not leave
# the look-back ahead of what is recorded now.
NEWEST = """
SELECT max(recorded_at)::text, (least(max(recorded_at), clock_timestamp()) - %s)::text
FROM seal_leaf
"""
ADD_LEAVES = """
INSERT INTO seal_leaf (sequence, recorded_at, event_id, hash)
SELECT %s + place - 1, recorded, event, decode(hashed, 'hex')
FROM unnest(%s::timestamptz[], %s::uuid[], %s::text[])
    WITH ORDINALITY AS added (recorded, event, hashed, place)
"""
