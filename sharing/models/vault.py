"""Files of a case, as the vault keeps them."""

import uuid

from django.db import models

from sharing.history import GuardedManager
from sharing.models.scope import Scope


class VaultFile(models.Model):
    """A sealed file: its identifier is its name in the storage. Nothing of it ever changes but the
    key that its own key is wrapped by, until it is removed; who may read it is said by what it is attached to.

    It keeps no history: a data key wrapped by a master key that was given up would open it still."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # `Kind`
    size = models.PositiveIntegerField()  # bytes of the content
    digest = models.BinaryField(max_length=32)  # SHA-256 of the content
    wrapped_key = models.BinaryField(max_length=100)
    master_key = models.CharField(max_length=20)  # the name of the key that wraps it
    # The event of the unit of work that kept it.
    event_id = models.UUIDField()
    stored_at = models.DateTimeField()
    # Of one that was withdrawn and that nobody had opened: it is in the storage no more, and has no
    # key by which a copy of the storage could be read.
    removed_at = models.DateTimeField(null=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="vault_file_is_not_empty"),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True, wrapped_key__gt=b"")
                | models.Q(removed_at__isnull=False, wrapped_key=b""),
                name="vault_file_has_a_key_until_it_is_removed",
            ),
        ]
