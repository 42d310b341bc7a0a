"""The audit trail and its seal: who writes them, whom an event concerns, what was written into the past of
rows, and how what bends them is noticed."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from sharing.schema import InOneStep, run_file
from sharing.walls import open_to_web

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_cases_and_walls")]
    replaces = [
        ("sharing", "0003_trail"),
        ("sharing", "0004_seal"),
        ("sharing", "0010_written"),
        ("sharing", "0024_said_with_it"),
        ("sharing", "0029_guards"),
        ("sharing", "0035_excused"),
        ("sharing", "0038_kept_lists"),
        ("sharing", "0039_kept_otherwise"),
    ]

    operations = [
        InOneStep(
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
            migrations.CreateModel(
                name="SealLeaf",
                fields=[
                    ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                    ("recorded_at", models.DateTimeField()),
                    ("event_id", models.UUIDField()),
                    ("hash", models.BinaryField()),
                ],
                options={
                    "db_table": "seal_leaf",
                    "managed": False,
                },
            ),
            migrations.CreateModel(
                name="SealNode",
                fields=[
                    ("pk", models.CompositePrimaryKey("level", "position", blank=True, editable=False, primary_key=True, serialize=False)),
                    ("level", models.SmallIntegerField()),
                    ("position", models.BigIntegerField()),
                    ("hash", models.BinaryField()),
                ],
                options={
                    "db_table": "seal_node",
                    "managed": False,
                },
            ),
            migrations.CreateModel(
                name="SealCheckpoint",
                fields=[
                    ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                    ("note", models.TextField()),
                    ("sealed_at", models.DateTimeField()),
                ],
                options={
                    "db_table": "seal_checkpoint",
                    "managed": False,
                },
            ),
            migrations.CreateModel(
                name="SealKey",
                fields=[
                    ("since", models.BigIntegerField(primary_key=True, serialize=False)),
                    ("verifier", models.TextField(unique=True)),
                    ("named_at", models.DateTimeField()),
                ],
                options={
                    "db_table": "seal_key",
                    "managed": False,
                },
            ),
            migrations.CreateModel(
                name="SealAlarm",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("code", models.CharField(max_length=20)),
                    ("raised_at", models.DateTimeField()),
                    ("told_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                ],
                options={
                    "constraints": [models.UniqueConstraint(condition=models.Q(("ended_at__isnull", True)), fields=("code",), name="alarm_once_at_a_time")],
                },
            ),
        ),
        open_to_web("sharing_sealalarm"),
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
        run_file(SQL / "written.sql", "DROP TABLE audit_written, written_check"),
        run_file(
            SQL / "seal.sql",
            """
            DROP FUNCTION write_sealer_event;
            DROP POLICY seal ON audit_event;
            REVOKE ALL ON audit_event FROM portal_sealer;
            DROP TABLE seal_leaf, seal_node, seal_checkpoint, seal_key, seal_check, seal_mailing,
                seal_ended;
            """,
        ),
        run_file(SQL / "years_of_trail.sql", "DROP FUNCTION missing_audit_years, audit_years"),
        run_file(SQL / "guards.sql", "DROP FUNCTION tables_as_they_are"),
        run_file(SQL / "trail_state.sql", "DROP FUNCTION trail_state, seal_state"),
    ]
