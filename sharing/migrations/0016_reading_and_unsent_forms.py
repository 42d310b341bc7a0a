"""What a person opened today, and what they have typed and not sent yet: each for them alone, and
for the daily job once its time is over."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ALL = "SELECT, INSERT, UPDATE, DELETE"


def for_oneself(table, expired):
    """Show each row to its person alone, and let the daily job remove what has expired."""
    rule = f"current_setting('portal.reach') = 'system' AND {expired}"
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON {table} TO portal_web
            USING (user_id = current_setting('portal.user')::uuid);
        CREATE POLICY see_expired ON {table} FOR SELECT TO portal_web USING ({rule});
        CREATE POLICY remove_expired ON {table} FOR DELETE TO portal_web USING ({rule});
        GRANT {ALL} ON {table} TO portal_web;
        """,
        f"""
        REVOKE ALL ON {table} FROM portal_web;
        DROP POLICY remove_expired ON {table};
        DROP POLICY see_expired ON {table};
        DROP POLICY own ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def own_rows(*fields):
    return [
        (
            "id",
            models.UUIDField(
                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
            ),
        ),
        *fields,
        (
            "user",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0015_retention")]

    operations = [
        migrations.CreateModel(
            name="CaseOpening",
            fields=own_rows(
                ("case_id", models.UUIDField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("explained_at", models.DateTimeField(null=True)),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "case_id"), name="one_opening_of_a_case"
                    )
                ],
            },
        ),
        for_oneself(
            "sharing_caseopening",
            "coalesce(opened_at, '-infinity') <= now() - interval '24 hours'"
            " AND coalesce(explained_at, '-infinity') <= now() - interval '24 hours'",
        ),
        migrations.CreateModel(
            name="UnsentForm",
            fields=own_rows(
                ("path", models.CharField(max_length=300)),
                ("ciphertext", models.BinaryField()),
                ("saved_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "path"), name="one_unsent_form_a_page")
                ],
            },
        ),
        for_oneself("sharing_unsentform", "saved_at <= now() - interval '14 days'"),
    ]
