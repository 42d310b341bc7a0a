"""What agencies propose with their returns: details of people, and actions."""

import uuid

from django.conf import settings
from django.db import migrations, models

from sharing.schema import CreateTables, at_once, with_history
from sharing.walls import wall_with_history

# For the agency itself, coordinator and chair.
OWN = "current_setting('portal.reach') = 'area' OR agency_id = current_setting('portal.agency')::uuid"
KEY = ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False))
SCOPE = ("scope", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.scope"))
BY = ("proposed_by", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL))
DETAILS = [
    ("given_name", "Given name"),
    ("family_name", "Family name"),
    ("other_names", "Other names and spellings"),
    ("born_on", "Date of birth"),
    ("confirmed", "Name and date of birth are right"),
]
FOR_WHOM = [
    ("victim", "Victim"),
    ("child", "Child"),
    ("perpetrator", "Perpetrator"),
    ("other", "Other"),
]
UNDECIDED = models.Q(accepted__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
DECIDED = models.Q(accepted__isnull=False, decided_at__isnull=False, decided_by__isnull=False)


def agency():
    return models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.agency")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0017_searched_in_parts"), ("sharing", "0025_unscanned")]

    operations = [
        CreateTables(
            *with_history(
                migrations.CreateModel(
                    name="DetailProposal",
                    fields=[
                        KEY,
                        SCOPE,
                        ("agency", agency()),
                        ("party", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="sharing.party")),
                        ("detail", models.CharField(choices=DETAILS, max_length=12, verbose_name="detail")),
                        ("value", models.CharField(blank=True, max_length=300, verbose_name="what it should be")),
                        ("source", models.CharField(blank=True, max_length=200, verbose_name="how the agency knows")),
                        BY,
                        ("proposed_at", models.DateTimeField()),
                        ("accepted", models.BooleanField(blank=True, null=True, verbose_name="accepted")),
                        ("decided_by", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["proposed_at", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(UNDECIDED, DECIDED, _connector="OR"), name="proposal_decided_by_somebody"),
                            models.CheckConstraint(condition=models.Q(models.Q(("detail", "confirmed"), _negated=True), models.Q(("accepted__isnull", True), ("value", "")), _connector="OR"), name="what_is_confirmed_is_not_decided_on"),
                        ],
                    },
                ),
            ),
            *with_history(
                migrations.CreateModel(
                    name="ActionProposal",
                    fields=[
                        KEY,
                        SCOPE,
                        ("agency", agency()),
                        ("by_agency", agency()),
                        ("what", models.CharField(max_length=500, verbose_name="action")),
                        ("for_whom", models.CharField(choices=FOR_WHOM, max_length=12, verbose_name="for")),
                        BY,
                        ("proposed_at", models.DateTimeField()),
                        ("recorded", models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="meetings.action")),
                    ],
                    options={"ordering": ["proposed_at", "id"]},
                ),
            ),
        ),
        at_once(
            *wall_with_history("meetings", "detailproposal", and_also=OWN),
            *wall_with_history("meetings", "actionproposal", and_also=OWN),
        ),
    ]
