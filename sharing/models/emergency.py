"""Break-glass: a person opened a case that their agency was not on circulation for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sharing.models.agency import Agency
from sharing.models.scope import Scoped
from sharing.models.user import User


class EmergencyAccess(Scoped):
    """One opening in an emergency, which somebody else reviews. The scope says how long it lets the
    person in; the reason is encrypted beside the event."""

    class Outcome(models.TextChoices):
        RIGHT = "right", _("It was right to open it")
        MISTAKE = "mistake", _("A mistake, with nothing more to do")
        CONCERN = "concern", _("A concern, which is taken further")

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    opening_event = models.UUIDField(editable=False)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, blank=True, default=""
    )
    words = models.TextField(_("what was found"), max_length=2000, blank=True, default="")

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True, reviewed_at__isnull=True, outcome="")
                | (
                    models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False)
                    & ~models.Q(outcome="")
                ),
                name="emergency_reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(reviewed_by=models.F("user")),
                name="emergency_reviewed_by_another",
            ),
        ]
