"""Sessions, as each request asks for its own."""

from django.db import connection

# Plain SQL, as in every query that each request makes (`sharing/queries/memberships.py`). Its
# expiry was counted by the machine's clock.
_DATA = """
SELECT session_data FROM sharing_portalsession
WHERE session_key = %s AND expire_date > statement_timestamp()
"""


def data_of(key: str | None) -> str | None:
    """Return the encoded content of the session under this key; None if there is none that has not
    expired."""
    with connection.cursor() as cursor:
        cursor.execute(_DATA, [key])
        row = cursor.fetchone()
    return row[0] if row else None
