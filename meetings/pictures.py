"""Attached files that a copy of a pack shows, page by page as pictures. Whoever asks for the copy
says which: what opens each is handed to the worker sealed, as the pages of the copy are."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.template.loader import render_to_string

from meetings.queries.packs.content import CasePack
from sharing.documents import STYLE_SHEET
from sharing.vault.codes import Kind
from sharing.vault.keys import Wrapped
from sharing.vault.store import Stored

PAGES = 20  # of one file; the copy says that there are more
IN_ONE_COPY = 60  # pictures: what is behind them is named and not shown


@dataclass(frozen=True)
class ShownOnPaper:
    """A file of a case, as its page in a copy names it, and what opens it."""

    attachment: str
    reference: str
    agency: str
    name: str
    pages: int
    kind: str
    file: str
    size: int
    digest: str
    master_key: str
    wrapped_key: str

    @property
    def shown(self) -> int:
        """Return how many of its pages a copy shows."""
        return min(self.pages, PAGES)

    @property
    def stored(self) -> Stored:
        key = Wrapped(self.master_key, b64decode(self.wrapped_key))
        return Stored(UUID(self.file), key, b64decode(self.digest), self.size)

    def page(self, there: Sequence[bool]) -> str:
        """Return its page for the paper, with a line in the place of each picture that is not
        there."""
        shown = [(number, address_of(number) if one else "") for number, one in enumerate(there, 1)]
        context = {"file": self, "shown": shown, "paper_css": STYLE_SHEET}
        return render_to_string("documents/pack_file.html", context)

    def written(self) -> bytes:
        """Return it as it is sealed for the worker."""
        return json.dumps(asdict(self), sort_keys=True).encode()

    @classmethod
    def read(cls, written: bytes) -> "ShownOnPaper":
        return cls(**json.loads(written))


def address_of(page: int) -> str:
    """Return by which address the paper names the picture of a page."""
    return f"paper:picture-{page}"


def shown_on_paper(cases: Iterable[CasePack]) -> dict[UUID, list[ShownOnPaper]]:
    """Return by case the files that a copy shows, as many as it has room for; they are all among
    those that the reader may open."""
    room, found = IN_ONE_COPY, {}
    for one in cases:
        of_case = found[one.case.pk] = list[ShownOnPaper]()
        for file in _files_of(one):
            if file.shown <= room:
                room -= file.shown
                of_case.append(file)
    return found


def _files_of(one: CasePack) -> list[ShownOnPaper]:
    return [
        ShownOnPaper(
            attachment=str(file.attachment.pk),
            reference=one.case.reference,
            agency=agency.agency.name,
            name=file.attachment.name,
            pages=file.attachment.pages,
            kind=Kind(file.attachment.file.kind),
            file=str(file.attachment.file_id),
            size=file.attachment.file.size,
            digest=_in_letters(file.attachment.file.digest),
            master_key=file.attachment.file.master_key,
            wrapped_key=_in_letters(file.attachment.file.wrapped_key),
        )
        for agency in one.agencies
        for file in agency.files
        if file.attachment.pages
    ]


def _in_letters(content: bytes | memoryview) -> str:
    return b64encode(content).decode()
