"""Holds that keep a year of the trail, and who agreed that a year ends."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from sharing.history import Tracked
from sharing.models.user import User


class YearHold(Tracked):
    """A hold: the year of the trail stays, whatever its age, until somebody lifts the hold."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField()
    reason = models.TextField(_("why it is kept"))
    # Null if an operator did it at the console.
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()
    why_lifted = models.TextField(_("why it need not be kept any longer"), blank=True, default="")
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=models.Q(lifted_at__isnull=True),
                name="year_held_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True) | ~models.Q(why_lifted=""),
                name="year_hold_lifted_with_a_reason",
            ),
        ]


class YearEnd(Tracked):
    """A proposal that a year of the trail ends, which a second person confirms. A withdrawn
    proposal no longer counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="year_end_proposed_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="year_end_is_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(confirmed_by=models.F("proposed_by")),
                name="year_end_takes_two_people",
            ),
        ]
