"""Sessions of the portal's own, which know whose they are: whoever was signed in signs in again.
And what an account said before its name or address was corrected."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sharing.walls import open_to_web


class Migration(migrations.Migration):
    dependencies = [("sharing", "0016_reading_and_unsent_forms")]

    operations = [
        migrations.CreateModel(
            name="PortalSession",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        verbose_name="session key",
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "expire_date"], name="session_of_user"),
                ],
            },
        ),
        open_to_web("sharing_portalsession", "SELECT, INSERT, UPDATE, DELETE"),
        migrations.CreateModel(
            name="AccountCorrection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name_before", models.CharField(max_length=100)),
                ("email_before", models.EmailField(max_length=254)),
                ("corrected_at", models.DateTimeField()),
                (
                    "corrected_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        open_to_web("sharing_accountcorrection"),
    ]
