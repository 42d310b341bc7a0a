"""On which lawful basis an agency shares."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from sharing.history import Tracked
from sharing.models.agency import Agency
from sharing.models.scope import Scoped
from sharing.models.user import User


class AgencyBases(Tracked):
    """One version of an agency's lawful bases under the protocol. The next one is a row of its own,
    so that what was shared earlier keeps the bases of its day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="bases")
    version = models.PositiveIntegerField()
    bases = ArrayField(models.CharField(max_length=10), verbose_name=_("lawful bases"))
    other = models.CharField(_("in the agency’s own words"), max_length=300, blank=True)
    in_force_from = models.DateField(_("from"))
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "version"], name="agency_bases_version_once"),
        ]


class CaseBases(Scoped):
    """On which bases an agency shares its return about one case, where they are not those that it
    has set for all. Its own people alone see it."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    request_id = models.UUIDField()  # of `meetings`, which this app does not know
    bases = ArrayField(models.CharField(max_length=10), verbose_name=_("lawful bases"))
    other = models.CharField(_("in the agency’s own words"), max_length=300, blank=True)
    why = models.TextField(_("why this case is different"), max_length=2000)
    # Ended, the bases that the agency has set for all hold again.
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request_id"], name="one_set_of_bases_of_a_return"),
            models.CheckConstraint(
                condition=~models.Q(why=""), name="bases_of_a_case_have_a_reason"
            ),
        ]
