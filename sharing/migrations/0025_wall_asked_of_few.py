"""PostgreSQL knows what it takes to ask a wall, and looks for plans that ask it of few rows."""

from django.db import migrations

from sharing.walls import SCOPE_IS_THERE


class Migration(migrations.Migration):
    dependencies = [("sharing", "0024_kept_once")]

    operations = [migrations.RunSQL(SCOPE_IS_THERE, migrations.RunSQL.noop)]
