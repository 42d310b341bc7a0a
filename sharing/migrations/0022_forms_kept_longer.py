"""To jobs a kept form is there once six days are over. A database that was made before shows it to them
after a day."""

from django.db import migrations

ANEW = """
ALTER POLICY expired ON sharing_keptform USING (
    current_setting('portal.reach') = 'system' AND kept_at <= now() - interval '6 days'
)
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0021_restored_alike")]

    operations = [migrations.RunSQL(ANEW, migrations.RunSQL.noop)]
