"""What an agency is writing about a case and has not submitted."""

import uuid

from django.db import models

from sharing.history import GuardedManager
from sharing.models.agency import Agency
from sharing.models.scope import Scope


class ReturnDraft(models.Model):
    """All that an agency has written about a case since it submitted last, in one row that its own
    people alone see. It has no past: history begins when it is submitted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    ciphertext = models.BinaryField()
    saved_at = models.DateTimeField()
    is_empty = models.BooleanField(default=False)  # as after a submit: nothing is left in it
    # When the trail last said of each person that they work on it, by their identifier.
    recorded = models.JSONField(default=dict)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "agency"], name="one_draft_of_a_return"),
        ]
