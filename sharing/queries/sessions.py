"""Sessions, as each request asks for its own."""

from django.db import connection

# In its own words, as all that every request asks (`sharing/queries/memberships.py`). When it
# expires was counted by the machine's clock.
_DATA = """
SELECT session_data FROM sharing_portalsession
WHERE session_key = %s AND expire_date > statement_timestamp()
"""


def data_of(key: str | None) -> str | None:
    """Return what is kept in the session under this key, encoded; nothing if there is none that
    has not expired."""
    with connection.cursor() as cursor:
        cursor.execute(_DATA, [key])
        row = cursor.fetchone()
    return row[0] if row else None
