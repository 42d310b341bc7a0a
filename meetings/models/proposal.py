"""What an agency proposes with its return: another detail of a person, where and how they are
reached, or an action. Nothing of it holds until coordinator or chair take it over."""

from datetime import date

from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models.action import Action, ForWhom
from sharing.models import (
    Address,
    AddressKind,
    Agency,
    ContactWay,
    Party,
    PartyRole,
    SafeContact,
    User,
    YesNoNotAsked,
)
from sharing.models.scope import Scoped


class Detail(models.TextChoices):
    """What of a person can be another thing than the case says."""

    GIVEN_NAME = "given_name", _("Given name")
    FAMILY_NAME = "family_name", _("Family name")
    OTHER_NAMES = "other_names", _("Other names and spellings")
    BORN_ON = "born_on", _("Date of birth")
    DUE_ON = "due_on", _("Unborn, due on")
    LANGUAGE = "language", _("First language, or signs")
    INTERPRETER = "interpreter", _("Interpreter needed")
    PREGNANT = "pregnant", _("Pregnant")
    OCCUPATION = "occupation", _("Work")
    LIVES_WITH = "lives_with", _("Lives with")
    SCHOOL = "school", _("School or nursery")
    CONFIRMED = "confirmed", _("Name and date of birth are right")
    # Who leaves out a birth date does not know it, and says nothing of it.
    NAMED = "named", _("Name is right, date of birth is not known to them")


RIGHT = (Detail.CONFIRMED, Detail.NAMED)
# How somebody is called and when born, which every agency that knows them says.
CORRECTABLE = (Detail.GIVEN_NAME, Detail.FAMILY_NAME, Detail.OTHER_NAMES, Detail.BORN_ON)
# What else is held of somebody in this role. Ethnicity, disability and whom they love the victim
# says of themselves, and no agency says it for them.
ALSO: dict[str, tuple[Detail, ...]] = {
    PartyRole.VICTIM: (Detail.LANGUAGE, Detail.INTERPRETER, Detail.PREGNANT),
    PartyRole.PERPETRATOR: (Detail.OCCUPATION,),
    PartyRole.CHILD: (Detail.DUE_ON, Detail.LIVES_WITH, Detail.SCHOOL),
    PartyRole.AT_RISK: (Detail.LIVES_WITH,),
}
DATES = (Detail.BORN_ON, Detail.DUE_ON)
CODES = (Detail.INTERPRETER, Detail.PREGNANT)

UNDECIDED = models.Q(accepted__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
DECIDED = models.Q(accepted__isnull=False, decided_by__isnull=False, decided_at__isnull=False)


def also_of(party: Party) -> tuple[Detail, ...]:
    """Return what can be said of somebody beside name and birth date. Who is born is due no
    more."""
    return tuple(one for one in ALSO[party.role] if one is not Detail.DUE_ON or party.due_on)


def in_words(detail: str, value: str | date | None) -> str | Promise:
    """Return the value of a detail as a page says it."""
    if value and detail in DATES:
        return date_format(value if isinstance(value, date) else date.fromisoformat(value))
    if detail in CODES:
        return YesNoNotAsked(str(value)).label
    return str(value or "") or _("Nothing")


class Proposed(Scoped):
    """What an agency says of somebody. Read by that agency, coordinator and chair alone, and never
    rewritten: it is decided on."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    source = models.CharField(_("how the agency knows"), max_length=200, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    accepted = models.BooleanField(_("accepted"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["proposed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=UNDECIDED | DECIDED, name="%(class)s_decided_by_somebody"
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.accepted is None


class DetailProposal(Proposed):
    """What an agency says that a detail of a person is, or that those which it was shown are
    right."""

    detail = models.CharField(_("detail"), max_length=12, choices=Detail.choices)
    value = models.CharField(_("what it should be"), max_length=300, blank=True)
    # Which row of the person's past says what was confirmed: a later correction is another one.
    confirmed_as = models.UUIDField(null=True, blank=True)
    # What of the person it took the place of.
    stood = models.CharField(_("what stood before"), max_length=300, blank=True)

    class Meta(Proposed.Meta):
        constraints = [
            *Proposed.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(detail__in=["confirmed", "named"])
                | models.Q(value="", accepted__isnull=True),
                name="what_is_confirmed_is_not_decided_on",
            ),
            models.CheckConstraint(
                condition=models.Q(detail__in=["confirmed", "named"]) | models.Q(confirmed_as=None),
                name="nothing_else_is_confirmed",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return super().is_open and not self.says_right

    @property
    def says_right(self) -> bool:
        """Return whether it says that what stood was right: nothing of it is decided on."""
        return self.detail in RIGHT

    @property
    def values(self) -> dict[str, str | date | None]:
        """Return the details of the person as they would be. Who has a birth date is born, and is
        not about as old as somebody thought."""
        if self.detail not in DATES:
            return {self.detail: self.value}
        born = {"age_about": None, "due_on": None} if self.detail == Detail.BORN_ON else {}
        return {**born, self.detail: date.fromisoformat(self.value)}


class AddressProposal(Proposed):
    """Where an agency says that somebody lives or lived. As an address is, it is masked where it is
    protected, and asked for one by one."""

    kind = models.CharField(_("kind"), max_length=12, choices=AddressKind.choices)
    lines = models.TextField(_("address"), max_length=300)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    replaces = models.ForeignKey(
        Address,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in the place of"),
    )

    # As which address it was accepted.
    became = models.ForeignKey(
        Address,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("which address it became"),
    )


class ContactProposal(Proposed):
    """How an agency says that a victim is reached safely, who confirmed it and when."""

    way = models.CharField(_("safe way"), max_length=10, choices=ContactWay.choices)
    details = models.CharField(_("number, place or person"), max_length=200, blank=True)
    times = models.CharField(_("safe times"), max_length=200, blank=True)
    never = models.CharField(_("never do this"), max_length=200, blank=True)
    phone_watched = models.BooleanField(_("the phone may be watched"), default=False)
    confirmed_by = models.CharField(_("confirmed by"), max_length=120)
    confirmed_on = models.DateField(_("confirmed on"))
    stood = models.ForeignKey(
        SafeContact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("what stood before"),
    )


class ActionProposal(Scoped):
    """An action that an agency proposes to the meeting. Read by that agency, coordinator and chair
    alone, until it is recorded as an action of the plan or put aside."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    by_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    what = models.CharField(_("action"), max_length=500)
    for_whom = models.CharField(_("for"), max_length=12, choices=ForWhom.choices)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    recorded = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="+")
    put_aside_at = models.DateTimeField(null=True, blank=True)
    put_aside_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(put_aside_at=None, put_aside_by=None)
                | models.Q(
                    put_aside_at__isnull=False, put_aside_by__isnull=False, recorded__isnull=True
                ),
                name="proposal_put_aside_by_somebody",
            )
        ]
