"""Files of a return: attached by its agency, opened by people who may."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.forms.research import FileForm
from meetings.operations import research
from meetings.queries.research import file_to_fetch, file_to_show, open_file
from meetings.queries.research.rules import expect_files, takes_unscanned
from meetings.views.base import CasePage
from meetings.views.research import ReturnForm
from sharing.forms.base import PortalForm
from sharing.numbers import small_number
from sharing.opening import Opened, OpenedFile
from sharing.operations.attachments import Received
from sharing.operations.protected_files import KeptOut, kept_out
from sharing.vault.codes import Trouble
from sharing.views.base import PageView
from sharing.views.files import FileView

# The files are recorded as opened, so HEAD is not answered.
READ = ["get", "options"]


class AttachFile(ReturnForm, FileView):
    """One more file, on a page of its own."""

    template_name = "meetings/research/attach.html"
    form_class = FileForm
    form_name = "file_form"

    def form_values(self) -> dict[str, Any]:
        self.expect()
        return {"readers": self.shown.readers}

    def expect(self) -> None:
        """Refuse an actor who may not write this return, and everybody if the area takes no
        files."""
        expect_files(self.actor, self.shown.case.pk)
        self.takes_unscanned = takes_unscanned(self.actor)

    def kept_out(self, form: FileForm) -> KeptOut:
        """Return the addresses that the words of the file must not name."""
        return kept_out(self.shown.case.pk, form.cleaned_data["who_may_read"])

    def attach(self, form: FileForm, received: Received) -> str:
        research.attach_file(
            actor=self.actor,
            request_id=self.shown.request.pk,
            received=received,
            who_may_read=form.cleaned_data["who_may_read"],
        )
        return self.back("#files")

    def note_refusal(self, trouble: Trouble) -> None:
        """Record that a file was not taken."""
        research.refuse_file(actor=self.actor, case_id=self.kwargs["case_id"], trouble=trouble)


class WithdrawFile(ReturnForm):
    """Withdraws a file, so that nobody can open it any longer."""

    heading = _("Withdraw a file")
    form_class = PortalForm
    http_method_names = ["post"]

    def subject(self) -> str:
        named = {one.attachment.pk: one.attachment.name for one in self.shown.files}
        return named.get(self.kwargs["file_id"], "")

    def submit(self, form: PortalForm) -> str:
        research.withdraw_file(actor=self.actor, file_id=self.kwargs["file_id"])
        return self.back("#files")


class OpenFile(CasePage):
    """A file, page by page as pictures, or to be downloaded."""

    template_name = "meetings/research/file.html"
    permission = may.OPEN_FILE
    noted = False  # whose file it is says as what
    tab = "case_research"
    http_method_names = READ

    def context(self) -> dict[str, Any]:
        page = small_number(self.request.GET.get("page", "1"))
        ids = self.kwargs["case_id"], self.kwargs["file_id"]
        return super().context() | {"open": open_file(self.actor, *ids, page)}


class Sent(PageView):
    """A response that is the file's content, and no page of ours."""

    http_method_names = READ

    def sent(self, file: Opened, page: int | None = None) -> HttpResponse:
        return OpenedFile(self.request, self.actor, file, note=self.note, page=page)

    def note(self) -> None:
        """Record that the file could not be opened."""
        case_id, file_id = self.kwargs["case_id"], self.kwargs["file_id"]
        research.note_unopened(actor=self.actor, case_id=case_id, file_id=file_id)


class ShowPage(Sent):
    """One page of a file as a picture."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.sent(file_to_show(self.actor, **kwargs), kwargs["page"])


class FetchFile(Sent):
    """A file that cannot be shown as pictures."""

    def get(self, request: HttpRequest, **kwargs: UUID) -> HttpResponse:
        return self.sent(file_to_fetch(self.actor, **kwargs))
