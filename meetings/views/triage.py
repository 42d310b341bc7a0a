"""Triage: the referrals that wait, one referral with its grounds, and each decision on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings import permissions as may
from meetings.forms.triage import (
    AcceptForm,
    AgreeForm,
    DecisionForm,
    DeclineForm,
    JoinForm,
    ReturnForm,
    ReverseForm,
)
from meetings.operations import triage
from meetings.queries.triage import (
    case_to_join,
    judged_together,
    missing_of,
    same_incident,
    seen_no_more,
    triage_page,
    waiting_list,
    waits_for_another,
)
from meetings.views.base import CasePage, VersionedCasePage
from sharing.views.base import PageView


class TriageList(PageView):
    """The referrals that wait for a decision, oldest first."""

    template_name = "meetings/triage/list.html"

    def context(self) -> dict[str, Any]:
        return {"found": waiting_list(self.actor)}


class Triage(CasePage):
    """One referral: the grounds that are met, not known, or ask for judgement."""

    template_name = "meetings/triage/triage.html"
    permission = may.TRIAGE_CASE
    says_more = True

    def context(self) -> dict[str, Any]:
        context = super().context()
        page = triage_page(self.actor, context["bar"])
        return context | {
            "page": page,
            "press": DecisionForm(initial={"version": self.case.version}),
        }


class Decision(VersionedCasePage):
    """A page for one decision; it leads on to the referrals that wait."""

    permission = may.TRIAGE_CASE
    template_name = "meetings/triage/decision.html"
    heading: str | Promise
    explains: str | Promise = ""
    button: str | Promise

    def context(self) -> dict[str, Any]:
        context = super().context()
        return context | {
            "judged": judged_together(self.actor, context["bar"]),
            "heading": self.heading,
            "explains": self.explains,
            "button": self.button,
        }

    def said(self, words: str) -> str:
        messages.success(self.request, words)
        return reverse("triage_list")


class Accept(Decision):
    form_class = AcceptForm
    change = may.ACCEPT_REFERRAL
    heading = button = gettext_lazy("Accept the referral")
    explains = gettext_lazy("It will be heard. The grounds, as they stand today, are kept.")

    def submit(self, form: AcceptForm) -> str:
        triage.accept_referral(actor=self.actor, case_id=self.kwargs["case_id"], **form.values)
        messages.success(self.request, _("The referral is accepted. Put it on a meeting."))
        return reverse("list_case", args=[self.kwargs["case_id"]])


class Return(Decision):
    form_class = ReturnForm
    change = may.RETURN_REFERRAL
    heading = button = gettext_lazy("Return for completion")
    explains = gettext_lazy(
        "The referrer completes it and sends it again. Nobody waits for it to keep people safe."
    )

    def form_values(self) -> dict[str, Any]:
        missing = missing_of(self.actor, self.kwargs["case_id"])
        initial = super().form_values().get("initial", {})
        return {"initial": initial | {"reason": "\n".join(missing)}}

    def submit(self, form: ReturnForm) -> str:
        triage.return_referral(actor=self.actor, case_id=self.kwargs["case_id"], **form.values)
        return self.said(_("The referral is returned, and its agency is told."))


class Decline(Decision):
    form_class = DeclineForm
    change = may.DECLINE_REFERRAL
    heading = button = gettext_lazy("Propose to decline")
    explains = gettext_lazy(
        "A small count alone is no reason: fear, coercion and what is not known weigh too. "
        "A second person decides, and the referrer is told then."
    )

    def submit(self, form: DeclineForm) -> str:
        triage.propose_decline(actor=self.actor, case_id=self.kwargs["case_id"], **form.values)
        return self.said(_("The proposal waits for a second person."))


class SecondDecision(Decision):
    """Of somebody else than who proposed the decline, who is told for whom it waits."""

    change = may.SECOND_DECISION

    def context(self) -> dict[str, Any]:
        own = waits_for_another(self.actor, self.kwargs["case_id"])
        return super().context() | {"own_proposal": own}


class ConfirmDecline(SecondDecision):
    form_class = AgreeForm
    heading = button = gettext_lazy("Agree to the decline")
    explains = gettext_lazy("The referral ends here, and its agency is told where it goes.")

    def submit(self, form: AgreeForm) -> str:
        triage.confirm_decline(actor=self.actor, case_id=self.kwargs["case_id"], **form.values)
        return self.said(_("The referral is declined by two people, and its agency is told."))


class ReverseDecline(SecondDecision):
    form_class = ReverseForm
    heading = button = gettext_lazy("Do not agree to the decline")

    def submit(self, form: ReverseForm) -> str:
        triage.reverse_decline(actor=self.actor, case_id=self.kwargs["case_id"], **form.values)
        return self.said(_("The referral waits for triage again."))


class Join(Decision):
    into_id: UUID  # once a case was chosen
    form_class = JoinForm
    change = may.JOIN_CASES
    heading = button = gettext_lazy("Join to another case")
    explains = gettext_lazy(
        "For a second referral of the same incident. Both referrers follow the other case, "
        "whoever reads one reads both, and a conflict of interest in one holds in both. "
        "The IDVA named for this referral becomes that of the other case, unless the IDVA service "
        "has decided about that one."
    )

    def form_values(self) -> dict[str, Any]:
        found = same_incident(self.actor, self.kwargs["case_id"])
        return super().form_values() | {"found": found}

    def submit(self, form: JoinForm) -> str:
        chosen, case_id = form.values, self.kwargs["case_id"]
        version, knows = chosen.pop("version"), chosen.pop("knows")
        self.into_id = case_to_join(self.actor, **chosen)
        triage.join_cases(
            actor=self.actor, case_id=case_id, into_id=self.into_id, version=version, knows=knows
        )
        onward = self.said(_("The two referrals are heard as one case."))
        # The page of the case says which agency is to be rung now.
        return reverse("case", args=[case_id]) if knows else onward

    def answer(self, context: dict[str, Any], form: JoinForm, *, status: int = 200) -> HttpResponse:
        if form.has_error("knows"):
            form.ask(seen_no_more(self.actor, self.kwargs["case_id"], self.into_id))
        return super().answer(context, form, status=status)
