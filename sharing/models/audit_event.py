"""The audit trail: what was done, seen and tried. The table is unmanaged because it is partitioned
and append-only, and a test's flush must leave it alone. It holds identifiers and codes only;
`AuditDetail` holds the personal part."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from sharing.codes import Outcome


class AuditEvent(models.Model):
    pk = models.CompositePrimaryKey("recorded_at", "id")
    id = models.UUIDField()
    recorded_at = models.DateTimeField()  # the database's clock
    occurred_at = models.DateTimeField()  # the portal's clock
    line_version = models.SmallIntegerField()
    request_id = models.UUIDField()
    user_id = models.UUIDField(null=True)
    membership_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    area_id = models.UUIDField(null=True)
    role = models.CharField(max_length=20)  # or the name of the job
    second_factor_age = models.IntegerField(null=True)  # seconds
    code = models.CharField(max_length=60)
    also = ArrayField(models.CharField(max_length=60))  # further things done in the same unit
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=40)  # why it was refused
    cases = ArrayField(models.UUIDField())
    people = ArrayField(models.UUIDField())  # parties and users
    items = ArrayField(models.UUIDField())  # items, actions, addresses, documents
    recipient_id = models.UUIDField(null=True)  # the agency that something was disclosed to
    areas = ArrayField(models.UUIDField())  # the areas that it concerns; the database finds them
    commitment = models.BinaryField(null=True)  # SHA-256 of salt and personal detail
    wrote = models.BinaryField(null=True)  # SHA-256 of the list of what was written into the past

    class Meta:
        managed = False
        db_table = "audit_event"


class AuditDetail(models.Model):
    """The personal part of an event, encrypted; erasing it leaves the event whole."""

    event_id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    salt = models.BinaryField()
    ciphertext = models.BinaryField()
    written_at = models.DateTimeField(db_default=models.Func(function="clock_timestamp"))

    class Meta:
        # Rows arrive in the order of time, so this index is a thousandth of an ordinary one.
        indexes = [BrinIndex(fields=["written_at"], name="auditdetail_written_at")]
