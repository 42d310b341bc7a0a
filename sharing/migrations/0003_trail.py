"""The audit trail: who writes it, whom an event concerns, and who reads it."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from sharing.schema import CreateTables, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_cases")]
    replaces = [("sharing", "0009_audit_areas")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="AuditEvent",
                fields=[
                    ("pk", models.CompositePrimaryKey("recorded_at", "id", blank=True, editable=False, primary_key=True, serialize=False)),
                    ("id", models.UUIDField()),
                    ("recorded_at", models.DateTimeField()),
                    ("occurred_at", models.DateTimeField()),
                    ("line_version", models.SmallIntegerField()),
                    ("request_id", models.UUIDField()),
                    ("user_id", models.UUIDField(null=True)),
                    ("membership_id", models.UUIDField(null=True)),
                    ("agency_id", models.UUIDField(null=True)),
                    ("area_id", models.UUIDField(null=True)),
                    ("role", models.CharField(max_length=20)),
                    ("second_factor_age", models.IntegerField(null=True)),
                    ("code", models.CharField(max_length=60)),
                    ("also", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                    ("outcome", models.CharField(choices=[("allowed", "Allowed"), ("refused", "Refused")], max_length=10)),
                    ("reason", models.CharField(max_length=40)),
                    ("cases", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                    ("people", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                    ("items", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                    ("recipient_id", models.UUIDField(null=True)),
                    ("areas", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                    ("commitment", models.BinaryField(null=True)),
                ],
                options={
                    "db_table": "audit_event",
                    "managed": False,
                },
            ),
            migrations.CreateModel(
                name="AuditDetail",
                fields=[
                    ("event_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                    ("salt", models.BinaryField()),
                    ("ciphertext", models.BinaryField()),
                    ("written_at", models.DateTimeField(db_default=models.Func(function="clock_timestamp"))),
                ],
                options={
                    "indexes": [django.contrib.postgres.indexes.BrinIndex(fields=["written_at"], name="auditdetail_written_at")],
                },
            ),
        ),
        run_file(
            SQL / "trail.sql",
            """
            DROP TABLE audit_event, audit_misdated;
            DROP FUNCTION note_misdated, make_audit_partition, refuse_change;
            """,
        ),
        run_file(
            SQL / "trail_areas.sql",
            "DROP TRIGGER find_areas ON audit_event; DROP FUNCTION find_areas",
        ),
        run_file(
            SQL / "reading_trail.sql",
            """
            DROP FUNCTION days_of_area, days_of_case, events_of_case, trail_is_open;
            DROP POLICY read_beside ON sharing_auditdetail;
            """,
        ),
    ]
