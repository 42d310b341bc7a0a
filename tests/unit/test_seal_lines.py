"""The canonical line: the same bytes for the same columns, for ever."""

import json

from django.db import connection

from sharing.models import AuditEvent
from sharing.seal.lines import NAMES, line

VALUES = {
    "_version": 1,
    "also": ["z", "a"],
    "cases": ["0b8f0a7e-6a54-4a39-8f5c-9a3f1f0a2b11"],
    "code": 'a "quoted" code\n',
    "id": "5c3d3c8e-02c2-4a9a-8a3f-0f3a1b2c3d4e",
    "items": [],
    "occurred_at": 1773482400000000,
    "outcome": "allowed",
    "people": [],
    "reason": "",
    "recorded_at": 1773482400123456,
    "request_id": "00000000-0000-0000-0000-000000000000",
    "role": "Ŵren",
    "second_factor_age": 0,
}
WRITTEN = (
    '{"_version":1,"also":["z","a"],"cases":["0b8f0a7e-6a54-4a39-8f5c-9a3f1f0a2b11"],'
    '"code":"a \\"quoted\\" code\\n","id":"5c3d3c8e-02c2-4a9a-8a3f-0f3a1b2c3d4e","items":[],'
    '"occurred_at":1773482400000000,"outcome":"allowed","people":[],"reason":"",'
    '"recorded_at":1773482400123456,"request_id":"00000000-0000-0000-0000-000000000000",'
    '"role":"Ŵren","second_factor_age":0}'
)


def read(value):
    """Return a value as the database hands it out."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"))


def test_a_line_is_written_so_and_no_other_way():
    written = line([read(VALUES.get(name)) for name in NAMES])
    assert written == WRITTEN.encode()
    assert json.loads(written) == VALUES, "what is empty in the database is not in the line"


def test_a_line_is_what_any_encoder_of_json_writes():
    encoded = json.dumps(VALUES, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert encoded == WRITTEN


def test_the_database_writes_lists_as_others_do(db):
    odd = ["", 'a "b"', "\\", "\n\t\x01\x1f\x7f", "ŵ/é", "a,b"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_to_json(%s::varchar[])::text", [odd])
        (written,) = cursor.fetchone()
    assert written == json.dumps(odd, ensure_ascii=False, separators=(",", ":"))


def test_every_column_is_in_the_line():
    columns = {column.name for column in AuditEvent._meta.local_fields} - {"pk"}
    assert columns == {name.replace("_version", "line_version") for name in NAMES}


def test_the_version_comes_first():
    assert list(NAMES) == sorted(NAMES)
    assert NAMES[0] == "_version"
