"""A meeting that is not held is called off; a job moves on what was hidden from whoever did."""

from django.conf import settings
from django.db import migrations, models

from sharing.database import JOBS_ROLE
from sharing.schema import at_once
from sharing.walls import open_to_jobs

STATE = models.CharField(choices=[("planned", "Planned"), ("published", "List is out"), ("running", "Under way"), ("held", "Held"), ("agreed", "Minutes agreed"), ("called_off", "Called off")], default="planned", max_length=10)
AT = models.DateTimeField(blank=True, null=True)
WHY = models.TextField(blank=True, max_length=2000, verbose_name="why it is called off")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_opening_taken_back")]

    operations = [
        migrations.RemoveConstraint("Meeting", "one_meeting_at_a_time"),
        migrations.AddField("Meeting", "called_off_at", AT),
        migrations.AddField("HistoricalMeeting", "called_off_at", AT),
        migrations.AddField("Meeting", "called_off_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
        migrations.AddField("HistoricalMeeting", "called_off_by", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=models.DO_NOTHING, related_name="+", to=settings.AUTH_USER_MODEL)),
        migrations.AddField("Meeting", "why_called_off", WHY),
        migrations.AddField("HistoricalMeeting", "why_called_off", WHY),
        migrations.AlterField("Meeting", "state", STATE),
        migrations.AlterField("HistoricalMeeting", "state", STATE),
        migrations.AddConstraint("Meeting", models.UniqueConstraint(condition=models.Q(("state", "called_off"), _negated=True), fields=("area", "starts_at"), name="one_meeting_at_a_time")),
        migrations.AddConstraint(
            "Meeting",
            models.CheckConstraint(
                condition=models.Q(models.Q(("called_off_at__isnull", False), ("called_off_by__isnull", False), ("state", "called_off"), models.Q(("why_called_off", ""), _negated=True)), models.Q(models.Q(("state", "called_off"), _negated=True), ("called_off_at__isnull", True), ("called_off_by__isnull", True), ("why_called_off", "")), _connector="OR"),
                name="meeting_called_off_by_somebody_with_a_reason",
            ),
        ),
        at_once(
            # That a case moved to another list, and no more of it.
            migrations.RunSQL(
                f"GRANT UPDATE ON meetings_case TO {JOBS_ROLE}",
                f"REVOKE UPDATE ON meetings_case FROM {JOBS_ROLE}",
            ),
            open_to_jobs("meetings_historicalcase", "INSERT"),
            open_to_jobs("meetings_casestage", "INSERT"),
            open_to_jobs("meetings_historicalcasestage", "INSERT"),
        ),
    ]
