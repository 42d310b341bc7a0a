"""The files in a copy, as pictures with the holder's stamp burnt into each. Confined processes do
the slow work while the pages are printed. Only the events here use the database."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from meetings import packs
from meetings import permissions as may
from meetings.pictures import ShownOnPaper, address_of
from meetings.queries.packs.making import SealedSheet, ToMake
from sharing.access import perform
from sharing.actor import Actor
from sharing.binding import pictures_in, with_pictures
from sharing.documents import as_pdf
from sharing.reasons import Reason
from sharing.vault.codes import Kind
from sharing.vault.confinement import pictured_for_paper, stamped
from sharing.vault.letters import unseal
from sharing.vault.problems import CannotOpen
from sharing.vault.store import content_of

AT_ONCE = 2  # confined processes
AHEAD = 2 * AT_ONCE  # files that are drawn before their case is printed
TOGETHER = 2**20  # bytes of files that one process stamps; the last file may go beyond


@dataclass(frozen=True)
class Drawn:
    """A file whose pages were drawn: the paper, and whether it shows all that it should."""

    file: ShownOnPaper
    pdf: bytes
    whole: bool


@dataclass
class Files:
    """The files of a copy that is being made, each as the paper that follows its case."""

    pool: ThreadPoolExecutor
    stamp: bytes
    to_draw: Iterator[SealedSheet] = field(default_factory=lambda: iter(()))
    pictures: dict[UUID, Future[list[bytes]]] = field(default_factory=dict)
    papers: dict[UUID, Future[dict[UUID, bytes]]] = field(default_factory=dict)

    @classmethod
    def begun(cls, pool: ThreadPoolExecutor, found: ToMake) -> "Files":
        """Return the files with their work begun: those drawn before are being stamped, and the
        first of the others are being drawn, in the order of printing."""
        all_files = [file for sheet in found.sheets for file in sheet.files]
        files = cls(pool, packs.stamp_of(found.copy) if all_files else b"")
        for some in _few(one for one in all_files if one.printed):
            done = pool.submit(_stamped_sheets, some, files.stamp)
            files.papers |= dict.fromkeys((one.row_id for one in some), done)
        files.to_draw = (one for one in all_files if not one.printed)
        for one in islice(files.to_draw, AHEAD):
            files.draw(one)
        return files

    def draw(self, one: SealedSheet) -> None:
        """Have the file drawn."""
        self.pictures[one.row_id] = self.pool.submit(_pictures_of, _opened(one))

    def drawn(self, one: SealedSheet) -> Drawn:
        """Return the file as paper, with a line in place of each page that could not be drawn."""
        file, pictures = _opened(one), self.pictures.pop(one.row_id).result()
        # No more are drawn than will be printed soon.
        for following in islice(self.to_draw, 1):
            self.draw(following)
        there = [bool(picture) for picture in pictures]
        by_address = {address_of(page): picture for page, picture in enumerate(pictures, 1)}
        return Drawn(file, as_pdf(file.page(there), by_address), all(there))

    def stamp_all(self, papers: dict[UUID, bytes]) -> None:
        """Have these papers, by their sheets, stamped."""
        done = self.pool.submit(_stamped_papers, papers, self.stamp)
        self.papers |= dict.fromkeys(papers, done)

    def paper(self, one: SealedSheet) -> bytes | None:
        """Return the stamped paper, or None if it could not be stamped."""
        return self.papers[one.row_id].result().get(one.row_id)


def note_not_shown(
    *, actor: Actor, copy_id: UUID, sheet: SealedSheet, attachment_id: UUID | None = None
) -> None:
    """It is on record that a copy has a line in place of a file or one of its pages."""
    work = perform(actor, may.MAKE_COPY, event=may.FILE_NOT_IN_COPY)
    work.refused = Reason.FILE_NOT_OPENED
    work.cases.add(sheet.case_id)
    work.items.update({copy_id, attachment_id or sheet.row_id})


def _opened(one: SealedSheet) -> ShownOnPaper:
    return ShownOnPaper.read(unseal(one.letter, row_id=one.row_id))


def _pictures_of(file: ShownOnPaper) -> list[bytes]:
    try:
        content = b"".join(content_of(file.stored))
        return pictured_for_paper(content, Kind(file.kind), file.shown)
    except CannotOpen:
        return [b""] * file.shown


def _few(sheets: Iterable[SealedSheet]) -> Iterator[list[SealedSheet]]:
    """Yield the sheets in order, in groups that are small enough to hold."""
    some, size = list[SealedSheet](), 0
    for one in sheets:
        some.append(one)
        size += len(one.letter.sealed)
        if size >= TOGETHER:
            yield some
            some, size = [], 0
    if some:
        yield some


def _stamped_sheets(sheets: list[SealedSheet], stamp: bytes) -> dict[UUID, bytes]:
    papers = {one.row_id: unseal(one.letter, row_id=one.row_id) for one in sheets}
    return _stamped_papers(papers, stamp)


def _stamped_papers(papers: dict[UUID, bytes], stamp: bytes) -> dict[UUID, bytes]:
    """Return these papers with the stamp on each picture. If they cannot be stamped together, each
    is stamped alone, and a paper that cannot be stamped is left out."""
    own = {one: pictures_in(pdf) for one, pdf in papers.items()}
    together = [one for pictures in own.values() for one in pictures]
    if not together:
        return papers  # words alone, which are marked as all pages are
    try:
        done = iter(stamped(together, stamp))
    except CannotOpen:
        if len(papers) == 1:
            return {}
        alone = (_stamped_papers({one: pdf}, stamp) for one, pdf in papers.items())
        return {one: pdf for found in alone for one, pdf in found.items()}
    return {
        one: with_pictures(pdf, [next(done) for _picture in own[one]])
        for one, pdf in papers.items()
    }
