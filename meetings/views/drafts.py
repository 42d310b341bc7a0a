"""The draft of a return: kept while somebody types, and submitted."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from meetings.forms.research import (
    SubmitForm,
    UnfinishedAnswers,
    UnfinishedItem,
    typed_answers,
    typed_item,
)
from meetings.operations import research
from meetings.views.research import ChangeItem, ReturnForm
from sharing.forms.base import PortalForm
from sharing.numbers import small_number
from sharing.queries.drafts import ANSWERS, NEW, Said
from sharing.views.base import DraftView


class SaveDraft(ReturnForm, DraftView):
    """Keeps the text typed into one form of the return."""

    heading = _("Keep a draft of the research")
    http_method_names = ["post"]

    @property
    def part(self) -> str:
        """Return the name of the form."""
        raise NotImplementedError

    def said(self) -> Said:
        """Return the text typed into it."""
        return typed_item(self.request.POST)

    def keep(self) -> tuple[int, datetime]:
        draft = research.save_draft(
            actor=self.actor,
            case_id=self.kwargs["case_id"],
            part=self.part,
            said=self.said(),
            version=small_number(self.request.POST.get("draft_version", "")),
        )
        return draft.version, draft.row.saved_at

    def submit(self, form: PortalForm) -> str:
        self.keep()
        return self.back("#items")


class SaveAnswersDraft(SaveDraft):
    """Keeps the unfinished answer about the people of this case that the agency knows."""

    form_class = UnfinishedAnswers
    form_name = "answer_form"
    part = ANSWERS

    def said(self) -> Said:
        return typed_answers(self.request.POST)

    def form_values(self) -> dict[str, Any]:
        return self.for_answer()


class SaveItemDraft(SaveDraft):
    """Keeps an unfinished new item."""

    form_class = UnfinishedItem
    form_name = "item_form"
    part = NEW

    def form_values(self) -> dict[str, Any]:
        return self.for_item()


class SaveChangeDraft(SaveDraft, ChangeItem):
    """Keeps an unfinished change to an item."""

    form_class = UnfinishedItem

    @property
    def part(self) -> str:
        return str(self.kwargs["item_id"])

    def submit(self, form: PortalForm) -> str:
        return SaveDraft.submit(self, form)


class Submit(ReturnForm):
    """Submits the return for the meeting, with the text typed last."""

    heading = _("Submit the research")
    form_class = SubmitForm
    form_name = "item_form"
    http_method_names = ["post"]

    def form_values(self) -> dict[str, Any]:
        return self.for_item()

    def submit(self, form: SubmitForm) -> str:
        research.submit_research(
            actor=self.actor,
            request_id=self.shown.request.pk,
            last=form.last,
            draft_version=form.cleaned_data["draft_version"],
            shown=form.cleaned_data["unsent"],
        )
        return self.back()
