"""The shape of a view that takes a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from sharing.attaching import Attaching
from sharing.operations.attachments import Received
from sharing.operations.protected_files import KeptOut
from sharing.sessions import Marks
from sharing.vault.codes import Trouble
from sharing.views.base import FormView


class FileView(FormView):
    """A page with one form that takes a file. `attach` calls one operation, in a unit of work that
    is opened once the file was looked at, scanned and stored."""

    marks = Marks(takes_file=True)
    takes_unscanned = False

    def expect(self) -> None:
        """Refuse an actor who may not send a file, before anything is done with it."""
        raise NotImplementedError

    def kept_out(self, form: Any) -> KeptOut:
        """Return the addresses that the words of the file must not name."""
        raise NotImplementedError

    def attach(self, form: Any, received: Received) -> str:
        """Attach the file, and return the location to go on to."""
        raise NotImplementedError

    def note_refusal(self, trouble: Trouble) -> None:
        """Record that a file was not taken."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_type()(request.POST, request.FILES, **self.form_values())
        self.expect()  # which may say that what cannot be scanned now is taken too
        if form.is_valid():
            return Attaching(self, form)
        return self.answer(self.context(), form, status=422)
