"""What agencies know, item by item, and the decision that it may be shared."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from sharing.models.agency import Agency
from sharing.models.people import Party
from sharing.models.scope import Scoped
from sharing.models.user import User


class WhoMayRead(models.TextChoices):
    SHARED = "shared", _("Shared")
    RESTRICTED = "restricted", _("Restricted")
    SPOKEN = "spoken", _("Spoken only")
    NOT_SHARED = "not_shared", _("Not shared")


# An item or a file that every agency at full circulation may read, the room may hear and papers
# show. `sharing/queries/readers.py` says who reads an item that is not for all.
IS_SHARED = models.Q(
    who_may_read=WhoMayRead.SHARED, submitted_at__isnull=False, withdrawn_at__isnull=True
)


class SpokenHeading(models.TextChoices):
    """The heading of something that an agency will only say in the room: all that others see of
    it."""

    HISTORY = "history", _("Earlier reports")
    HEALTH = "health", _("Health")
    CHILDREN = "children", _("Children")
    OFFENDING = "offending", _("Offending")
    OTHER = "other", _("Something to say in the meeting")


class Nature(models.TextChoices):
    FACT = "fact", _("Fact")
    OPINION = "opinion", _("Professional opinion")
    NOT_SAID = "", _("Not said")


class Item(Scoped):
    """One thing that an agency knows. It leaves the agency only when it is shared and the return
    was submitted; the database enforces that too."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    # The request that it answers; `sharing` knows no meetings, so only its identifier.
    request_id = models.UUIDField(db_index=True)
    text = models.TextField(_("what you know"), max_length=4000, blank=True)
    who_may_read = models.CharField(_("who may read it"), max_length=12, choices=WhoMayRead.choices)
    restricted_to = ArrayField(models.UUIDField(), default=list, blank=True)
    heading = models.CharField(
        _("heading that others see"), max_length=12, choices=SpokenHeading.choices, blank=True
    )
    nature = models.CharField(_("this is"), max_length=10, choices=Nature.choices, blank=True)
    about = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(_("source"), max_length=100, blank=True)
    period = models.CharField(_("date or period"), max_length=60, blank=True)
    subject = models.CharField(_("bears on"), max_length=30, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    # A submitted item is never rewritten. Its next version is a draft, which replaces it when
    # submitted.
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    position = models.PositiveSmallIntegerField(default=0)
    # The order in which others read items, by when each reached them. Otherwise the place of an
    # item would show that it was first kept from them and shared later.
    listed = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(who_may_read="not_shared") | models.Q(text=""),
                name="not_shared_keeps_no_text",
            ),
            models.CheckConstraint(
                condition=models.Q(who_may_read="not_shared") | ~models.Q(text=""),
                name="item_says_something",
            ),
        ]


class Agreement(models.TextChoices):
    AGREES = "agrees", _("Agrees to the referral")
    DOES_NOT = "does_not", _("Does not agree")
    UNSAFE_TO_ASK = "unsafe", _("Not asked: not safe to ask")
    NO_TIME = "no_time", _("Not asked: no time")
    CANNOT = "cannot", _("Cannot decide for themselves")


class SharingDecision(Scoped):
    """Why an agency may share this case: short if the victim agrees, otherwise in full."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    agreement = models.CharField(
        _("does the victim agree"), max_length=10, choices=Agreement.choices
    )
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    necessity = models.TextField(_("why sharing is necessary"), max_length=2000, blank=True)
    proportionality = models.TextField(
        _("why it is no more than needed"), max_length=2000, blank=True
    )
    risk_if_not_shared = models.TextField(
        _("what could happen if it is not shared"), max_length=2000, blank=True
    )
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreement="agrees")
                | (
                    ~models.Q(necessity="")
                    & ~models.Q(proportionality="")
                    & ~models.Q(risk_if_not_shared="")
                ),
                name="sharing_without_agreement_is_reasoned",
            )
        ]
