"""What each agency is asked before a meeting, and how it answered."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.meeting import Meeting
from sharing.models import Agency, User
from sharing.models.scope import Scoped

# What an agency still has to say: it has not submitted, or somebody was added after it answered, or
# was not looked up when it submitted what it knows of others.
IS_UNANSWERED = (
    models.Q(submitted_at=None) | ~models.Q(added_parties=[]) | ~models.Q(unchecked_parties=[])
)
# What it still owes: that, or a file of what it submitted, which was taken back.
IS_OWED = IS_UNANSWERED | models.Q(file_taken_back=True)


class ResearchAnswer(models.TextChoices):
    NONE = "", _("Not answered")
    KNOWN = "known", _("Known to us")
    NOT_KNOWN = "not_known", _("Not known to us")
    NOT_YET = "not_yet", _("Cannot check yet")


class SearchedBy(models.TextChoices):
    """What of a person an agency searched for in its own systems."""

    NAMES = "names", _("Names")
    OTHER_NAMES = "other_names", _("Other names and spellings")
    BORN = "born", _("Dates of birth")


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
    # Not looked up yet.
    unchecked_parties = ArrayField(models.UUIDField(), default=list, blank=True)
    # Part of the case only since the agency answered, or not known to it and corrected since, and
    # not answered for. A person in none of these lists was looked up and is not known.
    added_parties = ArrayField(models.UUIDField(), default=list, blank=True)
    # The scan took back a file of what was submitted, and the agency has not submitted it again
    # since.
    file_taken_back = models.BooleanField(default=False)
    searched = models.CharField(_("where was searched"), max_length=300, blank=True)
    searched_by = ArrayField(
        models.CharField(max_length=12, choices=SearchedBy.choices), default=list, blank=True
    )
    # Who was looked up, and in the same order which row of the past of each says how they were
    # called and when born then.
    looked_up = ArrayField(models.UUIDField(), default=list, blank=True)
    looked_up_as = ArrayField(models.UUIDField(), default=list, blank=True)
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
                condition=models.Q(looked_up__len=models.F("looked_up_as__len")),
                name="research_looked_up_as_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer="not_yet") | models.Q(check_by__isnull=False),
                name="cannot_check_yet_says_until_when",
            ),
        ]

    @property
    def searched_as(self) -> dict[UUID, UUID]:
        """Return for each person who was looked up the row of their past that was."""
        return dict(zip(self.looked_up, self.looked_up_as, strict=True))

    @property
    def is_owed(self) -> bool:
        lacks = self.added_parties or self.unchecked_parties or self.file_taken_back
        return self.submitted_at is None or bool(lacks)

    @property
    def asked_again(self) -> bool:
        """Return whether the answer stands, and the agency is asked about those alone who were
        added since. One that cannot check yet is asked about everybody all the same."""
        answered = self.answer in (ResearchAnswer.KNOWN, ResearchAnswer.NOT_KNOWN)
        return answered and bool(self.added_parties)
