"""Areas, their agencies, and each agency's signature under the information-sharing protocol."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from sharing.history import Tracked

# How many days an area may keep alerts.
SHORTEST, LONGEST = 30, 3650


class Area(Tracked):
    """The place that one MARAC serves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=100, unique=True)
    # Begins every reference, so that a case read aloud names its area.
    prefix = models.CharField(_("letters before references"), max_length=4, unique=True)
    holidays = models.CharField(_("bank holidays of"), max_length=3, default="ENG")
    # Days that this area treats differently from its part of the country: `sharing.bank_holidays`.
    closed_on = ArrayField(models.DateField(), default=list, blank=True)
    worked_on = ArrayField(models.DateField(), default=list, blank=True)  # bank holidays
    # How long a case stays open to somebody who opened it in an emergency.
    emergency_hours = models.PositiveSmallIntegerField(_("hours of an emergency"), default=4)
    alert_days = models.PositiveSmallIntegerField(_("days that alerts are kept"), default=730)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(emergency_hours__range=(1, 72)),
                name="emergency_ends_within_days",
            ),
            models.CheckConstraint(
                condition=models.Q(alert_days__range=(SHORTEST, LONGEST)),
                name="alerts_are_kept_for_a_month_to_ten_years",
            ),
        ]


class AgencyKind(models.TextChoices):
    POLICE = "police", _("Police")
    IDVA = "idva", _("IDVA service")
    HOUSING = "housing", _("Housing")
    CHILDREN = "children", _("Children’s social care")
    ADULTS = "adults", _("Adult social care")
    PROBATION = "probation", _("Probation")
    HEALTH_VISITING = "health_visiting", _("Health visiting")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    ACUTE = "acute", _("Acute hospital")
    PRIMARY_CARE = "primary_care", _("Primary care")
    SUBSTANCE = "substance", _("Substance misuse")
    EDUCATION = "education", _("Education")
    FIRE = "fire", _("Fire and rescue")
    REFUGE = "refuge", _("Refuge")
    VOLUNTARY = "voluntary", _("Voluntary sector")
    OTHER = "other", _("Other")


class Agency(Tracked):
    """An organisation that takes part in one area's MARAC."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="agencies")
    kind = models.CharField(_("kind"), max_length=20, choices=AgencyKind.choices)
    name = models.CharField(_("name"), max_length=100)
    mailbox = models.EmailField(_("shared mailbox for notices"), blank=True)
    # A core agency is asked about every case on a published list.
    core = models.BooleanField(_("asked about every case"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="agency_name_once_in_area"),
        ]

    def __str__(self) -> str:
        return self.name


class Signature(Tracked):
    """An agency's signature under the information-sharing protocol, with its review date.

    A signature that is withdrawn or suspended stops the agency's access. One that is merely past
    its review date brings a warning."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="signatures")
    signed_on = models.DateField(_("signed on"))
    review_on = models.DateField(_("to be reviewed on"))
    stopped_on = models.DateField(_("withdrawn or suspended on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(review_on__gt=models.F("signed_on")),
                name="signature_reviewed_after_signed",
            ),
            models.UniqueConstraint(
                fields=["agency"],
                condition=models.Q(stopped_on__isnull=True),
                name="one_standing_signature_per_agency",
            ),
        ]
