"""The people who must not see a referral: asked of its author, before anybody else reads it."""

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.forms.referral import KeepFromForm
from meetings.operations import referral
from meetings.queries.referral import KeptFrom, kept_from, people_to_keep_from, same_name
from meetings.views.base import tabs
from sharing.forms.base import PortalForm
from sharing.views.base import FormView


class KeepFrom(FormView):
    """The people named so far, and one more."""

    template_name = "meetings/referral/keep_from.html"
    form_class: type[PortalForm] = KeepFromForm

    @cached_property
    def found(self) -> KeptFrom:
        return kept_from(self.actor, self.kwargs["case_id"])

    def context(self) -> dict[str, Any]:
        shown = self.found.shown
        return {
            "case": shown.case,
            "bar": shown.bar,
            "tabs": tabs(self.actor, shown.case, "referral"),
            "standing": self.found.standing,
            "same_name": same_name(self.actor, shown),
            "press": PortalForm(),
        }

    def form_values(self) -> dict[str, Any]:
        return {"people": people_to_keep_from(self.actor, self.kwargs["case_id"])}

    def submit(self, form: Any) -> str:
        case_id = self.kwargs["case_id"]
        referral.keep_from(actor=self.actor, case_id=case_id, **form.values)
        return reverse("keep_from", args=[case_id])


class StopKeepingFrom(KeepFrom):
    """Takes off somebody named by mistake: a button on the page of the people named."""

    heading = _("Take off somebody named by mistake")
    template_name = "meetings/referral/stop_keeping_from.html"
    form_class = PortalForm

    def subject(self) -> str:
        named = {one.pk: one.user.name for one in self.found.standing}
        return named.get(self.kwargs["conflict_id"], "")

    def form_values(self) -> dict[str, Any]:
        return {}

    def submit(self, form: Any) -> str:
        case_id = self.kwargs["case_id"]
        referral.stop_keeping_from(
            actor=self.actor, case_id=case_id, conflict_id=self.kwargs["conflict_id"]
        )
        return reverse("keep_from", args=[case_id])
