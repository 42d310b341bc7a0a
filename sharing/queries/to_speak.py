"""Items that an agency will only say aloud: the meeting learns that there are some, and readers of
the case the headings that the agency chose."""

from uuid import UUID

from django.db import connection

from sharing.access import require
from sharing.actor import Actor
from sharing.models import Agency, SpokenHeading
from sharing.permissions import HEAR_OF_SPOKEN
from sharing.work import current


def agencies_to_speak(actor: Actor, case_id: UUID) -> list[Agency]:
    """Return the agencies that have something about the case which they will only say aloud, noted
    as shown. Nobody is told what it is about, or how much."""
    require(actor, HEAR_OF_SPOKEN, case_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT agencies_to_speak(%s)", [case_id])
        found = [row[0] for row in cursor.fetchall()]
    current().items.update(found)
    return list(Agency.objects.filter(pk__in=found).order_by("name"))


def spoken_headings(case_id: UUID) -> dict[Agency, list[str]]:
    """Return, by agency, the headings that it chose for what it will only say about a case that was
    opened before, in their own order, each once, noted as shown. Nobody is told how much it is, or
    what."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, heading FROM spoken_headings(%s)", [case_id])
        found = set(cursor.fetchall())
    agencies = Agency.objects.in_bulk({agency_id for agency_id, _ in found}) if found else {}
    current().items.update(agencies)
    return {
        agency: [str(one.label) for one in SpokenHeading if (agency_id, one.value) in found]
        for agency_id, agency in agencies.items()
    }
