"""The choice of a membership to act under, for a person who has several."""

from typing import Any
from uuid import UUID

from sharing import sessions
from sharing.forms.memberships import MembershipForm
from sharing.operations import memberships
from sharing.queries.memberships import memberships_of
from sharing.views.base import FormView


class ChooseMembership(FormView):
    marks = sessions.Marks(any_membership=True, never_kept=True)
    template_name = "sharing/memberships/choose.html"
    form_class = MembershipForm

    def form_values(self) -> dict[str, Any]:
        return {
            "memberships": memberships_of(self.actor.user_id),
            "initial": {"membership": str(self.actor.membership_id or "")},
        }

    def submit(self, form: MembershipForm) -> str:
        memberships.choose(
            actor=self.actor,
            request=self.request,
            membership_id=UUID(form.cleaned_data["membership"]),
        )
        return sessions.way_on(self.request, self.actor)
