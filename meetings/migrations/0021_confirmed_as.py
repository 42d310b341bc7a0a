"""Who says that name and birth date of somebody are right says it of how they stood then."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0020_copies_behind")]

    operations = [
        *(
            migrations.AddField(
                table, "confirmed_as", models.UUIDField(blank=True, null=True)
            )
            for table in ("detailproposal", "historicaldetailproposal")
        ),
        migrations.AddConstraint(
            "detailproposal",
            models.CheckConstraint(
                condition=models.Q(("detail", "confirmed"), ("confirmed_as", None), _connector="OR"),
                name="nothing_else_is_confirmed",
            ),
        ),
    ]
