"""People who sign in, and what they are: one membership is one role in one agency."""

import uuid
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from sharing.history import HistoryRow, PastManager, PastQuerySet, Tracked
from sharing.models.agency import Agency, Signature
from sharing.roles import Role


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


# Fields of an account without history: nobody may read a password, and signing in is an event.
WITHOUT_PAST = {"password", "last_login"}


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # django-otp has no types
    """A person, known by their own e-mail address; accounts are never shared."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=100)
    is_active = models.BooleanField(_("may sign in"), default=True)
    # Of the person who makes a request: by `Device.persistent_id`, those that they sign in with.
    devices: Collection[str] = ()

    history = HistoricalRecords(
        bases=[HistoryRow],
        history_id_field=models.UUIDField(default=uuid.uuid4),
        excluded_fields=sorted(WITHOUT_PAST),
        history_manager=PastManager,
        historical_queryset=PastQuerySet,
    )
    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="email_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save the account. A history row is written unless only fields without history change."""
        quiet = update_fields is not None and set(update_fields) <= WITHOUT_PAST
        if quiet:
            self.skip_history_when_saving = True
        try:
            super().save(*args, update_fields=update_fields, **kwargs)
        finally:
            if quiet:
                del self.skip_history_when_saving


class Standing(models.TextChoices):
    REGULAR = "", _("Regular")
    DEPUTY = "deputy", _("Deputy")
    ACTING = "acting", _("Acting")


class Membership(Tracked):
    """One role in one agency, from a day until a day. Rights of several never add up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    standing = models.CharField(
        _("standing"), max_length=10, choices=Standing.choices, blank=True, default=""
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    # An observer comes to one meeting; `sharing` knows no meetings, so only its identifier.
    admitted_to = models.UUIDField(_("admitted to"), null=True, blank=True)

    # The name that an administrator typed to invite somebody of another area: all that they are
    # shown.
    invited_as = models.CharField(max_length=100, blank=True, default="")
    # Who proposed a membership that takes two people, and who confirmed it. One made at the
    # console, as the first of an area, has no proposer; one that the console confirmed has no
    # confirmer.
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | models.Q(confirmed_at__isnull=False, proposed_by__isnull=False),
                name="membership_is_confirmed_some_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(confirmed_by=models.F("proposed_by"))
                & ~models.Q(confirmed_by=models.F("user")),
                name="membership_takes_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(standing="acting") | models.Q(ends_on__isnull=False),
                name="acting_membership_is_dated",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="observer") | models.Q(admitted_to__isnull=False),
                name="observer_is_admitted_to_one_meeting",
            ),
        ]

    @cached_property
    def standing_signature(self) -> Signature | None:
        """Return the agency's signature that nobody stopped, or None."""
        # At most one stands, so nothing is put in order.
        return next(iter(self.agency.signatures.filter(stopped_on=None)), None)

    @property
    def waits(self) -> bool:
        """Return whether the membership still waits for a second person to confirm it."""
        return self.proposed_by_id is not None and self.confirmed_at is None

    def is_live(self, on: date) -> bool:
        """Return whether the membership holds on that day."""
        return self.starts_on <= on and not self.waits and not self.has_ended(on)

    def has_ended(self, on: date) -> bool:
        """Return whether the last day was before that day."""
        return self.ends_on is not None and self.ends_on < on
