"""An alert keeps by which rule it was raised, so that whom a wall keeps from some of its events finds it
where the others make one. Once it is there, what happens behind a wall is an alert of its own; and of
one that no safeguarding lead may know the chairs are told. And the watch counts what searches find."""

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
CALLED = {
    "alert": "what",
    "historicalalert": "what",
    "watchrule": "watch for",
    "historicalwatchrule": "watch for",
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
        *(
            migrations.AlterField(
                model,
                "watched",
                models.CharField(choices=WATCHED, max_length=20, verbose_name=called),
            )
            for model, called in CALLED.items()
        ),
        run_file(SQL / "alerts_known.sql", BEFORE),
    ]
