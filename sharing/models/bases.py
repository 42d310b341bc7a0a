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
    """One version of an agency's lawful bases under the protocol. The next version is a new row, so
    that a return keeps the bases of its day."""

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
    """The bases on which an agency shares its return about one case, if they differ from those that
    it has set for all cases. Only its own people see them."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    request_id = models.UUIDField()  # of `meetings`, which this app does not know
    bases = ArrayField(models.CharField(max_length=10), verbose_name=_("lawful bases"))
    other = models.CharField(_("in the agency’s own words"), max_length=300, blank=True)
    why = models.TextField(_("why this case is different"), max_length=2000)
    # Once this has ended, the bases that the agency has set for all cases hold again.
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request_id"], name="one_set_of_bases_of_a_return"),
            models.CheckConstraint(
                condition=~models.Q(why=""), name="bases_of_a_case_have_a_reason"
            ),
        ]
