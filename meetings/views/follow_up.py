"""Actions as their agencies follow them, and what happened since."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from meetings import permissions as may
from meetings.forms.follow_up import ActionForm, DevelopmentForm, ListForm
from meetings.operations import follow_up
from meetings.queries.follow_up import (
    ActionPage,
    Filter,
    action_list,
    action_page,
    agencies_to_choose,
)
from meetings.rules.phases import HEARD_NO_MORE
from meetings.views.base import CaseFormPage, tabs
from sharing.views.base import FormView, PageView


class Actions(PageView):
    """The actions that are owed, by how soon they are due."""

    template_name = "meetings/follow_up/actions.html"

    def context(self) -> dict[str, Any]:
        agencies = agencies_to_choose(self.actor)
        form = ListForm(self.request.GET, agencies=agencies)
        found = action_list(self.actor, Filter(**form.values))
        return {"form": form, "list": found, "agencies": agencies}


class UpdateAction(FormView):
    """Updates one action. In the list it opens in place; without JavaScript it is a page."""

    form_class = ActionForm
    template_name = "meetings/follow_up/update.html"
    shown: ActionPage | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.request.htmx:
            self.template_name = "meetings/follow_up/update_form.html"

    def context(self) -> dict[str, Any]:
        self.shown = action_page(self.actor, self.kwargs["action_id"])
        case = self.shown.bar.case
        return {
            "action": self.shown.action,
            "row": self.shown.row,
            "updates": self.shown.updates,
            "case": case,
            "bar": self.shown.bar,
            "tabs": tabs(self.actor, case, "actions"),
        }

    def subject(self) -> str:
        return action_page(self.actor, self.kwargs["action_id"]).action.what

    def form_values(self) -> dict[str, Any]:
        # The sent version is the one that was shown.
        shown = self.shown
        return {"initial": {"version": shown.action.version}} if shown else {}

    def submit(self, form: ActionForm) -> str:
        follow_up.update_action(actor=self.actor, action_id=self.kwargs["action_id"], **form.values)
        return reverse("actions")


class AddDevelopment(CaseFormPage):
    """Adds a new incident or order, from anybody on full circulation."""

    template_name = "meetings/follow_up/development.html"
    form_class = DevelopmentForm
    change = may.ADD_DEVELOPMENT
    tab = "case"

    def context(self) -> dict[str, Any]:
        context = super().context()
        living = context["bar"].joined_to or self.case
        return context | {
            "ended": living if living.stage in HEARD_NO_MORE else None,
            "may_refer": self.actor.role in may.REFER.roles,
        }

    def submit(self, form: DevelopmentForm) -> str:
        case_id = self.kwargs["case_id"]
        added = follow_up.add_development(actor=self.actor, case_id=case_id, **form.values)
        return reverse("case", args=[added.scope_id])
