"""The seal of the trail, for the safeguarding lead: its state, and the files to keep of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from sharing.queries.seal import checkpoint_to_take, keys_to_take, seal_now
from sharing.views.base import PageView


class Seal(PageView):
    """The state of the seal, its faults, and how an outsider checks it."""

    template_name = "sharing/trail/seal.html"

    def context(self) -> dict[str, Any]:
        return {"seal": seal_now(self.actor)}


class TakeCheckpoint(PageView):
    """The newest checkpoint as a file."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return text_file("checkpoint.txt", checkpoint_to_take(self.actor))


class TakeKeys(PageView):
    """The public keys as a file."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return text_file("public-keys.txt", keys_to_take(self.actor))


def text_file(name: str, text: str) -> HttpResponse:
    """Return a file to be saved."""
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
