"""The IDVA of a victim, who reads with the chair what is restricted and names no agency."""

import uuid

from django.conf import settings
from django.db import migrations, models

from sharing.schema import CreateTables, at_once, with_history
from sharing.walls import wall_with_history

OWN_AGENCY = (
    "agency_id = current_setting('portal.agency')::uuid"
    " OR current_setting('portal.reach') = 'system'"
)
OUT = "submitted_at IS NOT NULL AND withdrawn_at IS NULL"
SHARED = f"who_may_read = 'shared' AND {OUT}"
CHAIR = "current_setting('portal.role', true) = 'chair'"
# By the one key of the case: a person, as one of the service that named them.
ADVOCATE = (
    "(current_setting('portal.role', true) = 'idva' AND (SELECT v.user_id"
    " FROM sharing_victimadvocate v WHERE v.scope_id = {table}.scope_id"
    " AND v.agency_id = current_setting('portal.agency')::uuid)"
    " = current_setting('portal.user')::uuid)"
)
CONTENT = (
    "current_setting('portal.reach') <> 'trail'"
    " AND (SELECT true FROM sharing_scope s WHERE s.id = scope_id)"
)
STILL_THERE = "(SELECT true FROM sharing_item i WHERE i.id = sharing_historicalitem.id)"


def policies(*readers):
    """Who reads an item that names no agency, beside those of its own."""
    rules = {}
    for table in ("sharing_item", "sharing_historicalitem"):
        unnamed = " OR ".join(readers).format(table=table)
        rules[table] = (
            f"(({SHARED}) OR (who_may_read = 'restricted' AND {OUT}"
            " AND current_setting('portal.reach') IN ('agency', 'area')"
            " AND (current_setting('portal.agency')::uuid = ANY (restricted_to)"
            f" OR (restricted_to = '{{}}' AND ({unnamed})))))"
        )
    item = f"{CONTENT} AND ({OWN_AGENCY} OR {rules['sharing_item']})"
    past = rules["sharing_historicalitem"]
    past = f"{CONTENT} AND ({OWN_AGENCY} OR ({past} AND {STILL_THERE}))"
    return f"""
        ALTER POLICY reach ON sharing_item USING ({item}) WITH CHECK ({item});
        ALTER POLICY reach ON sharing_historicalitem USING ({past}) WITH CHECK ({past});
    """


class Migration(migrations.Migration):
    dependencies = [("sharing", "0013_restricted")]

    operations = [
        CreateTables(
            *with_history(
                migrations.CreateModel(
                    name="VictimAdvocate",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope")),
                        ("user", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("agency", models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="sharing.agency")),
                        ("version", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("scope",), name="one_advocate_of_a_victim")
                        ],
                    },
                )
            )
        ),
        at_once(*wall_with_history("sharing", "victimadvocate")),
        migrations.RunSQL(policies(CHAIR, ADVOCATE), policies(CHAIR)),
    ]
