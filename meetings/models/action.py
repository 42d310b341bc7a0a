"""The action plan: who does what, for whom, by when, and what became of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.meeting import Meeting
from sharing.history import GuardedManager
from sharing.models import Agency, Party, User
from sharing.models.scope import Scoped


class ForWhom(models.TextChoices):
    VICTIM = "victim", _("Victim")
    CHILD = "child", _("Child")
    PERPETRATOR = "perpetrator", _("Perpetrator")
    OTHER = "other", _("Other")


class ActionState(models.TextChoices):
    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    NOT_POSSIBLE = "not_possible", _("Not possible, circumstances changed")
    NOT_DONE = "not_done", _("Not done")
    STRUCK = "struck", _("Struck out")


# SafeLives asks minutes to tell the two failures apart; both end the action.
ENDED = (ActionState.COMPLETED, ActionState.NOT_POSSIBLE, ActionState.NOT_DONE)


class Standing(GuardedManager["Action"]):
    """Actions but those that were struck out: no plan, list or count knows these."""

    def get_queryset(self) -> models.QuerySet["Action"]:
        return super().get_queryset().exclude(state=ActionState.STRUCK)


class Action(Scoped):
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="actions"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="actions")
    what = models.CharField(_("action"), max_length=500)
    for_whom = models.CharField(_("for"), max_length=12, choices=ForWhom.choices)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.CharField(_("owner"), max_length=120, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    before_meeting = models.BooleanField(_("done before the meeting"), default=False)
    state = models.CharField(max_length=12, choices=ActionState.choices, default=ActionState.OPEN)
    result = models.TextField(_("outcome or reason"), max_length=2000, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    reminded_at = models.DateTimeField(_("agency reminded"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[Standing] = Standing()

    class Meta:
        ordering = ["position", "recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(before_meeting=True) | models.Q(due_on__isnull=False),
                name="action_has_a_due_date",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "in_progress"], ended_on__isnull=True)
                | (
                    models.Q(state__in=["completed", "not_possible", "not_done", "struck"])
                    & models.Q(ended_on__isnull=False)
                    & ~models.Q(result="")
                ),
                name="ended_action_says_how_and_when",
            ),
        ]


class ActionUpdate(Scoped):
    """What an agency said of its action: each update is kept."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="updates")
    state = models.CharField(max_length=12, choices=ActionState.choices)
    note = models.TextField(max_length=2000, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["updated_at", "id"]
