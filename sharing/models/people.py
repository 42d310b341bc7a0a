"""The people of one case, as that case knows them. A separate link says that parties of two cases
are one human being, because a row shared between cases would leak addresses and corrections."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sharing.models.agency import Agency
from sharing.models.scope import Scoped
from sharing.models.user import User


class PartyRole(models.TextChoices):
    VICTIM = "victim", _("Victim")
    PERPETRATOR = "perpetrator", _("Perpetrator")
    CHILD = "child", _("Child")
    AT_RISK = "at_risk", _("Other person at risk")


class YesNoNotAsked(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_ASKED = "not_asked", _("Not asked")


class Gender(models.TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Another way")
    NOT_ASKED = "not_asked", _("Not asked")


class Ethnicity(models.TextChoices):
    """The groups of the national return."""

    ASIAN = "asian", _("Asian or Asian British")
    BLACK = "black", _("Black, Black British, Caribbean or African")
    MIXED = "mixed", _("Mixed or multiple ethnic groups")
    WHITE_BRITISH = "white_british", _("White British")
    WHITE_OTHER = "white_other", _("White, another background")
    OTHER = "other", _("Another ethnic group")
    NOT_ASKED = "not_asked", _("Not asked")


class Party(Scoped):
    """A person in a case. The role holds in this case only, never for ever."""

    role = models.CharField(_("role in this case"), max_length=12, choices=PartyRole.choices)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    other_names = models.CharField(_("other names and spellings"), max_length=300, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    age_about = models.PositiveSmallIntegerField(_("age, about"), null=True, blank=True)
    due_on = models.DateField(_("unborn, due on"), null=True, blank=True)
    gender = models.CharField(
        _("gender"), max_length=10, choices=Gender.choices, default=Gender.NOT_ASKED
    )
    ethnicity = models.CharField(
        _("ethnicity"), max_length=20, choices=Ethnicity.choices, default=Ethnicity.NOT_ASKED
    )
    disabled = models.CharField(
        _("disabled"), max_length=10, choices=YesNoNotAsked.choices, default="not_asked"
    )
    lgbt = models.CharField(
        _("lesbian, gay, bisexual or trans"),
        max_length=10,
        choices=YesNoNotAsked.choices,
        default="not_asked",
    )
    pregnant = models.CharField(
        _("pregnant"), max_length=10, choices=YesNoNotAsked.choices, default="not_asked"
    )
    language = models.CharField(_("language"), max_length=60, blank=True)
    interpreter = models.CharField(
        _("interpreter needed"), max_length=10, choices=YesNoNotAsked.choices, default="not_asked"
    )
    occupation = models.CharField(_("work"), max_length=100, blank=True)
    lives_with = models.CharField(_("lives with"), max_length=100, blank=True)
    school = models.CharField(_("school or nursery"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(_("taken off the case on"), null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["born_on"], name="party_born_on")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(born_on__isnull=True) | models.Q(due_on__isnull=True),
                name="party_is_born_or_due",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Return the name as far as it is known, or words for an unknown name."""
        known = " ".join(part for part in (self.given_name, self.family_name) if part)
        if known:
            return known
        return str(_("Unborn child")) if self.due_on else str(_("Name not known"))

    @property
    def initials(self) -> str:
        """Return the initials, for lists that should show no name."""
        return "".join(part[0].upper() for part in (self.given_name, self.family_name) if part)


class Tie(models.TextChoices):
    PARTNER = "partner", _("Partner")
    FORMER_PARTNER = "former_partner", _("Former partner")
    PARENT = "parent", _("Parent")
    CHILD = "child", _("Son or daughter")
    SIBLING = "sibling", _("Brother or sister")
    OTHER_FAMILY = "other_family", _("Other family")
    HOUSEHOLD = "household", _("Lives in the household")
    NOT_KNOWN = "not_known", _("Not known")


class Relationship(Scoped):
    """What one person of a case is to another: `person` is the `tie` of `other`."""

    person = models.ForeignKey(Party, models.PROTECT, related_name="relationships")
    other = models.ForeignKey(Party, models.PROTECT, related_name="+")
    tie = models.CharField(_("relationship"), max_length=20, choices=Tie.choices)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "other"],
                condition=models.Q(ended_on__isnull=True),
                name="one_relationship_between_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("other")), name="relationship_of_two_people"
            ),
        ]


class AddressKind(models.TextChoices):
    CURRENT = "current", _("Lives here now")
    FORMER = "former", _("Lived here before")
    SAFE = "safe", _("Safe address")
    CONFIDENTIAL = "confidential", _("Confidential address")


# Kinds shown on research requests, to look people up. Other kinds never are.
SEARCH_ADDRESSES = (AddressKind.CURRENT, AddressKind.FORMER)


class Address(Scoped):
    """Where a person lives or lived. It stays masked until a reader asks for it, and each showing
    is an event."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="addresses")
    kind = models.CharField(_("kind"), max_length=12, choices=AddressKind.choices)
    lines = models.TextField(_("address"), max_length=300)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)


class ContactWay(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    CALL = "call", _("Telephone call")
    TEXT = "text", _("Text message")
    EMAIL = "email", _("E-mail")
    THROUGH = "through", _("Only through another person")


class SafeContact(Scoped):
    """The one safe way to reach a victim, with who confirmed it and when. The newest row counts."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="safe_contacts")
    way = models.CharField(_("safe way"), max_length=10, choices=ContactWay.choices)
    details = models.CharField(_("number, place or person"), max_length=200, blank=True)
    times = models.CharField(_("safe times"), max_length=200, blank=True)
    never = models.CharField(_("never do this"), max_length=200, blank=True)
    # A watched phone rules out call, text and voicemail.
    phone_watched = models.BooleanField(_("the phone may be watched"), default=False)
    confirmed_by = models.CharField(_("confirmed by"), max_length=120)
    confirmed_on = models.DateField(_("confirmed on"))

    class Meta:
        ordering = ["-confirmed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(phone_watched=True) | ~models.Q(way__in=["call", "text"]),
                name="watched_phone_is_never_called",
            )
        ]


class UnsafeToTell(Scoped):
    """Somebody who must not learn of the referral, by name or description."""

    who = models.CharField(_("who must not be told"), max_length=200)
    why = models.CharField(_("why"), max_length=200, blank=True)


class VictimAdvocate(Scoped):
    """The IDVA of this victim, as named by the IDVA service; nobody until the service names one.
    The person counts as this IDVA when they act for that service, not when they act for another
    agency."""

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope"], name="one_advocate_of_a_victim"),
        ]
