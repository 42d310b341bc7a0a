"""What each agency is asked before a meeting, and how it answered."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.meeting import Meeting
from sharing.models import Agency, User
from sharing.models.scope import Scoped


class ResearchAnswer(models.TextChoices):
    NONE = "", _("Not answered")
    KNOWN = "known", _("Known to us")
    NOT_KNOWN = "not_known", _("Not known to us")
    NOT_YET = "not_yet", _("Cannot check yet")


class ResearchRequest(Scoped):
    """One agency's request about one case for one meeting. The items that it gave are
    `sharing.Item` rows with this row's identifier as their `request_id`."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="requests")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(
        max_length=10, choices=ResearchAnswer.choices, default=ResearchAnswer.NONE, blank=True
    )
    known_parties = ArrayField(models.UUIDField(), default=list, blank=True)
    # Not looked up yet; a person in neither list was looked up and is not known.
    unchecked_parties = ArrayField(models.UUIDField(), default=list, blank=True)
    searched = models.CharField(_("what was searched"), max_length=300, blank=True)
    check_by = models.DateField(_("can check by"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    returned = models.PositiveIntegerField(default=0)  # how many versions were submitted
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "meeting", "agency"], name="one_request_per_agency_and_meeting"
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | models.Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="research_submitted_at_with_by",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer="not_yet") | models.Q(check_by__isnull=False),
                name="cannot_check_yet_says_until_when",
            ),
        ]
