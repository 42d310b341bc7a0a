"""What an agency will only say: that it has something to say, and nothing of it."""

from uuid import UUID

from django.db import connection

from sharing.access import require
from sharing.actor import Actor
from sharing.models import Agency
from sharing.permissions import HEAR_OF_SPOKEN
from sharing.work import current


def agencies_to_speak(actor: Actor, case_id: UUID) -> list[Agency]:
    """Return the agencies that have something about the case which they will only say aloud, noted
    as shown. What it is about, and how much, is told to nobody."""
    require(actor, HEAR_OF_SPOKEN, case_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT agencies_to_speak(%s)", [case_id])
        found = [row[0] for row in cursor.fetchall()]
    current().items.update(found)
    return list(Agency.objects.filter(pk__in=found).order_by("name"))
