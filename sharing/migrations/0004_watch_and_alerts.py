"""The watch over the trail: what it looks for, and the alerts that it raises."""

import uuid
from pathlib import Path

import django.contrib.postgres.fields
import django.core.validators
from django.conf import settings
from django.db import migrations, models

from sharing.schema import InOneStep, at_once, run_file, with_history
from sharing.walls import open_to_web, open_with_history

SQL = Path(__file__).resolve().parent.parent / "sql"

WATCHED = [
    ("break_glass", "Opened a case in an emergency"),
    ("off_list", "Opened a case that is on none of their lists"),
    ("own_name", "Looked up their own name"),
    ("family_name", "Looked up their own family name"),
    ("many_cases", "Opened many cases quickly"),
    ("searches", "Found many cases by searching"),
    ("refusals", "Was refused again and again"),
    ("former_member", "Tried after their membership had ended"),
    ("out_of_hours", "Looked at cases out of hours"),
    ("exports", "Took out many papers or exports"),
    ("protected_address", "Protected address where the other side reads"),
]

# An alert is for those who watch over an area, and never for whom it is about, nor of what its reader is
# walled off from, which is asked once for a query.
WATCHERS = """
    current_setting('portal.reach') = 'system'
    OR (current_setting('portal.reach') IN ('area', 'trail')
        AND area_id = current_setting('portal.area')::uuid
        AND about_id <> current_setting('portal.user')::uuid
        AND (case_id IS NULL OR case_id <> ALL ((SELECT walled_from())::uuid[])))
"""


def guard(table, rights):
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY watchers ON {table} TO portal_web USING ({WATCHERS}) WITH CHECK ({WATCHERS});
        GRANT {rights} ON {table} TO portal_web;
        """,
        f"""
        REVOKE ALL ON {table} FROM portal_web;
        DROP POLICY watchers ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


class Migration(migrations.Migration):
    dependencies = [("sharing", "0003_trail_and_seal")]
    replaces = [
        ("sharing", "0005_watch"),
        ("sharing", "0027_protected_addresses"),
        ("sharing", "0033_watched_words"),
        ("sharing", "0037_alerts_known"),
        ("sharing", "0040_who_reads_alerts"),
    ]

    operations = [
        InOneStep(
            *with_history(
                migrations.CreateModel(
                    name="WatchRule",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("area", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.area")),
                        ("watched", models.CharField(choices=WATCHED, max_length=20, verbose_name="watch for")),
                        ("on", models.BooleanField(default=True, verbose_name="raise alerts")),
                        ("number", models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name="times")),
                        ("minutes", models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)], verbose_name="minutes")),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("area", "watched"), name="watch_rule_once_in_area"), models.CheckConstraint(condition=models.Q(("minutes__range", (1, 1440)), ("number__gte", 1)), name="watch_rule_counts_within_a_day")],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="WorkingHours",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("agency", models.OneToOneField(on_delete=models.PROTECT, related_name="hours", to="sharing.agency")),
                        ("around_the_clock", models.BooleanField(default=False, verbose_name="works shifts, day and night")),
                        ("starts_at", models.TimeField(verbose_name="from")),
                        ("ends_at", models.TimeField(verbose_name="until")),
                        ("weekends", models.BooleanField(default=False, verbose_name="works at weekends and on bank holidays")),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "constraints": [models.CheckConstraint(condition=models.Q(("starts_at__lt", models.F("ends_at"))), name="working_hours_end_after_start")],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="Alert",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("area", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.area")),
                        ("watched", models.CharField(choices=WATCHED, max_length=20, verbose_name="what")),
                        ("about", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("agency", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        (
                            "role",
                            models.CharField(
                                blank=True, choices=[("coordinator", "Coordinator"), ("chair", "Chair"), ("representative", "Representative"), ("referrer", "Referrer"), ("idva", "IDVA"), ("observer", "Observer"), ("lead", "Safeguarding lead"), ("administrator", "Account administrator")], default="", max_length=20
                            ),
                        ),
                        ("case_id", models.UUIDField(null=True)),
                        ("day", models.DateField(null=True)),
                        ("events", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                        ("number", models.PositiveIntegerField()),
                        ("first_at", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                        ("raised_at", models.DateTimeField()),
                        ("told_at", models.DateTimeField(null=True)),
                        ("state", models.CharField(choices=[("new", "New"), ("explained", "Explained"), ("concern", "Concern")], default="new", max_length=10, verbose_name="state")),
                        ("words", models.TextField(blank=True, default="", verbose_name="what it was")),
                        ("decided_by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        # By which rule it was raised, so that whom a wall keeps from some of its events
                        # finds it where the others make one.
                        ("times", models.PositiveSmallIntegerField(default=1)),
                        ("minutes", models.PositiveSmallIntegerField(default=60)),
                        ("for_chairs", models.BooleanField(default=False)),
                        # Once it is there, what happens behind a wall is an alert of its own.
                        ("part", models.PositiveSmallIntegerField(default=0)),
                        ("told_to", django.contrib.postgres.fields.ArrayField(models.UUIDField(), default=list)),
                    ],
                    options={
                        "ordering": ["-last_at", "-id"],
                        "indexes": [models.Index(fields=["area", "state", "-last_at"], name="alert_of_area")],
                        "constraints": [
                            models.UniqueConstraint(fields=("area", "watched", "about", "case_id", "day", "part"), name="alert_once", nulls_distinct=False),
                            models.CheckConstraint(condition=models.Q(("state", "new"), models.Q(("decided_at__isnull", False), ("decided_by__isnull", False), models.Q(("words", ""), _negated=True)), _connector="OR"), name="alert_decided_by_somebody"),
                            models.CheckConstraint(condition=models.Q(("decided_by__isnull", True), models.Q(("decided_by", models.F("about")), _negated=True), _connector="OR"), name="alert_not_decided_by_whom_it_is_about"),
                        ],
                    },
                ),
            ),
            migrations.CreateModel(
                name="WatchMark",
                fields=[
                    ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                    ("read_up_to", models.DateTimeField()),
                ],
                options={
                    "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_watch_mark")],
                },
            ),
        ),
        at_once(
            guard("sharing_alert", "SELECT, INSERT, UPDATE"),
            guard("sharing_historicalalert", "SELECT, INSERT"),
            *open_with_history("sharing", "watchrule"),
            *open_with_history("sharing", "workinghours"),
            # The watch is the jobs' own, and so is how far it has read.
            open_to_web("sharing_watchmark", "SELECT"),
        ),
        run_file(SQL / "end_alerts.sql", "DROP FUNCTION end_alerts"),
    ]
