"""The pages that a copy of a pack is made of: written for their reader inside the unit of work,
before anything of it is printed. What is of one case names no copy, so that a later one of the same
holder shares the printing; whose copy it is stands on the marks, which are laid over each page."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from meetings.models import Meeting, PackCopy
from meetings.pictures import ShownOnPaper, shown_on_paper
from meetings.queries.packs.content import CasePack, Pack
from sharing import stamps
from sharing.documents import STYLE_SHEET
from sharing.numbers import in_threes


@dataclass(frozen=True)
class Sheet:
    """What a case fills of a pack: its page, and the items and files in it."""

    case_id: UUID
    reference: str
    together: list[UUID]
    items: set[UUID]
    page: str
    files: list[ShownOnPaper]  # that stand behind it as pictures


def front_of(pack: Pack) -> str:
    """Return the first pages: the list, and the actions of earlier meetings."""
    return _written("documents/pack_front.html", pack=pack)


def sheets_of(pack: Pack) -> Iterator[Sheet]:
    """Yield the sheet of each case, in the order of the pack."""
    files = shown_on_paper(pack.cases)
    return (_sheet(one, files[one.case.pk]) for one in pack.cases)


def _sheet(one: CasePack, files: list[ShownOnPaper]) -> Sheet:
    behind = {UUID(file.attachment) for file in files}
    page = _written("documents/pack_case.html", one=one, behind=behind)
    return Sheet(one.case.pk, one.case.reference, one.together, one.holds, page, files)


def missing(reference: str) -> str:
    """Return what stands in the place of a file that cannot be marked as this copy's."""
    return _written("documents/pack_file_missing.html", reference=reference)


def mark_of(copy: PackCopy) -> str:
    """Return a page with nothing on it but whose copy it is, the same for all its pages."""
    number = in_threes(copy.number)
    return _written("documents/pack_marks.html", copy=copy, number=number)


def stamp_of(copy: PackCopy) -> bytes:
    """Return the same, to be burnt into each picture of the copy."""
    at = date_format(localtime(copy.asked_at), "j F Y, H:i")
    first = _("Copy %(number)s, %(name)s") % {
        "number": in_threes(copy.number),
        "name": copy.holder.name,
    }
    return stamps.stamp_of(
        first, _("%(agency)s, %(day)s") % {"agency": copy.agency.name, "day": at}
    )


def numbers_of(pages: int) -> str:
    """Return so many pages with nothing on them but which of how many each is."""
    return _written("documents/pack_numbers.html", pages=range(1, pages + 1), last=pages)


def file_name_of(meeting: Meeting, number: str) -> str:
    """Return what the file is called, which says nothing personal."""
    return slugify(f"pack {localdate(meeting.starts_at).isoformat()} copy {number}")


def _written(template: str, **context: object) -> str:
    return render_to_string(template, {**context, "paper_css": STYLE_SHEET})
