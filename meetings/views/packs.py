"""The pack of a meeting, on a page and in numbered copies, and the return of these."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings import permissions as may
from meetings.forms.packs import AnswerRecallForm, FindCopyForm
from meetings.operations import packs
from meetings.packs import file_name_of
from meetings.queries.packs import (
    copies_page,
    copy_numbered,
    copy_to_fetch,
    goes_on,
    meetings_with_copies,
    own_copies,
    own_copy,
    pack_of,
)
from sharing import sessions
from sharing.forms.base import PortalForm
from sharing.sealed_paper import SealedPaper
from sharing.views.base import FormView, PageView
from sharing.views.fresh import FreshFactor

# A fetched copy is recorded as disclosed, so HEAD is not answered.
READ = ["get", "options"]


class ShowPack(PageView):
    """Everything that this reader may read of the cases of a meeting, on one page."""

    template_name = "meetings/packs/pack.html"
    http_method_names = READ

    def context(self) -> dict[str, Any]:
        pack = pack_of(self.actor, self.kwargs["meeting_id"])
        copies = own_copies(self.actor, pack.meeting)
        keeps = self.actor.role in may.SEE_COPIES.roles
        return {"pack": pack, "copies": copies, "press": PortalForm(), "keeps": keeps}


class TakeCopy(FreshFactor, ShowPack, FormView):
    """Asks for a copy of the pack."""

    heading = gettext_lazy("Take a copy of the pack")
    form_class = PortalForm
    http_method_names = ["post"]

    def begins_at(self) -> str:
        return reverse("pack", args=[self.kwargs["meeting_id"]])

    def submit(self, form: PortalForm) -> str:
        copy = packs.take_copy(actor=self.actor, meeting_id=self.kwargs["meeting_id"])
        return reverse("copy", args=[copy.meeting_id, copy.pk])


class ShowCopy(PageView):
    """The actor's own copy: its progress, and the link to fetch it."""

    marks = sessions.Marks(asks_by_itself=True)
    template_name = "meetings/packs/copy.html"
    http_method_names = READ

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # A page that asks by itself sends what it knows already.
        stamp = request.GET.get("seen")
        if stamp is not None and goes_on(self.actor, **kwargs, stamp=stamp):
            return HttpResponse(status=204)
        return super().get(request, **kwargs)

    def context(self) -> dict[str, Any]:
        own = own_copy(self.actor, **self.kwargs)
        return {"own": own, "meeting": own.copy.meeting, "press": PortalForm()}


class AskAgain(ShowCopy, FormView):
    """Asks again for a copy that was not made."""

    heading = gettext_lazy("Ask again for a copy of the pack")
    form_class = PortalForm
    http_method_names = ["post"]

    def subject(self) -> str:
        return own_copy(self.actor, **self.kwargs).number

    def submit(self, form: PortalForm) -> str:
        copy = packs.ask_again(actor=self.actor, **self.kwargs)
        return reverse("copy", args=[copy.meeting_id, copy.pk])


class FetchCopy(FreshFactor, PageView):
    """The actor's own copy, as PDF."""

    http_method_names = READ

    def begins_at(self) -> str:
        return reverse("copy", kwargs=self.kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = copy_to_fetch(self.actor, **self.kwargs)
        return SealedPaper(
            self.request,
            self.actor,
            found.letter,
            row_id=found.row_id,
            file_name=file_name_of(found.copy.meeting, found.copy.number),
            note=self.note,
        )

    def note(self) -> None:
        """Record that the copy could not be opened."""
        packs.note_unopened(actor=self.actor, copy_id=self.kwargs["copy_id"])


class Copies(PageView):
    """The people who hold copies of the pack of a meeting."""

    template_name = "meetings/packs/copies.html"

    def context(self) -> dict[str, Any]:
        return {"page": copies_page(self.actor, self.kwargs["meeting_id"])}


class Recall(FormView):
    """Recalls the copies of a meeting."""

    template_name = "meetings/packs/recall.html"
    form_class = PortalForm

    def context(self) -> dict[str, Any]:
        return {"page": copies_page(self.actor, self.kwargs["meeting_id"], may.RECALL_COPIES)}

    def submit(self, form: PortalForm) -> str:
        packs.recall_copies(actor=self.actor, **self.kwargs)
        messages.success(self.request, _("The copies are recalled. Each holder is asked by mail."))
        return reverse("copies", kwargs=self.kwargs)


class AnswerRecall(FormView):
    """Says what became of the actor's own recalled copy."""

    heading = gettext_lazy("Say what became of a recalled copy")
    template_name = "meetings/packs/answer.html"
    form_class = AnswerRecallForm

    def context(self) -> dict[str, Any]:
        own = own_copy(self.actor, **self.kwargs, event=may.RECALL_ANSWERED)
        return {"own": own, "meeting": own.copy.meeting}

    def subject(self) -> str:
        return own_copy(self.actor, **self.kwargs).number

    def submit(self, form: AnswerRecallForm) -> str:
        packs.answer_recall(actor=self.actor, **self.kwargs, **form.values)
        messages.success(self.request, _("Your answer is recorded."))
        return reverse("copy", kwargs=self.kwargs)


class FindCopy(PageView):
    """The holder of a copy. The number is sent in a form, so that no address holds it."""

    template_name = "meetings/packs/find.html"
    form_class = FindCopyForm
    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        return self.found({"form": FindCopyForm()})

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        form = FindCopyForm(request.POST)
        if not form.is_valid():
            return self.found({"form": form}, status=422)
        held = copy_numbered(self.actor, form.cleaned_data["number"])
        return self.found({"form": form, "sought": True, "held": held})

    def found(self, context: dict[str, object], *, status: int = 200) -> HttpResponse:
        context |= {"meetings": meetings_with_copies(self.actor)}
        return TemplateResponse(self.request, self.template_name, context, status=status)
