"""Copies of the pack of a meeting: who holds which, and what it is made of until it is made."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.meeting import Meeting
from sharing.history import Tracked
from sharing.models import Agency, Area, Membership, Scope, User
from sharing.roles import Role
from sharing.scoping import ScopedReads
from sharing.vault.keys import Wrapped
from sharing.vault.letters import Letter


class WhyKept(models.TextChoices):
    """Why a copy that is recalled is not destroyed."""

    INVESTIGATION = "investigation", _("An investigation needs it")
    COURT = "court", _("A court needs it, or may")
    OWN_RECORD = "own_record", _("It is part of our own record")
    HOLD = "hold", _("It is on hold: nothing of it may be destroyed")


class Fate(models.TextChoices):
    """What the holder of a recalled copy answers."""

    DESTROYED = "destroyed", _("Destroyed")
    KEPT = "kept", _("Kept")


class PackCopy(Tracked):
    """One copy, whose number stands on each of its pages. It says who holds it, and nothing of what
    it holds: not which cases, and not how many."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("copy number"), max_length=9, unique=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="copies")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    holder = models.ForeignKey(User, models.PROTECT, related_name="+")
    # Of the holder when it was made: under another membership they may read other things.
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    asked_at = models.DateTimeField(_("asked for"))
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    failed_at = models.DateTimeField(_("could not be made"), null=True, blank=True)
    recalled_at = models.DateTimeField(_("recalled"), null=True, blank=True)
    recalled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    fate = models.CharField(_("what became of it"), max_length=10, choices=Fate.choices, blank=True)
    why_kept = models.CharField(
        _("why it is kept"), max_length=15, choices=WhyKept.choices, blank=True
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recalled_at__isnull=True, recalled_by__isnull=True)
                | models.Q(recalled_at__isnull=False, recalled_by__isnull=False),
                name="copy_recalled_at_with_by",
            ),
            models.CheckConstraint(
                condition=models.Q(fate="", why_kept="", answered_at__isnull=True)
                | models.Q(fate="destroyed", why_kept="", answered_at__isnull=False)
                | (models.Q(fate="kept", answered_at__isnull=False) & ~models.Q(why_kept="")),
                name="copy_kept_has_a_reason",
            ),
        ]


# Bytes of sealed content that go to the database, or come from it, at once: on the way they are
# held several times over.
PIECE = 2**20


class Sealed(models.Model):
    """A row with content that is sealed under a key of its own. It keeps no past: the content would
    stay there when it is gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()
    wrapped_key = models.BinaryField(max_length=100)
    master_key = models.CharField(max_length=20)

    class Meta:
        abstract = True

    @property
    def letter(self) -> Letter:
        return Letter(bytes(self.sealed), Wrapped(self.master_key, bytes(self.wrapped_key)))

    @letter.setter
    def letter(self, letter: Letter) -> None:
        self.sealed, self.wrapped_key = letter.sealed, letter.key.sealed
        self.master_key = letter.key.under


class PackSheet(Sealed):
    """What one case, or a file of it, fills of a pack: its page until that is printed, or what
    opens the file, then the PDF. It is found again for a later copy of the same holder by a keyed
    hash."""

    scope = models.ForeignKey(Scope, models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)
    printed_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField()

    objects: ClassVar = models.Manager.from_queryset(ScopedReads)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "digest"], name="one_sheet_of_the_same_words"),
        ]


class Holds(models.TextChoices):
    """What a copy holds of a case."""

    CASE = "case", _("the case")
    LIST = "list", _("its people, on the list")
    ACTION = "action", _("an earlier action")


class PackPart(models.Model):
    """What a copy holds of a case, and which items and files of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.ForeignKey(Scope, models.PROTECT, related_name="+")
    copy = models.ForeignKey(PackCopy, models.PROTECT, related_name="parts")
    holder = models.ForeignKey(User, models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=Holds.choices)
    position = models.PositiveSmallIntegerField()
    # Where pages are its own; a sheet goes when nobody has used it for a while.
    sheet_id = models.UUIDField(null=True)
    # The sheets of its files that are shown, in their order.
    pictures = ArrayField(models.UUIDField(), default=list)
    items = ArrayField(models.UUIDField(), default=list)

    objects: ClassVar = models.Manager.from_queryset(ScopedReads)()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["copy", "scope", "what"], name="a_copy_holds_a_case_once"
            ),
        ]


class PackFile(Sealed):
    """The copy itself: its first pages until it is made, then the whole PDF. Its holder alone is
    given it, for some days."""

    copy = models.OneToOneField(PackCopy, models.PROTECT, related_name="file")
    holder = models.ForeignKey(User, models.PROTECT, related_name="+")
    parts = models.PositiveSmallIntegerField()  # rows that say what it holds
    pages = models.PositiveSmallIntegerField(default=0)  # of what is made
