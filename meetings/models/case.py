"""A case: one referral on its way through one meeting."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.meeting import Meeting
from meetings.models.protocol import Protocol
from sharing.history import Tracked
from sharing.models import Scope, User
from sharing.models.scope import Scoped


class Stage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    STOPPED = "stopped", _("Stopped: under 16")
    DISCARDED = "discarded", _("Thrown away")
    TRIAGE = "triage", _("Triage")
    RETURNED = "returned", _("Returned to referrer")
    DECLINING = "declining", _("Second decision")
    DECLINED = "declined", _("Declined")
    JOINED = "joined", _("Joined to another case")
    ACCEPTED = "accepted", _("Accepted")
    LISTED = "listed", _("Listed")
    RESEARCH = "research", _("Research")
    HEARING = "hearing", _("Being heard")
    HEARD = "heard", _("Heard")
    ACTIONS = "actions", _("Actions")
    COMPLETE = "complete", _("Actions complete")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    WRONG_AREA = "wrong_area", _("Sent to the right area")
    TRANSFERRED = "transferred", _("Transferred out")
    DIED = "died", _("On hold: someone died")


class Case(Tracked):
    """Shares its identifier with its scope. `stages.move` is the only writer of its stage."""

    scope = models.OneToOneField(Scope, models.PROTECT, primary_key=True, related_name="+")
    # Random, without look-alikes, made to be said aloud; nothing personal in it.
    reference = models.CharField(max_length=12, unique=True)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.DRAFT)
    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="cases"
    )
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    with_children = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    stage_since = models.DateTimeField()
    deferrals = models.PositiveSmallIntegerField(default=0)
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined"
    )
    # When a draft is thrown away unless somebody goes on with it, as its author was told.
    left_until = models.DateField(null=True, blank=True)
    came_from = models.CharField(_("transferred in from"), max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="one_case_at_a_place_of_the_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~models.Q(stage="joined") | models.Q(joined_to__isnull=False),
                name="joined_case_says_to_which",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class CaseStage(Scoped):
    """One move of a case from a stage to another: who, when, why."""

    from_stage = models.CharField(max_length=12, choices=Stage.choices)
    to_stage = models.CharField(max_length=12, choices=Stage.choices)
    reason = models.TextField(blank=True, max_length=2000)
    moved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["moved_at", "id"]


class Development(Scoped):
    """A new incident or order, added at any time by anyone on full circulation."""

    class Kind(models.TextChoices):
        INCIDENT = "incident", _("New incident")
        ORDER = "order", _("Order, bail or licence condition")

    kind = models.CharField(_("what it is"), max_length=10, choices=Kind.choices)
    happened_on = models.DateField(_("date"))
    text = models.TextField(_("what happened, or what the order says"), max_length=4000)
    agency = models.ForeignKey("sharing.Agency", models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-added_at", "id"]


class Exit(Scoped):
    """How a case left the way to a meeting: withdrawn, wrong area, transferred, a death."""

    class Kind(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Withdrawn")
        WRONG_AREA = "wrong_area", _("Wrong area")
        TRANSFERRED_OUT = "out", _("Transferred to another area")
        TRANSFERRED_IN = "in", _("Transferred from another area")
        DIED = "died", _("Someone died")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    area_name = models.CharField(_("the other area"), max_length=100, blank=True)
    reason = models.TextField(_("reason"), max_length=2000)
    happened_on = models.DateField(_("date"))
    parties = ArrayField(models.UUIDField(), default=list, blank=True)  # who died
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class TakingBack(Scoped):
    """Somebody says that a death was recorded in error, and why; a second person decides."""

    death = models.ForeignKey(Exit, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), max_length=2000)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    second_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    second_agrees = models.BooleanField(null=True, blank=True)
    second_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["death"],
                condition=models.Q(second_at__isnull=True),
                name="death_taken_back_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(second_by=models.F("proposed_by")),
                name="death_taken_back_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    second_by__isnull=True, second_at__isnull=True, second_agrees__isnull=True
                )
                | models.Q(
                    second_by__isnull=False, second_at__isnull=False, second_agrees__isnull=False
                ),
                name="death_taken_back_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(second_agrees=False) | ~models.Q(second_reason=""),
                name="death_that_stands_says_why",
            ),
        ]
