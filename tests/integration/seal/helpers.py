"""What the tests of the seal share."""

import json
import re
from datetime import UTC, datetime, timedelta

from django.db import connection

from sharing.seal import merkle
from tests.conftest import as_owner
from tests.sealing import EVENT, PLACES, an_event, signer
from verifier import verify_trail

BATCHES, OF = 20, 15
RANDOM = 100


def seal_batches(trail, batches):
    """Write and seal so many times as many events."""
    sealer = trail.sealer()
    for _ in range(batches):
        trail.write(OF)
        sealer.tick()


def lines_of(folder, name="events.jsonl"):
    return (folder / name).read_bytes().splitlines(keepends=True)


def rewrite(folder, lines, name="events.jsonl"):
    (folder / name).write_bytes(b"".join(lines))


def manifest(folder, **changes):
    path = folder / "export.json"
    told = json.loads(path.read_text()) | changes
    path.write_text(json.dumps(told))
    return told


def entry_of(said):
    """Return the first entry that the verdict names."""
    return int(re.search(r"NOT SOUND.*?[Ee]ntr(?:y|ies) (\d+)", said)[1])


def insert(lines, at):
    body = json.dumps(dict(zip(EVENT.split(", "), an_event(), strict=True))).encode()
    leaf = merkle.leaf_hash(body).hex().encode()
    lines.insert(at, verify_trail.LINE % (at, leaf, body))
    return at, "was inserted|was changed, removed, inserted"


def whole(note):
    signed = [signer().signature(note.text)]
    return f"{note.text}\n{''.join(signed)}\n"


def in_the_past(trail, **ago):
    """Write an event as of long ago, as a clock that was wrong or a dishonest owner would."""
    event = an_event()
    recorded = datetime.now(UTC) - timedelta(**ago)
    trail.ask(
        f"INSERT INTO audit_event (recorded_at, {EVENT}) VALUES (%s, {PLACES})", recorded, *event
    )
    return event[0]


def ask(statement, *values):
    """Let the owner of the database do something; return what it gives."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount
