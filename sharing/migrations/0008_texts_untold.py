"""What is common among personal texts of cases nobody learns from what PostgreSQL expects of a query."""

from django.db import migrations

from sharing.walls import untold

TEXTS = {
    "sharing_address": "lines postcode",
    "sharing_alert": "words",
    "sharing_attachment": "name",
    "sharing_casebases": "other why",
    "sharing_conflict": "reason",
    "sharing_emergencyaccess": "words",
    "sharing_item": "text source period subject",
    "sharing_party": (
        "given_name family_name other_names language occupation lives_with school"
    ),
    "sharing_safecontact": "details times never confirmed_by",
    "sharing_sharingdecision": "necessity proportionality risk_if_not_shared",
    "sharing_unsafetotell": "who why",
}


class Migration(migrations.Migration):
    dependencies = [("sharing", "0007_libraries_and_jobs")]
    replaces = [("sharing", "0042_untold_texts")]

    operations = [untold(TEXTS)]
