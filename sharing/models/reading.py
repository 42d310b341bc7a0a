"""Which cases a person opened today, and whether they said why."""

import uuid

from django.db import models

from sharing.models.agency import Agency
from sharing.models.user import User


class CaseOpening(models.Model):
    """A case that a person opened for an agency and that no meeting of theirs deals with. The
    database shows each row to that person alone; the row is deleted after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    case_id = models.UUIDField()
    # Null once the opening no longer counts, because the person proved who they are.
    opened_at = models.DateTimeField(null=True)
    # When they said why. That holds for the day; the reason itself is kept beside the event.
    explained_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "case_id"], name="one_opening_of_a_case"
            ),
        ]
