"""An alert is for those who read it, by the walls and memberships of today; events about it are there
where it is. And who was told of a case that is left to nobody is asked of the trail."""

from pathlib import Path

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from sharing.schema import function_of, run_file
from sharing.walls import open_to_jobs

SQL = Path(__file__).resolve().parent.parent / "sql"
BEFORE = f"""
    {function_of(SQL / "reading_trail.sql", "days_of_area")}
    DROP POLICY alerts_kept ON audit_event;
    DROP FUNCTION alerts_are_kept, about_alerts;
"""
KEPT = {
    "part": lambda: models.PositiveSmallIntegerField(default=0),
    "told_to": lambda: ArrayField(models.UUIDField(), default=list),
}
ONCE = ["area", "watched", "about", "case_id", "day", "part"]
MODELS = ("alert", "historicalalert")


class Migration(migrations.Migration):
    dependencies = [("sharing", "0039_kept_otherwise")]

    operations = [
        *(
            migrations.AddField(model, name, field())
            for model in MODELS
            for name, field in KEPT.items()
        ),
        migrations.RunSQL(
            "UPDATE sharing_alert SET part = 1 WHERE behind",
            "UPDATE sharing_alert SET behind = true WHERE part > 0",
        ),
        migrations.RemoveConstraint("alert", "alert_once"),
        migrations.AddConstraint(
            "alert",
            models.UniqueConstraint(fields=ONCE, nulls_distinct=False, name="alert_once"),
        ),
        *(migrations.RemoveField(model, "behind") for model in MODELS),
        run_file(SQL / "alerts_kept.sql", BEFORE),
        run_file(SQL / "walls_known.sql", function_of(SQL / "guards.sql", "walls_altered")),
        # For an agency without a standing signature nobody keeps a case.
        open_to_jobs("sharing_signature"),
        run_file(
            SQL / "told_of_cases_left.sql", "DROP FUNCTION people_told_of_case_left(uuid, date)"
        ),
    ]
