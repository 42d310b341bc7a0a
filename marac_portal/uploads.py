"""Who may send a file at all, and how many may be sent at once: decided before a byte is read."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from marac_portal import errors
from sharing.http import Request
from sharing.sessions import marks_of
from sharing.vault.uploads import HeldInMemory, slots

View = Callable[..., HttpResponse]


class Uploads:
    """Holds a file in memory until its request is answered, if the sender is signed in, the view
    says that it takes a file, and there is room. All other files are passed over."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            if getattr(request, "holds_slot", False):
                slots.release()

    # After every middleware has been entered, so that the actor is known, and before the first
    # `process_view` that reads the form.
    def process_view(
        self, request: Request, view: View, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        sent = request.content_type == "multipart/form-data"
        if not (marks_of(view).takes_file and sent and request.actor.user_id):
            return None
        if not slots.acquire(blocking=False):
            return errors.busy(request)
        request.holds_slot = True
        request.upload_handlers = [HeldInMemory(request)]
        return None
