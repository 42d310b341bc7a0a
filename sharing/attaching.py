"""A form with a file: what is slow happens after the unit of work of the request. The file is
looked at, scanned and stored, and then it is written, in another unit, to what it is attached
to."""

from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse

from sharing.actor import Actor
from sharing.operations import form_tokens
from sharing.operations.attachments import Received
from sharing.operations.protected import AddressStopped
from sharing.operations.protected_files import KeptOut
from sharing.rules import RuleBroken
from sharing.unit import unit_of_work
from sharing.vault.codes import Trouble
from sharing.vault.examine import examine
from sharing.vault.refusals import FileRefused
from sharing.vault.scanner import scan
from sharing.vault.store import keeping


class Page(Protocol):
    """The page that the form is on."""

    request: Any

    # Whether a file is taken while the scanner does not answer.
    takes_unscanned: bool

    @property
    def actor(self) -> Actor: ...

    def kept_out(self, form: Any) -> KeptOut:
        """Return what the words of the file must not name."""
        ...

    def attach(self, form: Any, received: Received) -> str:
        """Do the one operation, and return the location to go on to."""
        ...

    def note_refusal(self, trouble: Trouble) -> None:
        """Put on record that a file was not taken."""
        ...

    def context(self) -> dict[str, Any]: ...

    def answer(self, context: dict[str, Any], form: Any, *, status: int = 200) -> HttpResponse: ...


class Attaching(HttpResponse):
    """A form with a file that is right as a form, from somebody who may send it."""

    def __init__(self, page: Page, form: Any) -> None:
        super().__init__()
        self.page, self.form = page, form
        self.kept_out = page.kept_out(form)

    def finish(self) -> HttpResponse:
        """Return what became of the file: where its page is, or the form with what is wrong."""
        try:
            return HttpResponseRedirect(self._attached())
        except form_tokens.SentBefore as before:
            return HttpResponseRedirect(before.location)
        except RuleBroken as broken:
            return self._said(broken)

    def _attached(self) -> str:
        page, token = self.page, self.form.cleaned_data["form_token"]
        request: HttpRequest = page.request
        sent = self.form.cleaned_data["file"]
        examined = examine(sent.name, sent.read(), size=sent.size)
        self.kept_out.check(examined.words)
        scanned = scan(examined.content, unscanned_too=page.takes_unscanned)
        with keeping(examined.content) as stored, unit_of_work(page.actor):
            form_tokens.claim(page.actor, token, request.path, request.POST)
            received = Received(examined, stored, scanned, self.kept_out.addresses)
            location = page.attach(self.form, received)
            form_tokens.remember(token, location)
        return location

    def _said(self, broken: RuleBroken) -> HttpResponse:
        with unit_of_work(self.page.actor):
            if isinstance(broken, FileRefused):
                self.page.note_refusal(broken.trouble)
            if isinstance(broken, AddressStopped):
                broken.note()
            self.form.say(broken)
            response = self.page.answer(self.page.context(), self.form, status=422)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response
