"""What the worker needs to make a copy: sealed pages, and the holder. It reads no person and no
item of a case."""

from dataclasses import dataclass, replace
from uuid import UUID

from meetings import permissions as may
from meetings.models import Case, PackCopy, PackFile, PackPart, PackSheet
from sharing import access
from sharing.actor import Actor
from sharing.vault.letters import Letter

AT_ONCE = 8  # sheets


@dataclass(frozen=True)
class SealedPage:
    """A page to print or, once it is printed, its PDF."""

    row_id: UUID
    letter: Letter
    printed: bool


@dataclass(frozen=True)
class SealedSheet(SealedPage):
    """The sheet of a case; or one of its files, which is printed from its key."""

    case_id: UUID
    reference: str
    files: tuple["SealedSheet", ...] = ()  # that stand behind it


@dataclass(frozen=True)
class ToMake:
    copy: PackCopy
    front: SealedPage
    sheets: list[SealedSheet]


def copy_to_make(actor: Actor, copy_id: UUID) -> ToMake | None:
    """Return the parts of a copy, or None if it is made or its pages are gone."""
    access.expect(actor, may.MAKE_COPY)
    file = (
        PackFile.objects.select_related("copy__holder", "copy__agency", "copy__meeting__area")
        .filter(copy=copy_id, copy__made_at=None)
        .first()
    )
    if file is None:
        return None
    parts = PackPart.objects.filter(copy=copy_id, sheet_id__isnull=False).order_by("position")
    wanted = {one.sheet_id: one.pictures for one in parts if one.sheet_id}
    every = [*wanted, *(one for pictures in wanted.values() for one in pictures)]
    rows = PackSheet.objects.filter(pk__in=every)
    cases = Case.objects.filter(pk__in=rows.values("scope_id"))
    references = dict(cases.values_list("pk", "reference"))
    # Read a few at a time: what is on its way from the database is held several times over.
    read = rows.iterator(chunk_size=AT_ONCE)
    pages = {one.pk: _page(one, references[one.scope_id]) for one in read}
    if len(pages) != len(set(every)):
        return None
    front = SealedPage(file.pk, file.letter, printed=False)
    return ToMake(
        file.copy,
        front,
        [
            replace(pages[one], files=tuple(pages[file] for file in pictures))
            for one, pictures in wanted.items()
        ],
    )


def _page(sheet: PackSheet, reference: str) -> SealedSheet:
    printed = sheet.printed_at is not None
    return SealedSheet(sheet.pk, sheet.letter, printed, sheet.scope_id, reference)
