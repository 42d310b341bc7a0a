"""A death that was recorded in error is taken back by two people."""

import uuid

from django.conf import settings
from django.db import migrations, models

from sharing.schema import CreateTables, at_once, with_history
from sharing.walls import wall_with_history


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_reports"), ("sharing", "0011_attachments")]

    operations = [
        CreateTables(
            *with_history(
                migrations.CreateModel(
                    name="TakingBack",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("death", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="meetings.exit")),
                        ("reason", models.TextField(max_length=2000, verbose_name="reason")),
                        ("proposed_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("proposed_at", models.DateTimeField()),
                        ("second_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("second_at", models.DateTimeField(blank=True, null=True)),
                        ("second_agrees", models.BooleanField(blank=True, null=True)),
                        ("second_reason", models.TextField(blank=True, max_length=2000)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("second_at__isnull", True)), fields=("death",), name="death_taken_back_once_at_a_time"),
                            models.CheckConstraint(condition=models.Q(("second_by", models.F("proposed_by")), _negated=True), name="death_taken_back_by_two_people"),
                            models.CheckConstraint(condition=models.Q(models.Q(("second_agrees__isnull", True), ("second_at__isnull", True), ("second_by__isnull", True)), models.Q(("second_agrees__isnull", False), ("second_at__isnull", False), ("second_by__isnull", False)), _connector="OR"), name="death_taken_back_is_decided_by_somebody"),
                            models.CheckConstraint(condition=models.Q(models.Q(("second_agrees", False), _negated=True), models.Q(("second_reason", ""), _negated=True), _connector="OR"), name="death_that_stands_says_why"),
                        ],
                    },
                ),
            ),
        ),
        at_once(*wall_with_history("meetings", "takingback")),
    ]
