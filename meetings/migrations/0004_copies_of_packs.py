"""Copies of the packs of meetings. Who holds one is known to its holder and to those who keep the area;
what it holds, to its holder and the worker, who reads no person and no item but what was sealed for it."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from sharing.schema import InOneStep, at_once, run_file, with_history
from sharing.walls import open_to_jobs, wall, wall_with_history

SQL = Path(__file__).resolve().parent.parent / "sql"
HOLDER = "holder_id = current_setting('portal.user')::uuid"
KNOWN = (
    f"{HOLDER} OR current_setting('portal.reach') = 'system'"
    " OR (current_setting('portal.reach') IN ('area', 'trail')"
    " AND area_id = current_setting('portal.area')::uuid)"
)
# A copy is not there for whoever keeps account of copies and is walled off from all that it holds. The
# function is asked once for a query.
NOT_WALLED_OFF = f"{HOLDER} OR id <> ALL ((SELECT copies_walled_off())::uuid[])"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_research_and_hearings")]
    replaces = [
        ("meetings", "0014_packs"),
        ("meetings", "0020_copies_behind"),
        ("meetings", "0024_copies_walled_off"),
        ("meetings", "0027_pictures_in_packs"),
    ]

    operations = [
        InOneStep(
            *with_history(
                migrations.CreateModel(
                    name="PackCopy",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("number", models.CharField(max_length=9, unique=True, verbose_name="copy number")),
                        ("role", models.CharField(choices=[("coordinator", "Coordinator"), ("chair", "Chair"), ("representative", "Representative"), ("referrer", "Referrer"), ("idva", "IDVA"), ("observer", "Observer"), ("lead", "Safeguarding lead"), ("administrator", "Account administrator")], max_length=20, verbose_name="role")),
                        ("asked_at", models.DateTimeField(verbose_name="asked for")),
                        ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="made")),
                        ("failed_at", models.DateTimeField(blank=True, null=True, verbose_name="could not be made")),
                        ("recalled_at", models.DateTimeField(blank=True, null=True, verbose_name="recalled")),
                        ("fate", models.CharField(blank=True, choices=[("destroyed", "Destroyed"), ("kept", "Kept")], max_length=10, verbose_name="what became of it")),
                        ("why_kept", models.CharField(blank=True, choices=[("investigation", "An investigation needs it"), ("court", "A court needs it, or may"), ("own_record", "It is part of our own record"), ("hold", "It is on hold: nothing of it may be destroyed")], max_length=15, verbose_name="why it is kept")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("area", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.area")),
                        ("holder", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("meeting", models.ForeignKey(on_delete=models.PROTECT, related_name="copies", to="meetings.meeting")),
                        ("membership", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.membership")),
                        ("recalled_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "ordering": ["asked_at", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(models.Q(("recalled_at__isnull", True), ("recalled_by__isnull", True)), models.Q(("recalled_at__isnull", False), ("recalled_by__isnull", False)), _connector="OR"), name="copy_recalled_at_with_by"),
                            models.CheckConstraint(condition=models.Q(models.Q(("answered_at__isnull", True), ("fate", ""), ("why_kept", "")), models.Q(("answered_at__isnull", False), ("fate", "destroyed"), ("why_kept", "")), models.Q(("answered_at__isnull", False), ("fate", "kept"), models.Q(("why_kept", ""), _negated=True)), _connector="OR"), name="copy_kept_has_a_reason"),
                        ],
                    },
                ),
            ),
            migrations.CreateModel(
                name="PackFile",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("sealed", models.BinaryField()),
                    ("wrapped_key", models.BinaryField(max_length=100)),
                    ("master_key", models.CharField(max_length=20)),
                    ("parts", models.PositiveSmallIntegerField()),
                    ("pages", models.PositiveSmallIntegerField(default=0)),
                    ("copy", models.OneToOneField(on_delete=models.PROTECT, related_name="file", to="meetings.packcopy")),
                    ("holder", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name="PackPart",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("what", models.CharField(choices=[("case", "the case"), ("list", "its people, on the list"), ("action", "an earlier action")], max_length=10)),
                    ("position", models.PositiveSmallIntegerField()),
                    ("sheet_id", models.UUIDField(null=True)),
                    ("items", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                    ("copy", models.ForeignKey(on_delete=models.PROTECT, related_name="parts", to="meetings.packcopy")),
                    ("holder", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                    ("pictures", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ],
                options={
                    "ordering": ["position"],
                    "constraints": [
                        models.UniqueConstraint(fields=("copy", "scope", "what"), name="a_copy_holds_a_case_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PackSheet",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("sealed", models.BinaryField()),
                    ("wrapped_key", models.BinaryField(max_length=100)),
                    ("master_key", models.CharField(max_length=20)),
                    ("digest", models.BinaryField(max_length=32)),
                    ("printed_at", models.DateTimeField(blank=True, null=True)),
                    ("used_at", models.DateTimeField()),
                    ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("scope", "digest"), name="one_sheet_of_the_same_words"),
                    ],
                },
            ),
        ),
        run_file(
            SQL / "copies_behind.sql",
            "DROP FUNCTION copies_walled_off(), cases_of_copies(uuid[])",
        ),
        at_once(
            *wall_with_history(
                "meetings", "packcopy", seen_by=f"({KNOWN})", and_also=NOT_WALLED_OFF
            ),
            wall("meetings_packfile", rights="SELECT, INSERT", seen_by=HOLDER),
            wall("meetings_packpart", rights="SELECT, INSERT", and_also=HOLDER),
            # That there is one of these words, and not what it says: the worker alone reads it.
            wall("meetings_packsheet", rights="INSERT, SELECT (id, scope_id, digest, printed_at)"),
            open_to_jobs("meetings_packcopy", "SELECT, UPDATE"),
            open_to_jobs("meetings_historicalpackcopy", "INSERT"),
            open_to_jobs("meetings_packfile", "SELECT, UPDATE, DELETE"),
            open_to_jobs("meetings_packpart"),
            open_to_jobs("meetings_packsheet", "SELECT, UPDATE, DELETE"),
        ),
    ]
