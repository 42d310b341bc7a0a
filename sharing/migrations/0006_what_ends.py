"""How what is beyond its period ends, and who keeps a year of the trail, or agrees that it ends."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from sharing.schema import InOneStep, at_once, run_file, with_history
from sharing.walls import open_with_history

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0005_reading")]
    replaces = [
        ("sharing", "0006_retention"),
        ("sharing", "0026_said_years"),
        ("sharing", "0036_erased_drafts"),
    ]

    operations = [
        InOneStep(
            *with_history(
                migrations.CreateModel(
                    name="YearHold",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("reason", models.TextField(verbose_name="why it is kept")),
                        ("set_by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("set_at", models.DateTimeField()),
                        ("why_lifted", models.TextField(blank=True, default="", verbose_name="why it need not be kept any longer")),
                        ("lifted_by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("lifted_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("lifted_at__isnull", True)), fields=("year",), name="year_held_once_at_a_time"),
                            models.CheckConstraint(condition=models.Q(("lifted_at__isnull", True), models.Q(("why_lifted", ""), _negated=True), _connector="OR"), name="year_hold_lifted_with_a_reason"),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="YearEnd",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("proposed_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("proposed_at", models.DateTimeField()),
                        ("confirmed_by", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("withdrawn_at__isnull", True)), fields=("year",), name="year_end_proposed_once_at_a_time"),
                            models.CheckConstraint(condition=models.Q(models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)), models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)), _connector="OR"), name="year_end_is_confirmed_by_somebody"),
                            models.CheckConstraint(condition=models.Q(("confirmed_by", models.F("proposed_by")), _negated=True), name="year_end_takes_two_people"),
                        ],
                    },
                ),
            ),
        ),
        at_once(
            *open_with_history("sharing", "yearhold"),
            *open_with_history("sharing", "yearend"),
        ),
        run_file(
            SQL / "retention.sql",
            """
            DROP FUNCTION end_audit_year, name_of_year, leaves_of_year, years_due, trail_years,
                is_agreed_to_end, is_held, write_retention_event;
            """,
        ),
        run_file(
            SQL / "erasures.sql",
            """
            DROP FUNCTION erase_values, erase_from_list, spoilt_lists, name_of_list, emptied_pasts,
                erase_details, details_due;
            """,
        ),
        run_file(SQL / "erase_draft.sql", "DROP FUNCTION leave_draft, erase_draft, is_of_held_year"),
        run_file(SQL / "withdrawn_files.sql", "DROP FUNCTION end_withdrawn_files"),
    ]
