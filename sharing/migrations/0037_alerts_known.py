"""An alert keeps by which rule it was raised, so that whom a wall keeps from some of its events finds it
where the others make one. Once it is there, what happens behind a wall is an alert of its own; and of
one that no safeguarding lead may know the chairs are told."""

from pathlib import Path

from django.db import migrations, models

from sharing.schema import function_of, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
BEFORE = function_of(SQL / "alerts_walled_off.sql", "alerts_walled_off")
KEPT = {
    "times": models.PositiveSmallIntegerField(default=1),
    "minutes": models.PositiveSmallIntegerField(default=60),
    "behind": models.BooleanField(default=False),
    "for_chairs": models.BooleanField(default=False),
}
ONCE = ["area", "watched", "about", "case_id", "day"]


def once(*fields):
    return models.UniqueConstraint(fields=fields, nulls_distinct=False, name="alert_once")


class Migration(migrations.Migration):
    dependencies = [("sharing", "0036_erased_drafts")]

    operations = [
        *(
            migrations.AddField(model, name, field)
            for model in ("alert", "historicalalert")
            for name, field in KEPT.items()
        ),
        migrations.RemoveConstraint("alert", "alert_once"),
        migrations.AddConstraint("alert", once(*ONCE, "behind")),
        run_file(SQL / "alerts_known.sql", BEFORE),
    ]
