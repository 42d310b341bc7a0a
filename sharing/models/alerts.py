"""The watch over the trail: what it looks for in an area, and what it found."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sharing.codes import Watched
from sharing.history import Tracked
from sharing.models.agency import Agency, Area
from sharing.models.user import User
from sharing.roles import Role

A_DAY = 24 * 60  # minutes


class AlertState(models.TextChoices):
    NEW = "new", _("New")
    EXPLAINED = "explained", _("Explained")
    CONCERN = "concern", _("Concern")


class WatchRule(Tracked):
    """How an area watches for one thing, if it differs from the portal's default."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    watched = models.CharField(_("watch for"), max_length=20, choices=Watched.choices)
    on = models.BooleanField(_("raise alerts"), default=True)
    # The watch raises an alert when one person does this so many times within so many minutes.
    number = models.PositiveSmallIntegerField(
        _("times"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=60, validators=[MinValueValidator(1), MaxValueValidator(A_DAY)]
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "watched"], name="watch_rule_once_in_area"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, minutes__gte=1, minutes__lte=A_DAY),
                name="watch_rule_counts_within_a_day",
            ),
        ]


class WorkingHours(Tracked):
    """When an agency works. Looking at cases at any other time counts as out of hours."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.OneToOneField(Agency, models.PROTECT, related_name="hours")
    around_the_clock = models.BooleanField(_("works shifts, day and night"), default=False)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))
    weekends = models.BooleanField(_("works at weekends and on bank holidays"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")),
                name="working_hours_end_after_start",
            ),
        ]


class Alert(Tracked):
    """A finding of the watch about a person, for a safeguarding lead to explain.

    One thing in one case on one day makes one alert, which grows with more of it. Where some
    readers may know less than others, there is one alert for each group of readers who may know the
    same, so that everybody who reads an alert may read all of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    watched = models.CharField(_("what"), max_length=20, choices=Watched.choices)
    about = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The role in which the person acted, if any.
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True, default="")
    # The case, if the alert is about one, and the day (Europe/London), if the rule counts by days.
    case_id = models.UUIDField(null=True)
    day = models.DateField(null=True)
    part = models.PositiveSmallIntegerField(default=0)  # tells the alerts about one finding apart
    # The rule that raised it: so many times, within so many minutes.
    times = models.PositiveSmallIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField(default=60)
    # Events of the trail, no more than the newest ones. The trail itself keeps them; it has no
    # foreign keys.
    events = ArrayField(models.UUIDField())
    number = models.PositiveIntegerField()  # of all events counted, also those not listed here
    # The cases named by any event that was ever counted, without those hidden from the alert's
    # readers. The alert does not exist for anybody who is walled off from one of these cases.
    cases = ArrayField(models.UUIDField(), default=list)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    # When the people who decide on it were told that there is something to look at, and who they
    # were.
    told_at = models.DateTimeField(null=True)
    told_to = ArrayField(models.UUIDField(), default=list)
    # Whether no lead could know of it when its readers were last computed; chairs find their alerts
    # by this.
    for_chairs = models.BooleanField(default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=AlertState.choices, default=AlertState.NEW
    )
    words = models.TextField(_("what it was"), blank=True, default="")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-last_at", "-id"]
        indexes = [models.Index(fields=["area", "state", "-last_at"], name="alert_of_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "watched", "about", "case_id", "day", "part"],
                nulls_distinct=False,
                name="alert_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state=AlertState.NEW)
                | (
                    models.Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~models.Q(words="")
                ),
                name="alert_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("about")),
                name="alert_not_decided_by_whom_it_is_about",
            ),
        ]


class WatchMark(models.Model):
    """How far the watch has read the trail. There is one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    read_up_to = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_watch_mark")]
