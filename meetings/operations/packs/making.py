"""The job that makes the PDF of a copy. Each sheet is kept as soon as it is printed, for the
holder's next copy. The copy itself is kept last, in one transaction, so that it exists whole or not
at all."""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db.models import BinaryField, F, Value
from django.db.models.expressions import CombinedExpression
from django.utils.translation import gettext as _
from django_tasks import task

from meetings import packs
from meetings import permissions as may
from meetings.models import PackCopy, PackFile, PackPart, PackSheet
from meetings.models.pack import PIECE
from meetings.operations.packs.pictures import AT_ONCE, Files, note_not_shown
from meetings.queries.packs.copies import KEPT_FOR
from meetings.queries.packs.making import SealedPage, SealedSheet, ToMake, copy_to_make
from sharing import clock
from sharing.access import perform
from sharing.actor import Actor
from sharing.binding import Paper, bound
from sharing.documents import as_pdf
from sharing.operations.locking import lock
from sharing.unit import unit_of_work
from sharing.vault.letters import Letter, seal, sealed_as_written, unseal
from sharing.vault.problems import CannotOpen

PACKS = Actor.system("packs")
# For somebody who asks for a copy just now and reuses a sheet that nobody has used for long.
AT_THIS_MOMENT = timedelta(hours=1)


@task()
def make_copy(copy_id: str) -> None:
    """The copy is made and can be fetched, unless it was made before or its pages are gone. Slow
    work is done with no unit of work open."""
    with unit_of_work(PACKS):
        found = copy_to_make(PACKS, UUID(copy_id))
    if found is None:
        return
    try:
        with _nothing_old_looked_through():
            letter, pages = _print(found)
    except CannotOpen:
        with unit_of_work(PACKS):
            give_up(actor=PACKS, copy_id=found.copy.pk)
    else:
        with unit_of_work(PACKS):
            keep_copy(actor=PACKS, copy_id=found.copy.pk, letter=letter, pages=pages)


@task()
def clear_packs() -> None:
    """Sheets and PDFs of packs whose time is over are removed."""
    with unit_of_work(PACKS):
        clear_away(actor=PACKS)


@contextmanager
def _nothing_old_looked_through() -> Iterator[None]:
    """Keep the garbage collector from old objects while the block runs. Printing makes so many
    objects that it would look through the old ones again and again, which took a fifth of the
    time."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _print(found: ToMake) -> tuple[Letter, int]:
    """Return the copy, sealed, and how many pages it has."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        files = Files.begun(pool, found)
        papers = [Paper(_("List and earlier actions"), _pdf_of(found.front))]
        cases = []
        for sheet in found.sheets:
            pdf = _pdf_of(sheet)
            if not sheet.printed:
                _keep(sheet, pdf)
            cases.append(Paper(sheet.reference, pdf))
            _draw(found, sheet, files)
        for sheet, case in zip(found.sheets, cases, strict=True):
            papers += [case, *(Paper("", _file(found, one, files)) for one in sheet.files)]
    mark = as_pdf(packs.mark_of(found.copy))
    about = {"title": _("Pack of the meeting"), "language": settings.LANGUAGE_CODE}
    # The garbage of printing makes room for binding.
    gc.collect()
    return sealed_as_written(
        lambda out: bound(out, papers, mark, _numbers, **about), row_id=found.front.row_id
    )


def _numbers(pages: int) -> bytes:
    return _printed_once(packs.numbers_of(pages))


@lru_cache(maxsize=4)
def _printed_once(html: str) -> bytes:
    """Return as PDF a page that is about nobody and the same in many copies."""
    return as_pdf(html)


def _draw(found: ToMake, sheet: SealedSheet, files: Files) -> None:
    """Draw the files of the case that no earlier copy has shown, and have them stamped."""
    papers = {}
    for one in sheet.files:
        if one.printed:
            continue
        drawn = files.drawn(one)
        papers[one.row_id] = drawn.pdf
        if drawn.whole:
            _keep(one, drawn.pdf)
        else:
            # The next copy tries again.
            _note_not_shown(found, one, UUID(drawn.file.attachment))
    if papers:
        files.stamp_all(papers)


