"""Who may see a case at all. Both walls read this row: `access.decide` and the database."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from sharing.codes import Sensitivity
from sharing.history import GuardedManager, Tracked
from sharing.models.agency import Agency, Area
from sharing.models.user import User


class ScopeFields(models.Model):
    version = models.PositiveIntegerField(default=1)
    # Agencies that get names, birth dates and search addresses, to look people up.
    search_circulation = ArrayField(models.UUIDField(), default=list)
    # Agencies that read the whole case: they know these people or have an action.
    full_circulation = ArrayField(models.UUIDField(), default=list)
    # The seats of the people who referred (`actor.seat_of`). A referrer sees these cases and no
    # others.
    referred_by = ArrayField(models.UUIDField(), default=list)
    # People with a conflict of interest, declared or silent. A wall beats every permission.
    walled = ArrayField(models.UUIDField(), default=list)
    # Who was let in by break-glass: by seat, the Unix time at which it ends.
    admitted = models.JSONField(default=dict)
    sensitivity = models.CharField(
        max_length=10, choices=Sensitivity.choices, default=Sensitivity.NORMAL
    )
    frozen = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Scope(ScopeFields):
    """Who may see one case. A scope is made before its case and shares its identifier. Only the
    database function `write_scope` writes it, and keeps every version; the web role can only read
    it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    owner_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")

    objects = GuardedManager()


class ScopeVersion(ScopeFields):
    """One version of a scope, with the event that made it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="versions")
    event_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "version"], name="scope_version_once"),
        ]


class Scoped(Tracked):
    """A row that belongs to a case: only people who may see its scope see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Conflict(Scoped):
    """Why a person is walled off: a conflict of interest, declared or silent."""

    class Kind(models.TextChoices):
        DECLARED = "declared", _("Declared: the person knows and steps out")
        SILENT = "silent", _("Silent: the person must not learn of it")

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    reason = models.TextField(_("reason"), blank=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
