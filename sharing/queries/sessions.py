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
_FIELDS = [field.attname for field in User._meta.concrete_fields]
# A device is named as a session names it: by `Device.persistent_id`.
_PERSON = f"""
SELECT {", ".join(f"person.{name}" for name in _FIELDS)},
    ARRAY(SELECT %s || '/' || id FROM sharing_codedevice WHERE user_id = person.id AND confirmed)
    || ARRAY(SELECT %s || '/' || id FROM sharing_recoverycode WHERE user_id = person.id AND confirmed)
    AS devices
FROM sharing_user AS person
WHERE person.id = %s
"""  # noqa: S608 - the names of our own fields


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
    *values, devices = row
    person = User.from_db(connection.alias, _FIELDS, values)
    person.devices = devices
    return person
