"""Others read items in the order in which they came to them."""

from pathlib import Path

from django.db import migrations, models

from sharing.schema import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
LISTED = models.PositiveSmallIntegerField(default=0)



class Migration(migrations.Migration):
    dependencies = [("sharing", "0029_guards")]

    operations = [
        migrations.AddField("item", "listed", LISTED),
        migrations.AddField("historicalitem", "listed", LISTED),
        run_file(SQL / "shared_in_order.sql", "DROP FUNCTION shared_since"),
    ]
