"""Actions, as the meeting records them."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.forms.actions import CorrectForm, EarlierActionForm, LineForm, StrikeForm
from meetings.models import Action
from meetings.operations import actions
from meetings.queries.actions import (
    agencies_for_earlier,
    line_of,
    open_action_to_correct,
)
from meetings.queries.hearing import hearing_page, line_to_read
from meetings.views.base import CaseFormPage
from meetings.views.hearing.case import InTheRoom, shown
from sharing import sessions
from sharing.views.base import FormView


class RecordAction(InTheRoom):
    """One line, or its labelled fields; the answer is the plan, in place where htmx asks."""

    heading = _("Record an action")
    template_name = "meetings/hearing/hearing.html"
    form_class = LineForm
    change = may.RECORD_ACTION
    words = _("Action plan")
    part = "meetings/hearing/_plan_column.html"
    called = "line"

    def in_the_room(self) -> dict[str, Any]:
        return shown(hearing_page(self.actor, self.kwargs["case_id"], change=self.change))

    def form_values(self) -> dict[str, Any]:
        return {"known": line_of(self.actor, self.kwargs["case_id"])}

    def submit(self, form: LineForm) -> str:
        action = actions.record_action(
            actor=self.actor, case_id=self.kwargs["case_id"], **form.values
        )
        return reverse("hearing", args=[action.meeting_id, action.scope_id]) + "#line"

    def done(self, form: LineForm, location: str) -> HttpResponse:
        if not self.request.htmx:
            return super().done(form, location)
        fresh = LineForm(known=form.known)
        return self._part(self.context(), fresh, status=200)

    def answer_in_the_room(
        self, context: dict[str, Any], form: Any, *, status: int
    ) -> HttpResponse:
        if self.request.htmx:
            return self._part(context, form, status=status)
        # The page has other forms, so the errors shown are those of the line.
        return TemplateResponse(
            self.request, self.template_name, context | {"line": form, "form": form}, status=status
        )

    def _part(self, context: dict[str, Any], form: LineForm, *, status: int) -> HttpResponse:
        page = context["page"]
        more = {"line": form, "plan": page.plan, "stamp": page.stamp, "keeps": page.keeps}
        more |= {"apart": True}
        return TemplateResponse(self.request, self.part, context | more, status=status)


class ReadLine(FormView):
    """The fields below the line, filled while it is typed. Nothing is changed."""

    marks = sessions.Marks(asks_by_itself=True, never_kept=True)
    template_name = "meetings/actions/_parts.html"
    form_class = LineForm
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        known = line_to_read(self.actor, self.kwargs["case_id"])
        form = LineForm(request.POST, known=known).as_read()
        return TemplateResponse(request, self.template_name, {"line": form})


class WrittenAction(CaseFormPage):
    """A page about an action of the plan; it leads back to the case as it is heard."""

    @cached_property
    def action(self) -> Action:
        return open_action_to_correct(self.actor, self.kwargs["action_id"])

    @property
    def case_id(self) -> UUID:
        return self.action.scope_id

    def subject(self) -> str:
        return self.action.what

    def context(self) -> dict[str, Any]:
        # Somebody may have corrected it while the form waited for its turn.
        action = open_action_to_correct(self.actor, self.kwargs["action_id"])
        return super().context() | {"action": action}

    def operation(self, **values: Any) -> Action:
        """Do the page's operation."""
        raise NotImplementedError

    def submit(self, form: Any) -> str:
        action = self.operation(actor=self.actor, action_id=self.kwargs["action_id"], **form.values)
        return reverse("hearing", args=[action.meeting_id, action.scope_id])


class CorrectAction(WrittenAction):
    """Corrects an action that was written down wrong."""

    template_name = "meetings/actions/correct.html"
    form_class = CorrectForm

    def form_values(self) -> dict[str, Any]:
        known = line_of(self.actor, self.action.scope_id)
        return {"known": known, "initial": CorrectForm.of(self.action)}

    def operation(self, **values: Any) -> Action:
        return actions.correct_action(**values)


class StrikeAction(WrittenAction):
    """Strikes an action that should not be in the plan."""

    template_name = "meetings/actions/strike.html"
    form_class = StrikeForm

    def form_values(self) -> dict[str, Any]:
        return {"initial": {"version": self.action.version}}

    def operation(self, **values: Any) -> Action:
        return actions.strike_action(**values)


class RecordEarlierAction(CaseFormPage):
    """Records an action that an agency took before the meeting."""

    template_name = "meetings/actions/earlier.html"
    form_class = EarlierActionForm
    change = may.RECORD_EARLIER_ACTION

    def form_values(self) -> dict[str, Any]:
        return {"agencies": agencies_for_earlier(self.actor, self.kwargs["case_id"])}

    def submit(self, form: EarlierActionForm) -> str:
        actions.record_earlier_action(
            actor=self.actor, case_id=self.kwargs["case_id"], **form.values
        )
        return reverse("case", args=[self.kwargs["case_id"]])