def _file(found: ToMake, one: SealedSheet, files: Files) -> bytes:
    paper = files.paper(one)
    if paper is None:
        _note_not_shown(found, one)
        return as_pdf(packs.missing(one.reference))
    return paper


def _note_not_shown(found: ToMake, one: SealedSheet, attachment_id: UUID | None = None) -> None:
    with unit_of_work(PACKS):
        note_not_shown(actor=PACKS, copy_id=found.copy.pk, sheet=one, attachment_id=attachment_id)


def _keep(sheet: SealedSheet, pdf: bytes) -> None:
    letter = seal(pdf, row_id=sheet.row_id)
    with unit_of_work(PACKS):
        keep_sheet(actor=PACKS, sheet_id=sheet.row_id, letter=letter)


def _pdf_of(page: SealedPage) -> bytes:
    content = unseal(page.letter, row_id=page.row_id)
    return content if page.printed else as_pdf(content.decode())


def keep_sheet(*, actor: Actor, sheet_id: UUID, letter: Letter) -> None:
    """A printed sheet is kept for this copy and for later ones with the same words. Nobody can read
    it until it is bound into a copy, so the trail records only the copy."""
    sheet = lock(PackSheet, sheet_id)
    sheet.letter, sheet.printed_at = letter, clock.now()
    sheet.save()


def keep_copy(*, actor: Actor, copy_id: UUID, letter: Letter, pages: int) -> None:
    """The copy is made and can be fetched, and the event names the cases in it."""
    copy = lock(PackCopy, copy_id)
    if copy.made_at:
        return  # another worker has made it meanwhile
    work = perform(actor, may.MAKE_COPY)
    copy.made_at, copy.failed_at = clock.now(), None
    copy.save()
    file = lock(PackFile, PackFile.objects.values_list("pk", flat=True).get(copy=copy_id))
    file.letter, file.pages = replace(letter, sealed=b""), pages
    file.save()
    for start in range(0, len(letter.sealed), PIECE):
        piece = Value(letter.sealed[start : start + PIECE], BinaryField())
        PackFile.objects.filter(pk=file.pk).update(sealed=_joined(piece))
    parts = list(PackPart.objects.filter(copy=copy_id))
    used = [sheet for one in parts if one.sheet_id for sheet in (one.sheet_id, *one.pictures)]
    PackSheet.objects.filter(pk__in=used).update(used_at=clock.now())
    work.items.add(copy_id)
    work.cases.update(one.scope_id for one in parts)


def _joined(piece: Value) -> CombinedExpression:
    return CombinedExpression(F("sealed"), "||", piece, BinaryField())


def cases_in(copy_id: UUID) -> set[UUID]:
    """Return, for a job, the cases that the copy holds something of."""
    return set(PackPart.objects.filter(copy=copy_id).values_list("scope_id", flat=True))


def give_up(*, actor: Actor, copy_id: UUID) -> None:
    """It is on record that the copy cannot be made, and its holder is told to take another."""
    work = perform(actor, may.MAKE_COPY, event=may.COPY_NOT_MADE)
    copy = lock(PackCopy, copy_id)
    copy.failed_at = clock.now()
    copy.save()
    work.items.add(copy_id)
    work.cases.update(cases_in(copy_id))


def clear_away(*, actor: Actor) -> None:
    """The PDFs of copies whose days are over are removed, and the sheets that nobody has used for
    as long. The record of who held which copy, and what was in it, stays."""
    work = perform(actor, may.CLEAR_PACKS)
    before = clock.now() - KEPT_FOR
    files = PackFile.objects.filter(copy__asked_at__lte=before)
    work.items.update(files.values_list("copy_id", flat=True))
    sheets = PackSheet.objects.filter(used_at__lte=before - AT_THIS_MOMENT)
    work.items.update(sheets.values_list("pk", flat=True))
    files.delete()
    sheets.delete()
