"""What seals the trail. The tables are unmanaged, like the trail itself: the sealer only adds to
them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class SealLeaf(models.Model):
    sequence = models.BigIntegerField(primary_key=True)  # from 0, without a gap
    recorded_at = models.DateTimeField()
    event_id = models.UUIDField()
    hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = "seal_leaf"


class SealNode(models.Model):
    """The root of a complete subtree, kept for proofs."""

    pk = models.CompositePrimaryKey("level", "position")
    level = models.SmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = "seal_node"


class SealCheckpoint(models.Model):
    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    sealed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "seal_checkpoint"


class SealKey(models.Model):
    since = models.BigIntegerField(primary_key=True)
    verifier = models.TextField(unique=True)
    named_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "seal_key"


class SealAlarm(models.Model):
    """Something that is or was wrong with the seal, and when. It is reported once, and again when
    it names more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=20)
    # Each part of the database that it names at present, with its form.
    about = ArrayField(models.TextField(), default=list)
    raised_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(ended_at__isnull=True),
                name="alarm_once_at_a_time",
            ),
        ]
