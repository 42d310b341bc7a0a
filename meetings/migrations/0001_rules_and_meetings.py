"""Meetings: under which rules, who attends, and who observes."""

import uuid

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

from sharing.schema import InOneStep, at_once, with_history
from sharing.walls import open_with_history


class Migration(migrations.Migration):
    initial = True
    dependencies = [("sharing", "0007_libraries_and_jobs")]
    # The steps in which all this was made before the first release, shared out among the migrations of
    # today: a database that has taken all of them is left as it is. The first and the last but one stand
    # here, so that one that has taken only some is refused (see the next migration).
    replaces = [
        ("meetings", "0001_initial"),
        ("meetings", "0001_meetings"),
        ("meetings", "0007_opening_taken_back"),
        ("meetings", "0008_called_off"),
        ("meetings", "0009_takes_files"),
        ("meetings", "0016_takes_unscanned"),
        ("meetings", "0034_drafts_past"),
    ]

    operations = [
        InOneStep(
            *with_history(
                migrations.CreateModel(
                    name="Protocol",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("area", models.ForeignKey(on_delete=models.PROTECT, related_name="protocols", to="sharing.area")),
                        ("version", models.PositiveIntegerField()),
                        ("in_force_from", models.DateField()),
                        ("high_risk_ticks", models.PositiveSmallIntegerField(default=14)),
                        ("escalation_count", models.PositiveSmallIntegerField(default=3)),
                        ("escalation_months", models.PositiveSmallIntegerField(default=12)),
                        ("repeat_months", models.PositiveSmallIntegerField(default=12)),
                        ("repeat_anchor", models.CharField(choices=[("referral", "the last referral"), ("meeting", "the last meeting")], default="referral", max_length=10)),
                        ("automatic_grounds", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None)),
                        ("youngest_victim", models.PositiveSmallIntegerField(default=16)),
                        ("referrals_close", models.PositiveSmallIntegerField(default=10)),
                        ("list_out", models.PositiveSmallIntegerField(default=8)),
                        ("research_due", models.PositiveSmallIntegerField(default=2)),
                        ("minutes_due", models.PositiveSmallIntegerField(default=3)),
                        ("actions_due", models.PositiveSmallIntegerField(default=2)),
                        ("triage_within", models.PositiveSmallIntegerField(default=3)),
                        ("due_hour", models.PositiveSmallIntegerField(default=17)),
                        ("remind_research_before", models.PositiveSmallIntegerField(default=2)),
                        ("remind_research_every", models.PositiveSmallIntegerField(default=1)),
                        ("remind_actions_before", models.PositiveSmallIntegerField(default=2)),
                        ("remind_actions_every", models.PositiveSmallIntegerField(default=5)),
                        ("reminded", models.CharField(choices=[("mailbox", "The agency’s shared mailbox"), ("each", "Each representative and IDVA of the agency")], default="mailbox", max_length=10)),
                        ("every_days", models.PositiveSmallIntegerField(default=14)),
                        ("first_meeting_on", models.DateField()),
                        ("starts_at", models.TimeField()),
                        ("place", models.CharField(max_length=200)),
                        ("minutes_per_case", models.PositiveSmallIntegerField(default=12)),
                        ("most_deferrals", models.PositiveSmallIntegerField(default=1)),
                        ("default_reading", models.CharField(blank=True, choices=[("shared", "Shared"), ("restricted", "Restricted"), ("spoken", "Spoken only"), ("not_shared", "Not shared")], default="", max_length=12)),
                        ("checklist_wording", models.JSONField(blank=True, default=dict)),
                        ("declaration", models.TextField()),
                        ("takes_files", models.BooleanField(default=True)),
                        ("takes_unscanned", models.BooleanField(default=False)),
                        ("throw_away_after", models.PositiveSmallIntegerField(default=90)),
                        ("tell_before_throwing_away", models.PositiveSmallIntegerField(default=14)),
                        ("erase_drafts_after", models.PositiveSmallIntegerField(default=30)),
                        ("erase_returns_after", models.PositiveSmallIntegerField(default=90)),
                    ],
                    options={
                        "ordering": ["area", "-version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("area", "version"), name="protocol_version_once"),
                            models.CheckConstraint(condition=models.Q(("high_risk_ticks__range", (1, 24))), name="threshold_within_the_checklist"),
                            models.CheckConstraint(condition=models.Q(("tell_before_throwing_away__gte", 1), ("throw_away_after__gt", models.F("tell_before_throwing_away"))), name="draft_told_of_before_it_is_thrown_away"),
                            models.CheckConstraint(condition=models.Q(("erase_drafts_after__gte", 1), ("erase_returns_after__gte", 1)), name="drafts_erased_after_a_day"),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("area", models.ForeignKey(on_delete=models.PROTECT, related_name="meetings", to="sharing.area")),
                        ("protocol", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="meetings.protocol")),
                        ("starts_at", models.DateTimeField(verbose_name="starts at")),
                        ("place", models.CharField(max_length=200, verbose_name="place")),
                        ("extra", models.BooleanField(default=False, verbose_name="extra meeting")),
                        ("state", models.CharField(choices=[("planned", "Planned"), ("published", "List is out"), ("running", "Under way"), ("held", "Held"), ("agreed", "Minutes agreed"), ("called_off", "Called off")], default="planned", max_length=10)),
                        ("referrals_close_at", models.DateTimeField()),
                        ("list_out_at", models.DateTimeField()),
                        ("research_due_at", models.DateTimeField()),
                        ("minutes_due_at", models.DateTimeField()),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("agreed_at", models.DateTimeField(blank=True, null=True)),
                        ("agreed_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("nothing_recorded", models.BooleanField(default=False)),
                        ("called_off_at", models.DateTimeField(blank=True, null=True)),
                        ("called_off_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("why_called_off", models.TextField(blank=True, max_length=2000, verbose_name="why it is called off")),
                    ],
                    options={
                        "ordering": ["starts_at"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("state", "called_off"), _negated=True), fields=("area", "starts_at"), name="one_meeting_at_a_time"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("called_off_at__isnull", False), ("called_off_by__isnull", False), ("state", "called_off"), models.Q(("why_called_off", ""), _negated=True)), models.Q(models.Q(("state", "called_off"), _negated=True), ("called_off_at__isnull", True), ("called_off_by__isnull", True), ("why_called_off", "")), _connector="OR"),
                                name="meeting_called_off_by_somebody_with_a_reason",
                            ),
                            models.CheckConstraint(condition=models.Q(models.Q(("agreed_at__isnull", True), ("agreed_by__isnull", True)), models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)), _connector="OR"), name="minutes_agreed_at_with_by"),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("meeting", models.ForeignKey(on_delete=models.PROTECT, related_name="attendances", to="meetings.meeting")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("presence", models.CharField(choices=[("present", "Present"), ("apologies", "Apologies"), ("sent", "Apologies, information sent"), ("absent", "Absent, no word")], max_length=10, verbose_name="presence")),
                        ("who", models.CharField(blank=True, max_length=200, verbose_name="who came")),
                    ],
                    options={
                        "ordering": ["agency__name"],
                        "constraints": [models.UniqueConstraint(fields=("meeting", "agency"), name="agency_attends_a_meeting_once")],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Declaration",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("meeting", models.ForeignKey(on_delete=models.PROTECT, related_name="declarations", to="meetings.meeting")),
                        ("user", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        ("declared_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["declared_at"],
                        "constraints": [models.UniqueConstraint(fields=("meeting", "user"), name="one_declaration_a_meeting")],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Admission",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("meeting", models.ForeignKey(on_delete=models.PROTECT, related_name="admissions", to="meetings.meeting")),
                        ("membership", models.OneToOneField(on_delete=models.PROTECT, related_name="+", to="sharing.membership")),
                        ("why", models.CharField(max_length=300, verbose_name="why")),
                        ("admitted_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("admitted_at", models.DateTimeField()),
                        ("taken_back_by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("taken_back_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [models.CheckConstraint(condition=models.Q(models.Q(("taken_back_at__isnull", True), ("taken_back_by__isnull", True)), models.Q(("taken_back_at__isnull", False), ("taken_back_by__isnull", False)), _connector="OR"), name="admission_taken_back_at_with_by")],
                    },
                ),
            ),
        ),
        at_once(
            *open_with_history("meetings", "protocol"),
            *open_with_history("meetings", "meeting"),
            *open_with_history("meetings", "attendance"),
            *open_with_history("meetings", "declaration"),
            *open_with_history("meetings", "admission"),
        ),
    ]
