"""Sessions and whose they are, as each request asks for its own."""

from uuid import UUID

from django.db import connection

from sharing.models import CodeDevice, RecoveryCode, User

# Plain SQL, as in every query that each request makes (`sharing/queries/memberships.py`). Its
# expiry was counted by the machine's clock.
_DATA = """
SELECT session_data FROM sharing_portalsession
WHERE session_key = %s AND expire_date > statement_timestamp()
"""
# The person's columns are in the order of their fields. A device is named as a session names it: by
# `Device.persistent_id`.
_PERSON = """
SELECT person.password, person.last_login, person.id, person.email, person.name, person.is_active,
    ARRAY(SELECT %s || '/' || id FROM sharing_codedevice WHERE user_id = person.id AND confirmed)
    || ARRAY(SELECT %s || '/' || id FROM sharing_recoverycode WHERE user_id = person.id AND confirmed)
    AS devices
FROM sharing_user AS person
WHERE person.id = %s
"""


def data_of(key: str | None) -> str | None:
    """Return the encoded content of the session under this key; None if there is none that has not
    expired."""
    with connection.cursor() as cursor:
        cursor.execute(_DATA, [key])
        row = cursor.fetchone()
    return row[0] if row else None


def person_of(user_id: UUID) -> User | None:
    """Return the person with this identifier, with the devices of theirs that a session can have
    been signed in with; None if there is none."""
    with connection.cursor() as cursor:
        labels = [CodeDevice.model_label(), RecoveryCode.model_label()]
        cursor.execute(_PERSON, [*labels, user_id])
        row = cursor.fetchone()
        if row is None:
            return None
        *names, _ = [column.name for column in cursor.description]
    *values, devices = row
    person = User.from_db(connection.alias, names, values)
    person.devices = devices
    return person
