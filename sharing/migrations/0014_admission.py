"""Break-glass: admissions to a case are personal and dated, and each opening is reviewed."""

import uuid
from pathlib import Path

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from sharing.walls import wall_with_history

SQL = Path(__file__).resolve().parent.parent / "sql"
# Nobody was admitted before this: no operation did it, so nothing is carried over.
LIFT = """
    DROP FUNCTION write_scope(uuid, integer, uuid, uuid, uuid[], uuid[], uuid[], uuid[],
                              uuid[], timestamptz, varchar, boolean);
    DROP FUNCTION scope_of(uuid);
    DROP POLICY reach ON sharing_scope;
"""
LIFT_AGAIN = """
    DROP FUNCTION write_scope(uuid, integer, uuid, uuid, uuid[], uuid[], uuid[], uuid[],
                              jsonb, varchar, boolean);
    DROP FUNCTION scope_of(uuid);
    DROP POLICY reach ON sharing_scope;
"""
# What scope.sql says of these three, to go back to it.
BEFORE = (SQL / "scope.sql").read_text(encoding="utf-8")
POLICY, REST = BEFORE.split("CREATE POLICY reach ON sharing_scope ", 1)
POLICY = "CREATE POLICY reach ON sharing_scope " + REST.split(";", 1)[0] + ";"
FUNCTIONS = [
    "CREATE FUNCTION " + part
    for part in BEFORE.split("CREATE FUNCTION ")[1:]
    if part.startswith(("scope_of", "write_scope"))
]
# Who opened, and those who keep the walls; nobody else learns of an emergency.
KEEPERS_AND_SELF = (
    "(current_setting('portal.reach') IN ('area', 'trail', 'system')"
    " OR user_id = current_setting('portal.user')::uuid)"
    " AND (SELECT true FROM sharing_scope s WHERE s.id = {scope})"
)
OUTCOMES = [
    ("right", "It was right to open it"),
    ("mistake", "A mistake, with nothing more to do"),
    ("concern", "A concern, which is taken further"),
]


def fields(of_history):
    """Return the fields of an opening, or of its history rows."""

    def key(to, **how):
        if of_history:
            how = {"db_constraint": False, "blank": True, "null": True}
        on_delete = (
            django.db.models.deletion.DO_NOTHING
            if of_history
            else django.db.models.deletion.PROTECT
        )
        return models.ForeignKey(on_delete=on_delete, related_name="+", to=to, **how)

    identifier = {"db_index": True} if of_history else {"primary_key": True, "serialize": False}
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, **identifier)),
        ("opening_event", models.UUIDField(editable=False)),
        ("opened_at", models.DateTimeField()),
        ("until", models.DateTimeField()),
        ("reviewed_at", models.DateTimeField(null=True)),
        (
            "outcome",
            models.CharField(
                blank=True,
                choices=OUTCOMES,
                default="",
                max_length=10,
                verbose_name="outcome",
            ),
        ),
        (
            "words",
            models.TextField(
                blank=True, default="", max_length=2000, verbose_name="what was found"
            ),
        ),
        ("agency", key("sharing.agency")),
        ("reviewed_by", key(settings.AUTH_USER_MODEL, null=True)),
        ("scope", key("sharing.scope")),
        ("user", key(settings.AUTH_USER_MODEL)),
    ]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0013_alerts")]

    operations = [
        migrations.RunSQL(LIFT, "\n".join([POLICY, *FUNCTIONS])),
        *(
            operation
            for model in ("scope", "scopeversion")
            for operation in (
                migrations.RemoveField(model_name=model, name="admitted"),
                migrations.RemoveField(model_name=model, name="admitted_until"),
                migrations.AddField(
                    model_name=model, name="admitted", field=models.JSONField(default=dict)
                ),
            )
        ),
        migrations.RunSQL((SQL / "admission.sql").read_text(encoding="utf-8"), LIFT_AGAIN),
        *(
            migrations.AddField(
                model_name=model,
                name="emergency_hours",
                field=models.PositiveSmallIntegerField(
                    default=4, verbose_name="hours of an emergency"
                ),
            )
            for model in ("area", "historicalarea")
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(("emergency_hours__range", (1, 72))),
                name="emergency_ends_within_days",
            ),
        ),
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=fields(of_history=False),
            options={
                "ordering": ["opened_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", ""),
                                ("reviewed_at__isnull", True),
                                ("reviewed_by__isnull", True),
                            ),
                            models.Q(
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="emergency_reviewed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reviewed_by", models.F("user")), _negated=True),
                        name="emergency_reviewed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalEmergencyAccess",
            fields=[
                ("event_id", models.UUIDField()),
                *fields(of_history=True),
                (
                    "history_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                        max_length=1,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical emergency access",
                "verbose_name_plural": "historical emergency accesss",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        *wall_with_history("sharing", "emergencyaccess", seen_by=KEEPERS_AND_SELF),
    ]
