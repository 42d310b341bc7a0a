"""The watch over the trail: what is watched for in an area, and what was found."""

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
    """How an area watches for one thing, where it is not as the portal proposes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    watched = models.CharField(_("watch for"), max_length=20, choices=Watched.choices)
    on = models.BooleanField(_("raise alerts"), default=True)
    # An alert is raised when one person does it so often within so many minutes.
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
                condition=models.Q(number__gte=1, minutes__range=(1, A_DAY)),
                name="watch_rule_counts_within_a_day",
            ),
        ]


class WorkingHours(Tracked):
    """When an agency works. Whoever looks at cases at another time does so out of hours."""

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
    """Something that the watch found about a person, until a safeguarding lead has decided what
    it was. Of one thing in one case, on one day, there is one, and more of it is added to it: but one
    for each set of people who may know the same of it. Whoever reads one reads all of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    watched = models.CharField(_("what"), max_length=20, choices=Watched.choices)
    about = models.ForeignKey(User, models.PROTECT, related_name="+")
    # As what they acted, where they acted as something.
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True, default="")
    # The case, where it is about one, and the day (Europe/London), where it counts by days.
    case_id = models.UUIDField(null=True)
    day = models.DateField(null=True)
    part = models.PositiveSmallIntegerField(default=0)  # of those of one thing, which
    # By which rule it was raised: so often, within so many minutes.
    times = models.PositiveSmallIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField(default=60)
    # Events of the trail, the newest at most; they stay there, as the trail has no foreign keys.
    events = ArrayField(models.UUIDField())
    number = models.PositiveIntegerField()  # of events, however many are kept here
    # Those that any event named that it ever counted, but for what is hidden from those for whom it is:
    # for whoever a wall keeps from one of these it is not there.
    cases = ArrayField(models.UUIDField(), default=list)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    # When those who decide on it were told that there is something to look at, and who they were.
    told_at = models.DateTimeField(null=True)
    told_to = ArrayField(models.UUIDField(), default=list)
    # No lead may know of it, as it was when its readers were last computed: chairs find theirs by it.
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
    """Up to when the watch has read the trail. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    read_up_to = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_watch_mark")]
