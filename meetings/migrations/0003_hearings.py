"""What agencies were asked, what the meeting heard and agreed, and its actions, each table behind the
wall; and what the web role is told past it."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from sharing.schema import CreateTables, at_once, run_file, with_history
from sharing.walls import wall_with_history

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_cases")]
    replaces = [("meetings", "0008_strike_out")]

    operations = [
        CreateTables(
            *with_history(
                migrations.CreateModel(
                    name="ResearchRequest",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("meeting", models.ForeignKey(on_delete=models.PROTECT, related_name="requests", to="meetings.meeting")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("asked_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.CharField(blank=True, choices=[("", "Not answered"), ("known", "Known to us"), ("not_known", "Not known to us"), ("not_yet", "Cannot check yet")], default="", max_length=10)),
                        ("known_parties", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                        ("unchecked_parties", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                        ("searched", models.CharField(blank=True, max_length=300, verbose_name="what was searched")),
                        ("check_by", models.DateField(blank=True, null=True, verbose_name="can check by")),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("returned", models.PositiveIntegerField(default=0)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("submitted_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "ordering": ["due_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("scope", "meeting", "agency"), name="one_request_per_agency_and_meeting"),
                            models.CheckConstraint(condition=models.Q(models.Q(("submitted_at__isnull", True), ("submitted_by__isnull", True)), models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)), _connector="OR"), name="research_submitted_at_with_by"),
                            models.CheckConstraint(condition=models.Q(models.Q(("answer", "not_yet"), _negated=True), ("check_by__isnull", False), _connector="OR"), name="cannot_check_yet_says_until_when"),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Hearing",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("meeting", models.ForeignKey(on_delete=models.PROTECT, related_name="hearings", to="meetings.meeting")),
                        ("presented_by", models.CharField(blank=True, max_length=120, verbose_name="presented by")),
                        ("summary", models.TextField(blank=True, max_length=4000, verbose_name="summary")),
                        ("spoken", models.TextField(blank=True, max_length=4000, verbose_name="information shared verbally")),
                        ("risks", models.TextField(blank=True, max_length=4000, verbose_name="risks")),
                        ("protective", models.TextField(blank=True, max_length=4000, verbose_name="what protects")),
                        ("decisions", models.TextField(blank=True, max_length=4000, verbose_name="decisions")),
                        ("plan_gap_reason", models.TextField(blank=True, max_length=2000, verbose_name="why the plan has a gap")),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("scope", "meeting"), name="one_hearing_a_meeting")],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="CaseMinutes",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("meeting", models.ForeignKey(on_delete=models.PROTECT, related_name="minutes", to="meetings.meeting")),
                        ("content", models.JSONField()),
                        ("agreed_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("agreed_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("scope", "meeting"), name="minutes_agreed_once")],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Action",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("meeting", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="actions", to="meetings.meeting")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="actions", to="sharing.agency")),
                        ("what", models.CharField(max_length=500, verbose_name="action")),
                        ("for_whom", models.CharField(choices=[("victim", "Victim"), ("child", "Child"), ("perpetrator", "Perpetrator"), ("other", "Other")], max_length=12, verbose_name="for")),
                        ("party", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="sharing.party")),
                        ("owner", models.CharField(blank=True, max_length=120, verbose_name="owner")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                        ("before_meeting", models.BooleanField(default=False, verbose_name="done before the meeting")),
                        ("state", models.CharField(choices=[("open", "Open"), ("in_progress", "In progress"), ("completed", "Completed"), ("not_possible", "Not possible, circumstances changed"), ("not_done", "Not done"), ("struck", "Struck out")], default="open", max_length=12)),
                        ("result", models.TextField(blank=True, max_length=2000, verbose_name="outcome or reason")),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("recorded_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("recorded_at", models.DateTimeField()),
                        ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="agency reminded")),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "ordering": ["position", "recorded_at", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("before_meeting", True), ("due_on__isnull", False), _connector="OR"), name="action_has_a_due_date"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("ended_on__isnull", True), ("state__in", ["open", "in_progress"])), models.Q(("state__in", ["completed", "not_possible", "not_done", "struck"]), ("ended_on__isnull", False), models.Q(("result", ""), _negated=True)), _connector="OR"),
                                name="ended_action_says_how_and_when",
                            ),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="ActionUpdate",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("action", models.ForeignKey(on_delete=models.PROTECT, related_name="updates", to="meetings.action")),
                        ("state", models.CharField(choices=[("open", "Open"), ("in_progress", "In progress"), ("completed", "Completed"), ("not_possible", "Not possible, circumstances changed"), ("not_done", "Not done"), ("struck", "Struck out")], max_length=12)),
                        ("note", models.TextField(blank=True, max_length=2000)),
                        ("author", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("updated_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["updated_at", "id"],
                    },
                ),
            ),
        ),
        at_once(
            *wall_with_history("meetings", "researchrequest"),
            *wall_with_history("meetings", "hearing"),
            *wall_with_history("meetings", "action"),
            *wall_with_history("meetings", "actionupdate"),
            # Agreed minutes are frozen: the web role adds them and never changes them.
            *wall_with_history("meetings", "caseminutes", rights="SELECT, INSERT"),
        ),
        run_file(
            SQL / "past_the_wall.sql",
            "DROP FUNCTION case_of_reference, case_behind, joined_cases, case_references",
        ),
    ]
