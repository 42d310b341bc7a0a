"""The openings of cases, noted by the door while a page is read."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from sharing import clock
from sharing.actor import Actor
from sharing.rules.reading import Opening

# The openings are noted, and what was there before comes back: why, and how long ago, as one of
# that agency; how many cases the person opened lately as one of any. Where the page does not open
# after all the unit is rolled back, and this with it. Of pages that somebody opens at once the next
# waits until it sees what this one noted: so the lock is a statement of its own before it.
_NOTE = """
SELECT pg_advisory_xact_lock(1, hashtext(%(user)s::text));
INSERT INTO sharing_caseopening AS this (id, user_id, agency_id, case_id, opened_at)
SELECT gen_random_uuid(), %(user)s, %(agency)s, one, %(now)s FROM unnest(%(cases)s::uuid[]) AS one
ON CONFLICT (user_id, agency_id, case_id) DO UPDATE SET opened_at = excluded.opened_at
RETURNING this.case_id, this.explained_at,
    (SELECT old.opened_at FROM sharing_caseopening old
     WHERE old.user_id = %(user)s AND old.agency_id = %(agency)s AND old.case_id = this.case_id),
    ARRAY(SELECT max(other.opened_at) FROM sharing_caseopening other
          WHERE other.user_id = %(user)s AND other.case_id <> ALL (%(cases)s::uuid[])
            AND other.opened_at IS NOT NULL
          GROUP BY other.case_id)
"""


def note_openings(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, Opening]:
    """The person opened these cases now. Returns what was known of each before, in their order."""
    values: dict[str, UUID | list[UUID] | datetime] = {
        "user": actor.person_id,
        "agency": actor.agency_id,
        "cases": list(case_ids),
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
        found = {case_id: Opening(*rest) for case_id, *rest in cursor.fetchall()}
    return {one: found[one] for one in case_ids}
