"""What the web role may do with the tables of the libraries."""

from django.db import migrations

from sharing.schema import at_once
from sharing.walls import ALL, open_to_web


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0006_retention"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
        ("axes", "0010_accessattemptexpiration"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]
    replaces = [("sharing", "0003_library_tables")]

    operations = [
        at_once(
            open_to_web("django_migrations", "SELECT"),
            open_to_web("django_content_type", "SELECT"),
            open_to_web("django_session", ALL),
            open_to_web("axes_accessattempt", ALL),
            open_to_web("axes_accessattemptexpiration", ALL),
            open_to_web("axes_accessfailurelog", ALL),
            open_to_web("axes_accesslog", ALL),
            open_to_web("django_tasks_database_dbtaskresult", ALL),
        )
    ]
