"""Paper: what becomes a PDF. The page is rendered inside the unit of work, from what its reader
may see; it becomes a PDF after the unit has closed, and fetches nothing but our style sheet."""

from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.template.response import TemplateResponse

from sharing import clock
from sharing.http import Request
from sharing.pictographs import in_words

# No address of anything: only our fetcher knows what it stands for.
STYLE_SHEET = "paper:style-sheet"
BUILT = "built/paper.css"
PRINTED_BY = version("weasyprint")
NO_PICTURES: Mapping[str, bytes] = {}


def _style_sheet() -> bytes:
    """Return the sheet from where static files were collected, or else from where they lie."""
    found = finders.find(BUILT)
    path = found if isinstance(found, str) else staticfiles_storage.path(BUILT)
    return Path(path).read_bytes()


def edition() -> str:
    """Return what changes when paper of the same words would look another way."""
    return f"{PRINTED_BY} {sha256(_style_sheet()).hexdigest()}"


def as_pdf(html: str, pictures: Mapping[str, bytes] = NO_PICTURES) -> bytes:
    """Return the page as a tagged PDF, which screen readers can read; pictures among its words
    stand as their names. It may show those pictures (JPEG), by the addresses that name them."""
    from sharing.printing import printed  # not loaded before the first paper

    given = {STYLE_SHEET: (_style_sheet(), "text/css; charset=utf-8")}
    given |= {address: (picture, "image/jpeg") for address, picture in pictures.items()}
    return printed(in_words(html), given)


class PaperResponse(TemplateResponse):
    """A page that becomes paper. `render` runs inside the unit of work, `finish` after it."""

    def __init__(
        self, request: Request, template: str, context: dict[str, Any], *, file_name: str
    ) -> None:
        self.file_name = file_name
        about = {"reader": request.actor, "made_at": clock.now(), "paper_css": STYLE_SHEET}
        super().__init__(request, template, context | about)

    def finish(self) -> HttpResponse:
        """Return the rendered page as a PDF, to be looked at in the browser."""
        response = HttpResponse(as_pdf(self.rendered_content), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{self.file_name}.pdf"'
        return response
