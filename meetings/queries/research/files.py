"""Attached files: those of the actor's agency, and those that others share. Nothing else shows a
file that is not shared."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from meetings import permissions as may
from sharing import access
from sharing.actor import Actor
from sharing.models import IS_SHARED, Attachment, WhoMayRead
from sharing.opening import Opened
from sharing.queries.looks import Since
from sharing.queries.readers import files_read_by
from sharing.queries.vault import stored_of
from sharing.reasons import Reason
from sharing.vault.codes import Kind
from sharing.vault.kinds import ABOUT
from sharing.work import Refused, current


@dataclass(frozen=True)
class ShownFile:
    """A file as its readers see it before they open it."""

    attachment: Attachment
    facts: str
    since: Since = Since.NOTHING  # whether it came since its reader was there last

    @property
    def readers(self) -> str:
        if self.attachment.who_may_read == WhoMayRead.SHARED:
            return _("All agencies at full circulation")
        return _("Your agency alone")

    @property
    def closed(self) -> bool:
        """Return whether it was there once and nobody can open it today."""
        return not self.attachment.name


@dataclass(frozen=True)
class OpenFile:
    """A file that its reader has opened, at one of its pages."""

    shown: ShownFile
    page: int

    @property
    def pages(self) -> int:
        return self.shown.attachment.pages

    @property
    def before(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def shared_files(case_ids: Collection[UUID]) -> list[ShownFile]:
    """Return the files of these cases that agencies share, the same for every reader."""
    files = _files(*case_ids).filter(IS_SHARED)
    return _shown(files.order_by("agency__name", "file__stored_at", "id"))


def own_files(case_id: UUID, agency_id: UUID) -> list[ShownFile]:
    """Return the files of an agency, for its own people."""
    return _shown(_files(case_id).filter(agency_id=agency_id))


def open_file(actor: Actor, case_id: UUID, file_id: UUID, page: int = 1) -> OpenFile:
    """Return a file that the actor opens, at that page; raises `Refused`."""
    attachment = _opened(actor, case_id, file_id)
    _check_page(attachment, page, case_id)
    return OpenFile(_shown([attachment])[0], page)


def file_to_show(actor: Actor, case_id: UUID, file_id: UUID, page: int) -> Opened:
    """Return a file for showing a page of it as a picture. Raises `Refused`."""
    attachment = _opened(actor, case_id, file_id)
    if not attachment.pages:
        raise Refused(Reason.NOTHING_THERE, may.OPEN_FILE.event, case_id)
    _check_page(attachment, page, case_id)
    return _vaulted(attachment)


def file_to_fetch(actor: Actor, case_id: UUID, file_id: UUID) -> Opened:
    """Return a file that can only be downloaded. Raises `Refused`."""
    attachment = _opened(actor, case_id, file_id)
    if attachment.pages:
        raise Refused(Reason.NOTHING_THERE, may.OPEN_FILE.event, case_id)
    return _vaulted(attachment)


def _opened(actor: Actor, case_id: UUID, file_id: UUID) -> Attachment:
    access.expect(actor, may.OPEN_FILE, case_id)
    found = _files(case_id).filter(files_read_by(actor), pk=file_id).first()
    is_own = found is not None and found.agency_id == actor.agency_id
    event = may.OWN_FILE_OPENED if is_own else may.OPEN_FILE.event
    access.require(actor, may.OPEN_FILE, case_id, event=event)
    if found is None:
        raise Refused(Reason.NOTHING_THERE, may.OPEN_FILE.event, case_id)
    current().items.add(found.pk)
    return found


def _check_page(attachment: Attachment, page: int, case_id: UUID) -> None:
    if not 1 <= page <= max(1, attachment.pages):
        raise Refused(Reason.NOTHING_THERE, may.OPEN_FILE.event, case_id)


def _files(*case_ids: UUID) -> QuerySet[Attachment]:
    files = Attachment.objects.filter(scope_id__in=case_ids, withdrawn_at=None)
    return files.select_related("agency", "file")


def _shown(attachments: "QuerySet[Attachment] | list[Attachment]") -> list[ShownFile]:
    found = [ShownFile(one, _facts(one)) for one in attachments]
    current().items.update(one.attachment.pk for one in found)
    return found


def _facts(attachment: Attachment) -> str:
    about = ABOUT[Kind(attachment.file.kind)]
    return f"{about.words}, {filesizeformat(attachment.file.size)}"


def _vaulted(attachment: Attachment) -> Opened:
    file = attachment.file
    return Opened(attachment.pk, Kind(file.kind), stored_of(file))
