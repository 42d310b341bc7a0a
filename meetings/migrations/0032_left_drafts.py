"""What nobody sends ends: a draft of a referral that is left or was thrown away, and of a return after
its meeting."""

from pathlib import Path

from django.db import migrations, models

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
FIGURES = {
    "throw_away_after": 90,
    "tell_before_throwing_away": 14,
    "erase_drafts_after": 30,
    "erase_returns_after": 90,
}


class Migration(migrations.Migration):
    dependencies = [("meetings", "0031_corrected_people"), ("sharing", "0036_erased_drafts")]

    operations = [
        *(
            migrations.AddField(model, name, models.PositiveSmallIntegerField(default=days))
            for model in ("protocol", "historicalprotocol")
            for name, days in FIGURES.items()
        ),
        *(
            migrations.AddField(model, "left_until", models.DateField(blank=True, null=True))
            for model in ("case", "historicalcase")
        ),
        migrations.AddConstraint(
            "protocol",
            models.CheckConstraint(
                condition=models.Q(
                    ("tell_before_throwing_away__gte", 1),
                    ("throw_away_after__gt", models.F("tell_before_throwing_away")),
                ),
                name="draft_told_of_before_it_is_thrown_away",
            ),
        ),
        migrations.AddConstraint(
            "protocol",
            models.CheckConstraint(
                condition=models.Q(("erase_drafts_after__gte", 1), ("erase_returns_after__gte", 1)),
                name="drafts_erased_after_a_day",
            ),
        ),
        run_file(
            SQL / "left_drafts.sql",
            "DROP FUNCTION erase_return_drafts, erase_drafts, drafts_left, rules_in_force;",
        ),
    ]
