"""What agencies propose with their returns: other details of people, where they live and how a victim
is reached safely; and what stood before."""

import uuid

from django.conf import settings
from django.db import migrations, models

from sharing.schema import CreateTables, at_once, with_history
from sharing.walls import wall_with_history

# For the agency itself, coordinator and chair, and the nightly comparison with the trail.
OWN = "current_setting('portal.reach') IN ('area', 'system') OR agency_id = current_setting('portal.agency')::uuid"
DETAILS = [
    ("given_name", "Given name"),
    ("family_name", "Family name"),
    ("other_names", "Other names and spellings"),
    ("born_on", "Date of birth"),
    ("due_on", "Unborn, due on"),
    ("language", "First language, or signs"),
    ("interpreter", "Interpreter needed"),
    ("pregnant", "Pregnant"),
    ("occupation", "Work"),
    ("lives_with", "Lives with"),
    ("school", "School or nursery"),
    ("confirmed", "Name and date of birth are right"),
    ("named", "Name is right, date of birth is not known to them"),
]
KINDS = [
    ("current", "Lives here now"),
    ("former", "Lived here before"),
    ("safe", "Safe address"),
    ("confidential", "Confidential address"),
]
WAYS = [
    ("in_person", "In person"),
    ("call", "Telephone call"),
    ("text", "Text message"),
    ("email", "E-mail"),
    ("through", "Only through another person"),
]
UNDECIDED = models.Q(accepted__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
DECIDED = models.Q(accepted__isnull=False, decided_at__isnull=False, decided_by__isnull=False)


def to(model, **more):
    return models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=model, **more)


def maybe(model, **more):
    return to(model, blank=True, null=True, **more)


def proposed(name, decided, *fields):
    """A table of what an agency says of somebody, and that of its past."""
    return with_history(
        migrations.CreateModel(
            name=name,
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="how the agency knows"
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("accepted", models.BooleanField(blank=True, null=True, verbose_name="accepted")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                *fields,
                ("agency", to("sharing.agency")),
                ("decided_by", maybe(settings.AUTH_USER_MODEL)),
                ("party", to("sharing.party")),
                ("proposed_by", to(settings.AUTH_USER_MODEL)),
                ("scope", to("sharing.scope")),
            ],
            options={
                "ordering": ["proposed_at", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(UNDECIDED, DECIDED, _connector="OR"), name=decided
                    )
                ],
            },
        )
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0027_pictures_in_packs"), ("sharing", "0031_as_it_was")]

    operations = [
        *(
            step
            for table in ("detailproposal", "historicaldetailproposal")
            for step in (
                migrations.AlterField(
                    table,
                    "detail",
                    models.CharField(choices=DETAILS, max_length=12, verbose_name="detail"),
                ),
                migrations.AddField(
                    table,
                    "stood",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="what stood before"
                    ),
                    preserve_default=False,
                ),
            )
        ),
        CreateTables(
            *proposed(
                "AddressProposal",
                "address_proposal_decided_by_somebody",
                ("kind", models.CharField(choices=KINDS, max_length=12, verbose_name="kind")),
                ("lines", models.TextField(max_length=300, verbose_name="address")),
                ("postcode", models.CharField(blank=True, max_length=10, verbose_name="postcode")),
                ("replaces", maybe("sharing.address", verbose_name="in the place of")),
            ),
            *proposed(
                "ContactProposal",
                "contact_proposal_decided_by_somebody",
                ("way", models.CharField(choices=WAYS, max_length=10, verbose_name="safe way")),
                (
                    "details",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="number, place or person"
                    ),
                ),
                ("times", models.CharField(blank=True, max_length=200, verbose_name="safe times")),
                (
                    "never",
                    models.CharField(blank=True, max_length=200, verbose_name="never do this"),
                ),
                (
                    "phone_watched",
                    models.BooleanField(default=False, verbose_name="the phone may be watched"),
                ),
                ("confirmed_by", models.CharField(max_length=120, verbose_name="confirmed by")),
                ("confirmed_on", models.DateField(verbose_name="confirmed on")),
                ("stood", maybe("sharing.safecontact", verbose_name="what stood before")),
            ),
        ),
        at_once(
            *wall_with_history("meetings", "addressproposal", and_also=OWN),
            *wall_with_history("meetings", "contactproposal", and_also=OWN),
        ),
    ]
