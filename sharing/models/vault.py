"""Files of a case, as the vault keeps them."""

import uuid

from django.db import models

from sharing.history import GuardedManager
from sharing.models.scope import Scope


class VaultFile(models.Model):
    """A sealed file. Its identifier is its name in the storage. Until the file is removed, only the
    wrapping of its key changes. What it is attached to decides who may read it.

    It has no history, because an old wrapped key would still open the file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # `Kind`
    size = models.PositiveIntegerField()  # bytes of the content
    digest = models.BinaryField(max_length=32)  # SHA-256 of the content
    wrapped_key = models.BinaryField(max_length=100)
    master_key = models.CharField(max_length=20)  # the name of the key that wraps it
    # The event of the unit of work that stored it.
    event_id = models.UUIDField()
    stored_at = models.DateTimeField()
    # Set if the file was withdrawn before anybody had opened it. It is then no longer in the
    # storage, and has no key that would open a copy of the storage.
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
