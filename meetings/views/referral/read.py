"""The referral as others read it, and the page where its author goes on writing."""

from typing import Any

from django.template.response import TemplateResponse

from meetings.queries.referral import full_referral, sections_of
from meetings.views.base import tabs
from sharing.views.base import PageView


class ShowReferral(PageView):
    """All of the referral; for its author, while it is written, the steps that are done and the
    gaps."""

    tab = "referral"

    def context(self) -> dict[str, Any]:
        shown = full_referral(self.actor, self.kwargs["case_id"])
        return {
            "case": shown.case,
            "bar": shown.bar,
            "tabs": tabs(self.actor, shown.case, self.tab),
            "shown": shown,
            "sections": sections_of(shown),
            "accounts": [(one, sections_of(one)) for one in shown.others],
        }

    def answer_template(self, shown: Any) -> str:
        """Return the list of steps to its author, the whole referral to everybody else."""
        return f"meetings/referral/{'tasks' if shown.writable else 'referral'}.html"

    def get(self, request: Any, **kwargs: Any) -> Any:
        context = self.context()
        return TemplateResponse(request, self.answer_template(context["shown"]), context)


class ReferralSubmitted(ShowReferral):
    """Shows the reference to say aloud, and the next steps now that triage has the referral."""

    def answer_template(self, shown: Any) -> str:
        return "meetings/referral/submitted.html"
