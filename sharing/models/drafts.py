"""What an agency is writing about a case and has not submitted."""

import uuid

from django.db import models

from sharing.history import GuardedManager
from sharing.models.agency import Agency
from sharing.models.scope import Scope


class ReturnDraft(models.Model):
    """Everything that an agency has written about a case since it last submitted, in one row that
    only its own people see. A draft has no history; history begins when the return is submitted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    ciphertext = models.BinaryField()
    saved_at = models.DateTimeField()
    is_empty = models.BooleanField(default=False)  # after a submit: nothing is left in it
    # By person, when the trail last recorded that they work on it.
    recorded = models.JSONField(default=dict)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "agency"], name="one_draft_of_a_return"),
        ]
