"""A meeting, who came, and who agreed to keep it confidential. It holds no case content."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.protocol import Protocol
from sharing.history import Tracked
from sharing.models import Agency, Area, Membership, User


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    PUBLISHED = "published", _("List is out")
    RUNNING = "running", _("Under way")
    HELD = "held", _("Held")
    AGREED = "agreed", _("Minutes agreed")
    CALLED_OFF = "called_off", _("Called off")


class Meeting(Tracked):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="meetings")
    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("starts at"))
    place = models.CharField(_("place"), max_length=200)
    extra = models.BooleanField(_("extra meeting"), default=False)
    state = models.CharField(
        max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED
    )
    referrals_close_at = models.DateTimeField()
    list_out_at = models.DateTimeField()
    research_due_at = models.DateTimeField()
    minutes_due_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    # Since it was opened: an opening by mistake can be taken back. It stands here, as a case that
    # was heard may be walled off from whoever takes it back.
    nothing_recorded = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    why_called_off = models.TextField(_("why it is called off"), max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "starts_at"],
                condition=~models.Q(state="called_off"),
                name="one_meeting_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="called_off", called_off_at__isnull=False, called_off_by__isnull=False
                )
                & ~models.Q(why_called_off="")
                | ~models.Q(state="called_off")
                & models.Q(called_off_at__isnull=True, called_off_by__isnull=True)
                & models.Q(why_called_off=""),
                name="meeting_called_off_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | models.Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="minutes_agreed_at_with_by",
            ),
        ]


class Admission(Tracked):
    """Somebody who comes to one meeting to observe it, and why. Their rights are those of the
    membership, which ends with the meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="admissions")
    membership = models.OneToOneField(Membership, models.PROTECT, related_name="+")
    why = models.CharField(_("why"), max_length=300)
    admitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    admitted_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | models.Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="admission_taken_back_at_with_by",
            ),
        ]


class Presence(models.TextChoices):
    PRESENT = "present", _("Present")
    APOLOGIES = "apologies", _("Apologies")
    SENT = "sent", _("Apologies, information sent")
    ABSENT = "absent", _("Absent, no word")


class Attendance(Tracked):
    """Whether an agency was there, and who came for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    presence = models.CharField(_("presence"), max_length=10, choices=Presence.choices)
    who = models.CharField(_("who came"), max_length=200, blank=True)

    class Meta:
        ordering = ["agency__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "agency"], name="agency_attends_a_meeting_once"
            )
        ]


class Declaration(Tracked):
    """A person's word, at each meeting, to keep it confidential."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="declarations")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # For somebody in the room without an account, entered by the coordinator.
    name = models.CharField(_("name"), max_length=100)
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["declared_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="one_declaration_a_meeting")
        ]
