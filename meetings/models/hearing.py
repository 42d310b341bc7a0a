"""What the meeting heard and agreed about a case, and the minutes, which are frozen."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.meeting import Meeting
from sharing.models import User
from sharing.models.scope import Scoped


class Hearing(Scoped):
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="hearings")
    presented_by = models.CharField(_("presented by"), max_length=120, blank=True)
    summary = models.TextField(_("summary"), max_length=4000, blank=True)
    spoken = models.TextField(_("information shared verbally"), max_length=4000, blank=True)
    risks = models.TextField(_("risks"), max_length=4000, blank=True)
    protective = models.TextField(_("what protects"), max_length=4000, blank=True)
    decisions = models.TextField(_("decisions"), max_length=4000, blank=True)
    # Why the plan has nothing for the victim, a child or the perpetrator.
    plan_gap_reason = models.TextField(_("why the plan has a gap"), max_length=2000, blank=True)
    # Of whom that was said.
    plan_gaps = ArrayField(
        models.UUIDField(), verbose_name=_("whom the plan leaves out"), default=list, blank=True
    )
    # Why nobody can safely tell the victim the outcome.
    untold_reason = models.TextField(_("why nobody tells the victim"), max_length=2000, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Of a case on hold: what its minutes say since those of the other cases were agreed.
    kept = models.JSONField(_("minutes while on hold"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "meeting"], name="one_hearing_a_meeting")
        ]


class CaseMinutes(Scoped):
    """The minutes of one case as the chair agreed them. Only ever added, never changed."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    content = models.JSONField()
    agreed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "meeting"], name="minutes_agreed_once")
        ]
