"""A PDF that was sealed, on its way to its reader. What they are sent is on record before its first
byte: the unit of work of the request has closed by then."""

import logging
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sharing.actor import Actor
from sharing.opening import ALONE
from sharing.unit import unit_of_work
from sharing.vault.letters import Letter, unseal
from sharing.vault.problems import CannotOpen

log = logging.getLogger(__name__)


class SealedPaper(HttpResponse):
    """The PDF, to be saved under that name. `note` puts on record that it could not be opened."""

    def __init__(
        self,
        request: HttpRequest,
        actor: Actor,
        letter: Letter,
        *,
        row_id: UUID,
        file_name: str,
        note: Callable[[], None],
    ) -> None:
        super().__init__()
        self.request, self.actor, self.letter = request, actor, letter
        self.row_id, self.file_name, self.note = row_id, file_name, note

    def finish(self) -> HttpResponse:
        """Return the PDF, or the page that says why not."""
        try:
            content = unseal(self.letter, row_id=self.row_id)
        except CannotOpen:
            log.exception("a sealed paper cannot be opened")
            with unit_of_work(self.actor):
                self.note()
            words = _("This copy cannot be opened. Make another from the pack.")
            return render(self.request, "errors/file.html", {"words": words}, status=503)
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{self.file_name}.pdf"'
        response["Content-Security-Policy"] = ALONE
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
