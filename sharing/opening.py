"""A file of the vault on its way to a reader. Who opens it is on record before its first byte is
sent: the unit of work of the request has closed by then."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from sharing.actor import Actor
from sharing.stamps import stamp_of_reader
from sharing.unit import unit_of_work
from sharing.vault.codes import Kind
from sharing.vault.confinement import pictured, without_places
from sharing.vault.kinds import ABOUT
from sharing.vault.problems import CannotOpen
from sharing.vault.store import Stored, content_of

log = logging.getLogger(__name__)

# Whatever it is, it is no page of ours: it runs nothing, loads nothing and is framed nowhere.
ALONE = "sandbox; default-src 'none'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Opened:
    """A file that its reader may open."""

    id: UUID  # of what it is attached as
    kind: Kind
    stored: Stored


class OpenedFile(HttpResponse):
    """A file that is sent, or a page of it as a picture that says who looks at it, and when. `note`
    puts on record that it could not be opened."""

    def __init__(
        self,
        request: HttpRequest,
        actor: Actor,
        file: Opened,
        *,
        note: Callable[[], None],
        page: int | None = None,
    ) -> None:
        super().__init__()
        self.request, self.actor, self.file = request, actor, file
        self.note, self.page = note, page

    def finish(self) -> HttpResponseBase:
        """Return the file or the picture, or the page that says why not."""
        try:
            response = self._fetched() if self.page is None else self._shown(self.page)
        except CannotOpen as problem:
            self._note_unopened()
            context = {"words": problem.words}
            return render(self.request, "errors/file.html", context, status=503)
        response["Content-Security-Policy"] = ALONE
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    def _fetched(self) -> HttpResponseBase:
        about = ABOUT[self.file.kind]
        pieces = content_of(self.file.stored)
        if self.file.kind is Kind.EMAIL:
            pieces = iter([without_places(b"".join(pieces))])
        # The first before anything is said: what is not there has a page that says so.
        first = next(pieces)
        sent = chain([first], self._as_far_as_whole(pieces))
        response = StreamingHttpResponse(sent, content_type=about.content_type)
        # No name that its sender gave it: that may be somebody's own.
        name = f"file-{str(self.file.id)[:8]}{about.endings[0]}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Content-Length"] = str(self.file.stored.size)
        return response

    def _as_far_as_whole(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the pieces. What is altered, cut off or lost behind them breaks off the answer,
        which has begun to say something else: its reader gets less than was announced."""
        try:
            yield from pieces
        except CannotOpen:
            self._note_unopened()
            raise

    def _note_unopened(self) -> None:
        log.exception("a file of the vault cannot be opened")
        with unit_of_work(self.actor):
            self.note()

    def _shown(self, page: int) -> HttpResponseBase:
        content = b"".join(content_of(self.file.stored))
        drawn = pictured(content, self.file.kind, page, stamp_of_reader(self.actor))
        return HttpResponse(drawn, content_type="image/png")
