"""A danger to those who meet somebody of a case, for every agency's own systems."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sharing.models import Agency, Party, User
from sharing.models.scope import Scoped

LONGEST = 300  # characters: a line in another system


class StaffWarning(Scoped):
    """What front-line staff of any agency must know before they meet somebody, in words that tell
    neither of the meeting nor of the victim nor of who said it. Every agency that looks people up
    reads it; it is never rewritten, it ends and another is given."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    text = models.CharField(_("what staff must know"), max_length=LONGEST)
    # Without somebody it is about whoever is met at the address.
    about = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    why_ended = models.CharField(_("why it is over"), max_length=LONGEST, blank=True)

    class Meta:
        ordering = ["-given_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="warning_says_something"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True, why_ended="")
                | (
                    models.Q(ended_at__isnull=False, ended_by__isnull=False)
                    & ~models.Q(why_ended="")
                ),
                name="warning_ended_by_somebody_who_says_why",
            ),
        ]


class StaffTold(Scoped):
    """An agency has told its own staff of a warning."""

    warning = models.ForeignKey(StaffWarning, models.PROTECT, related_name="told")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    told_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["warning", "agency"], name="agency_tells_its_staff_once"
            ),
        ]
