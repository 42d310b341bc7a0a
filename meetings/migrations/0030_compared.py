"""The nightly comparison of the past with the trail sees what agencies propose, and whom they told, as
it sees every other past: else it takes their rows for removed."""

from django.db import migrations

from sharing.schema import at_once
from sharing.walls import CONTENT

OWN = (
    "current_setting('portal.reach') = 'area' OR agency_id = current_setting('portal.agency')::uuid"
)
COMPARED = f"{OWN} OR current_setting('portal.reach') = 'system'"
TABLES = ("detailproposal", "actionproposal", "stafftold")


def reach(table, narrowed):
    rule = f"{CONTENT.format(scope='scope_id')} AND ({narrowed})"
    return f'ALTER POLICY reach ON "{table}" USING ({rule}) WITH CHECK ({rule})'


class Migration(migrations.Migration):
    dependencies = [("meetings", "0029_proposals_waiting")]

    operations = [
        at_once(
            *(
                migrations.RunSQL(reach(table, COMPARED), reach(table, OWN))
                for name in TABLES
                for table in (f"meetings_{name}", f"meetings_historical{name}")
            )
        )
    ]
