"""Pages on which a second person decides on what an administrator proposed."""

from typing import Any

from django.urls import reverse

from sharing import clock
from sharing.forms.accounts import DecideForm, DecideMembershipForm
from sharing.models import FactorReset, Membership
from sharing.operations import members
from sharing.queries import accounts
from sharing.views.base import FormView, PageView


class ToDecide(PageView):
    template_name = "sharing/accounts/to_decide.html"

    def context(self) -> dict[str, Any]:
        return {"waiting": accounts.to_decide(self.actor), "today": clock.today()}


class DecideMembership(FormView):
    template_name = "sharing/accounts/decide_membership.html"
    form_class = DecideMembershipForm

    # Not kept: it may change while the form waits for its lock, and the answer shows it as it is.
    @property
    def held(self) -> Membership:
        return accounts.membership_to_decide(self.actor, self.kwargs["membership_id"])

    def subject(self) -> str:
        return self.held.user.name

    def form_values(self) -> dict[str, Any]:
        return {"initial": {"version": accounts.version_to_decide(self.held)}}

    def context(self) -> dict[str, Any]:
        held = self.held
        another = accounts.takes_another(self.actor, held)
        return {"held": held, "today": clock.today(), "takes_another": another}

    def submit(self, form: DecideMembershipForm) -> str:
        is_confirmed = form.cleaned_data["decision"] == "confirm"
        decide = members.confirm_membership if is_confirmed else members.refuse_membership
        decide(
            actor=self.actor,
            membership_id=self.kwargs["membership_id"],
            version=form.cleaned_data["version"],
        )
        return reverse("to_decide")


class DecideReset(FormView):
    template_name = "sharing/accounts/decide_reset.html"
    form_class = DecideForm

    # Not kept, for the same reason.
    @property
    def reset(self) -> FactorReset:
        return accounts.reset_to_decide(self.actor, self.kwargs["reset_id"])

    def subject(self) -> str:
        return self.reset.user.name

    def form_values(self) -> dict[str, Any]:
        return {"initial": {"version": accounts.corrections_of(self.reset.user)}}

    def context(self) -> dict[str, Any]:
        reset = self.reset
        return {"reset": reset, "takes_another": accounts.takes_another(self.actor, reset)}

    def submit(self, form: DecideForm) -> str:
        is_agreed = form.cleaned_data["decision"] == "agree"
        decide = members.agree_to_reset if is_agreed else members.refuse_reset
        decide(
            actor=self.actor,
            reset_id=self.kwargs["reset_id"],
            version=form.cleaned_data["version"],
        )
        return reverse("to_decide")
