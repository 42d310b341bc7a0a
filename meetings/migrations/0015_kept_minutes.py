"""What the minutes of a case on hold say is kept once those of the other cases are agreed."""

from django.db import migrations, models

KEPT = models.JSONField(blank=True, null=True, verbose_name="minutes while on hold")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0014_packs")]

    operations = [
        migrations.AddField("hearing", "kept", KEPT),
        migrations.AddField("historicalhearing", "kept", KEPT),
    ]
