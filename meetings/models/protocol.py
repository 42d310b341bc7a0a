"""The rules of an area, as data. A case keeps the version that it was judged under."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from sharing.history import Tracked
from sharing.models import Area, WhoMayRead


class RepeatAnchor(models.TextChoices):
    REFERRAL = "referral", _("the last referral")
    MEETING = "meeting", _("the last meeting")


class Reminded(models.TextChoices):
    """To whom a reminder goes. Somebody who is walled off from a case is never told of it."""

    MAILBOX = "mailbox", _("The agency’s shared mailbox")
    EACH = "each", _("Each representative and IDVA of the agency")


class Protocol(Tracked):
    """One version of an area's rules. Where no published figure was found, the default is a
    convention that each area can change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="protocols")
    version = models.PositiveIntegerField()
    in_force_from = models.DateField()
    # Grounds. 14 of 24 is the checklist's own threshold; three reports a year a common start.
    high_risk_ticks = models.PositiveSmallIntegerField(default=14)
    escalation_count = models.PositiveSmallIntegerField(default=3)
    escalation_months = models.PositiveSmallIntegerField(default=12)
    repeat_months = models.PositiveSmallIntegerField(default=12)
    repeat_anchor = models.CharField(
        max_length=10, choices=RepeatAnchor.choices, default=RepeatAnchor.REFERRAL
    )
    automatic_grounds = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    youngest_victim = models.PositiveSmallIntegerField(default=16)  # years
    # Deadlines, in working days before (or after) the meeting.
    referrals_close = models.PositiveSmallIntegerField(default=10)
    list_out = models.PositiveSmallIntegerField(default=8)
    research_due = models.PositiveSmallIntegerField(default=2)
    minutes_due = models.PositiveSmallIntegerField(default=3)
    actions_due = models.PositiveSmallIntegerField(default=2)  # before the next meeting
    triage_within = models.PositiveSmallIntegerField(default=3)  # working days
    due_hour = models.PositiveSmallIntegerField(default=17)
    # Reminders by mail, in working days: so many before something is due, and when it is late
    # each so many after; 0 is none.
    remind_research_before = models.PositiveSmallIntegerField(default=2)
    remind_research_every = models.PositiveSmallIntegerField(default=1)
    remind_actions_before = models.PositiveSmallIntegerField(default=2)
    remind_actions_every = models.PositiveSmallIntegerField(default=5)
    reminded = models.CharField(max_length=10, choices=Reminded.choices, default=Reminded.MAILBOX)
    # The meeting.
    every_days = models.PositiveSmallIntegerField(default=14)
    first_meeting_on = models.DateField()
    starts_at = models.TimeField()
    place = models.CharField(max_length=200)
    minutes_per_case = models.PositiveSmallIntegerField(default=12)
    most_deferrals = models.PositiveSmallIntegerField(default=1)
    # Who may read a new item, where the area has decided that; else its writer is asked.
    default_reading = models.CharField(
        max_length=12, choices=WhoMayRead.choices, blank=True, default=""
    )
    takes_files = models.BooleanField(default=True)  # whether agencies attach files to research
    # And while the virus scanner does not answer, closed to all others until it was scanned.
    takes_unscanned = models.BooleanField(default=False)
    # Drafts, in days: a referral that nobody went on with is thrown away, once its author was told;
    # what was thrown away is erased, and what was never submitted of a return, so long after the
    # meeting.
    throw_away_after = models.PositiveSmallIntegerField(default=90)
    tell_before_throwing_away = models.PositiveSmallIntegerField(default=14)
    erase_drafts_after = models.PositiveSmallIntegerField(default=30)
    erase_returns_after = models.PositiveSmallIntegerField(default=90)
    # Own wording of the checklist's subjects, by code: an area may hold a licence for another.
    checklist_wording = models.JSONField(default=dict, blank=True)
    checklist_licence = models.CharField(max_length=200, blank=True, default="")  # for these words
    declaration = models.TextField()  # read out and agreed to at each meeting

    class Meta:
        ordering = ["area", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["area", "version"], name="protocol_version_once"),
            models.CheckConstraint(
                condition=models.Q(high_risk_ticks__range=(1, 24)),
                name="threshold_within_the_checklist",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    tell_before_throwing_away__gte=1,
                    throw_away_after__gt=models.F("tell_before_throwing_away"),
                ),
                name="draft_told_of_before_it_is_thrown_away",
            ),
            models.CheckConstraint(
                condition=models.Q(erase_drafts_after__gte=1, erase_returns_after__gte=1),
                name="drafts_erased_after_a_day",
            ),
        ]
