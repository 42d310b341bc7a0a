"""Files that an agency attaches to what it knows."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from sharing.models.agency import Agency
from sharing.models.information import WhoMayRead
from sharing.models.scope import Scoped
from sharing.models.user import User
from sharing.models.vault import VaultFile


class Attachment(Scoped):
    """A file in an agency's return. Like an item, it leaves the agency only when it is shared and
    the return was submitted; the database enforces that too."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    # The request that it answers, as for an item.
    request_id = models.UUIDField(db_index=True)
    file = models.OneToOneField(VaultFile, models.PROTECT, related_name="+")
    name = models.CharField(_("name of the file"), max_length=120)
    # Pages that can be shown as pictures; none if the file can only be downloaded.
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    who_may_read = models.CharField(_("who may read it"), max_length=12, choices=WhoMayRead.choices)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    # A mark of each protected address with which the file's words were compared. The words are not
    # kept.
    compared_with = ArrayField(models.CharField(max_length=64), default=list)
    # Null while the file waits for the scanner. Its agency may send it to the others meanwhile;
    # they can open it from `submitted_at` on, which comes after the scan.
    scanned_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["file__stored_at", "id"]
        constraints = [
            models.CheckConstraint(
                # Something that is not shared keeps no text and so no file, and spoken words are no
                # file.
                condition=models.Q(who_may_read__in=("shared", "restricted")),
                name="attachment_is_shared_or_its_agencys_own",
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_at__isnull=True) | models.Q(scanned_at__isnull=False),
                name="attachment_is_scanned_before_others_read_it",
            ),
        ]
