"""The name, the endings and the content type of each kind of file."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sharing.vault.codes import Kind


@dataclass(frozen=True)
class About:
    words: Promise
    endings: tuple[str, ...]  # of its name, the usual one first
    content_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
ABOUT: dict[Kind, About] = {
    Kind.PDF: About(_("PDF"), (".pdf",), "application/pdf"),
    Kind.PNG: About(_("Picture"), (".png",), "image/png"),
    Kind.JPEG: About(_("Picture"), (".jpg", ".jpeg", ".jpe"), "image/jpeg"),
    Kind.GIF: About(_("Picture"), (".gif",), "image/gif"),
    Kind.WEBP: About(_("Picture"), (".webp",), "image/webp"),
    Kind.HEIC: About(_("Picture"), (".heic", ".heif"), "image/heic"),
    Kind.WORD: About(_("Word"), (".docx",), f"{_OFFICE}.wordprocessingml.document"),
    Kind.OLD_WORD: About(_("Word"), (".doc",), "application/msword"),
    Kind.EXCEL: About(_("Excel"), (".xlsx",), f"{_OFFICE}.spreadsheetml.sheet"),
    Kind.OLD_EXCEL: About(_("Excel"), (".xls",), "application/vnd.ms-excel"),
    Kind.TEXT: About(_("Plain text"), (".txt",), "text/plain"),
    Kind.EMAIL: About(_("E-mail"), (".eml",), "message/rfc822"),
    Kind.OUTLOOK: About(_("E-mail"), (".msg",), "application/vnd.ms-outlook"),
}
# The endings that a browser offers in its dialogue for choosing a file.
ENDINGS = tuple(ending for about in ABOUT.values() for ending in about.endings)
