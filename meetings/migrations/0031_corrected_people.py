"""Who had read what is said of people is told when it was corrected as an agency proposed; which
address a proposed one became is kept."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
BEFORE = """
    DROP FUNCTION people_acknowledgements;
    DROP FUNCTION people_corrections_in;
    DROP FUNCTION people_corrections_waiting;
    DROP FUNCTION looks_at_people;
    DROP FUNCTION corrected_people;
"""
UNDECIDED = models.Q(accepted__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
DECIDED = models.Q(accepted__isnull=False, decided_at__isnull=False, decided_by__isnull=False)
# As one rule for all of them, named by the table; as each was named before.
NAMED = {
    "detailproposal": "proposal_decided_by_somebody",
    "addressproposal": "address_proposal_decided_by_somebody",
    "contactproposal": "contact_proposal_decided_by_somebody",
}


def became(table, **more):
    # The past of a row points to nothing that the database would hold it to.
    field = models.ForeignKey(
        blank=True,
        null=True,
        on_delete=more.pop("on_delete", django.db.models.deletion.PROTECT),
        related_name="+",
        to="sharing.address",
        verbose_name="which address it became",
        **more,
    )
    return migrations.AddField(table, "became", field)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0030_compared"), ("sharing", "0034_still_reads")]

    operations = [
        became("addressproposal"),
        became(
            "historicaladdressproposal",
            db_constraint=False,
            on_delete=django.db.models.deletion.DO_NOTHING,
        ),
        *(
            step
            for table, before in NAMED.items()
            for step in (
                migrations.AddConstraint(
                    table,
                    models.CheckConstraint(
                        condition=models.Q(UNDECIDED, DECIDED, _connector="OR"),
                        name=f"{table}_decided_by_somebody",
                    ),
                ),
                migrations.RemoveConstraint(table, before),
            )
        ),
        run_file(SQL / "corrected_people.sql", BEFORE),
    ]
