"""Warnings for front-line staff of every agency, and which agencies have told theirs."""

import uuid

from django.conf import settings
from django.db import migrations, models

from sharing.schema import CreateTables, at_once, with_history
from sharing.walls import wall_with_history

# Who has told its staff is for the agency itself, coordinator and chair.
OWN = "current_setting('portal.reach') = 'area' OR agency_id = current_setting('portal.agency')::uuid"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_added_people"), ("sharing", "0018_own_openings")]

    operations = [
        CreateTables(
            *with_history(
                migrations.CreateModel(
                    name="StaffWarning",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("given_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("given_at", models.DateTimeField()),
                        ("text", models.CharField(max_length=300, verbose_name="what staff must know")),
                        ("about", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="sharing.party")),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("why_ended", models.CharField(blank=True, max_length=300, verbose_name="why it is over")),
                    ],
                    options={
                        "ordering": ["-given_at", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="warning_says_something"),
                            models.CheckConstraint(condition=models.Q(models.Q(("ended_at__isnull", True), ("ended_by__isnull", True), ("why_ended", "")), models.Q(("ended_at__isnull", False), ("ended_by__isnull", False), models.Q(("why_ended", ""), _negated=True)), _connector="OR"), name="warning_ended_by_somebody_who_says_why"),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="StaffTold",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("warning", models.ForeignKey(on_delete=models.PROTECT, related_name="told", to="meetings.staffwarning")),
                        ("agency", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("told_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("told_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("warning", "agency"), name="agency_tells_its_staff_once"),
                        ],
                    },
                ),
            ),
        ),
        at_once(
            *wall_with_history("meetings", "staffwarning"),
            *wall_with_history("meetings", "stafftold", and_also=OWN),
        ),
    ]
