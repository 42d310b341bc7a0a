"""The seal of the audit trail: its tables, what the sealer may do, what the alarms are made from."""

import uuid
from pathlib import Path

from django.db import migrations, models

from sharing.schema import CreateTables, run_file
from sharing.walls import open_to_web

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0003_trail")]
    replaces = [("sharing", "0007_seal")]

    operations = [
        CreateTables(
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
            SQL / "seal.sql",
            """
            DROP FUNCTION write_sealer_event;
            DROP POLICY seal ON audit_event;
            REVOKE ALL ON audit_event FROM portal_sealer;
            DROP TABLE seal_leaf, seal_node, seal_checkpoint, seal_key, seal_check, seal_mailing,
                seal_ended;
            """,
        ),
        run_file(
            SQL / "trail_state.sql",
            """
            DROP FUNCTION trail_state, seal_state, unguarded_tables, missing_audit_years,
                audit_years;
            """,
        ),
    ]
