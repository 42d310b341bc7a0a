"""That triage found a repeat stands in rows of its own, one for each earlier case: behind the wall of
that one, and without its name."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from sharing.schema import CreateTables, at_once, with_history
from sharing.walls import wall_with_history

# As `mark_of_repeat` of `meetings/rules/triage.py` makes it. The function is asked once for a query.
NOT_WALLED_OFF = """
    mark <> ALL (ARRAY(
        SELECT encode(sha256(uuid_send(scope_id) || uuid_send(w)), 'hex')
        FROM unnest((SELECT walled_from())) AS w
    ))
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0025_followed")]

    operations = [
        CreateTables(
            *with_history(
                migrations.CreateModel(
                    name="RepeatFound",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "scope",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="sharing.scope",
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="meetings.triagedecision",
                            ),
                        ),
                        ("mark", models.CharField(max_length=64)),
                        ("alone", models.BooleanField(default=False)),
                    ],
                    options={"abstract": False},
                ),
            ),
        ),
        at_once(
            *wall_with_history(
                "meetings", "repeatfound", rights="SELECT, INSERT", and_also=NOT_WALLED_OFF
            )
        ),
        *(
            migrations.RemoveField(table, "repeat_of")
            for table in ("triagedecision", "historicaltriagedecision")
        ),
    ]
