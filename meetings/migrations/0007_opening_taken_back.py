"""An opening by mistake is taken back, as long as nothing was recorded in the meeting. Of one that is
under way now nobody knows, so its opening stands."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_taking_back")]

    operations = [
        migrations.AddField("Meeting", "nothing_recorded", models.BooleanField(default=False)),
        migrations.AddField("HistoricalMeeting", "nothing_recorded", models.BooleanField(default=False)),
    ]
