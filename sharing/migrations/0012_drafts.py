"""Drafts of returns: one row for an agency and a case, seen by that agency alone, without a past."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from sharing.walls import wall

OWN_AGENCY = "agency_id = current_setting('portal.agency')::uuid"


class Migration(migrations.Migration):
    dependencies = [("sharing", "0011_attachments")]

    operations = [
        migrations.CreateModel(
            name="ReturnDraft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=0)),
                ("ciphertext", models.BinaryField()),
                ("saved_at", models.DateTimeField()),
                ("recorded", models.JSONField(default=dict)),
                ("agency", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.agency")),
                ("scope", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.scope")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "agency"), name="one_draft_of_a_return")
                ],
            },
        ),
        wall("sharing_returndraft", and_also=OWN_AGENCY),
    ]
