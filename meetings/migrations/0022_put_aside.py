"""A proposed action that the meeting does not want is put aside."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WHEN = models.DateTimeField(blank=True, null=True)
OPEN = models.Q(("put_aside_at", None), ("put_aside_by", None))
PUT_ASIDE = models.Q(
    ("put_aside_at__isnull", False), ("put_aside_by__isnull", False), ("recorded__isnull", True)
)


def whom(**more):
    return models.ForeignKey(blank=True, null=True, related_name="+", to=settings.AUTH_USER_MODEL, **more)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0021_confirmed_as")]

    operations = [
        migrations.AddField("actionproposal", "put_aside_at", WHEN),
        migrations.AddField("actionproposal", "put_aside_by", whom(on_delete=models.PROTECT)),
        migrations.AddField("historicalactionproposal", "put_aside_at", WHEN),
        migrations.AddField(
            "historicalactionproposal",
            "put_aside_by",
            whom(on_delete=django.db.models.deletion.DO_NOTHING, db_constraint=False),
        ),
        migrations.AddConstraint(
            "actionproposal",
            models.CheckConstraint(
                condition=models.Q(OPEN, PUT_ASIDE, _connector="OR"),
                name="proposal_put_aside_by_somebody",
            ),
        ),
    ]
