"""The page of one case, and who saw and changed it."""

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.forms.cases import CasesForm
from meetings.models import Case
from meetings.queries.case import readable_bar
from meetings.queries.cases import case_list
from meetings.queries.overview import Overview, overview
from meetings.stages import Offer
from meetings.views.base import CasePage, tabs
from sharing.forms.trail import turn_of
from sharing.permissions import READ_CHANGES
from sharing.queries.changes import changes_of
from sharing.queries.trail import (
    Asked,
    Taken,
    case_summary,
    case_trail,
    check_may_take_case,
    take_case_trail,
)
from sharing.views.base import PageView
from sharing.views.trail import PrintTrail, TakeTrail, trail_form, with_query

# Where each way on is taken, and what it does: (URL name, words).
STEPS: dict[str, tuple[str, Promise]] = {
    "submit_referral": ("referral", _("Check the answers and send the referral to triage.")),
    "accept": ("triage", _("It can be put on a meeting. Grounds and reason are kept.")),
    "return_referral": ("triage", _("The referrer is told what is missing and completes it.")),
    "decline": ("triage", _("Needs a reason, a second person and where it goes instead.")),
    "join": ("triage", _("For a second referral of the same incident. Both referrers stay.")),
    "confirm_decline": ("triage", _("The referral ends here and goes where the proposal says.")),
    "reverse_decline": ("triage", _("It waits for triage again.")),
    "list_case": ("list_case", _("Choose the meeting and the place in its order.")),
    "take_off_list": ("take_off_list", _("It waits for another meeting.")),
    "defer": ("defer", _("Papers go with it. Needs a reason.")),
    "begin_hearing": ("hearing", _("Opens the chair’s page at this case.")),
    "end_hearing": ("hearing", _("Reads the plan back and ends the case in the meeting.")),
    "reopen_hearing": ("hearing", _("The case is heard again while the meeting runs.")),
    "complete": ("complete_case", _("Every action has ended. The case is closed.")),
}
# Ways out: they stand together, below the steps.
EXITS: dict[str, str] = {
    "withdraw": "withdraw_case",
    "wrong_area": "send_to_right_area",
    "transfer_out": "transfer_out",
    "record_death": "record_death",
}


class Cases(PageView):
    """The cases that one may read, in groups."""

    template_name = "meetings/case/list.html"

    def context(self) -> dict[str, Any]:
        asked = CasesForm(self.request.GET)
        return {"list": case_list(self.actor, **asked.values)}


class ShowCase(CasePage):
    """The overview of a case."""

    template_name = "meetings/case/overview.html"
    tab = "case"

    def context(self) -> dict[str, Any]:
        context = super().context()
        found = overview(self.actor, self.case, context["bar"])
        return context | {
            "overview": found,
            "steps": [*owed(self.case, found), *steps(self.case, found.offers)],
            "exits": exits(self.case, found.offers),
        }


def owed(case: Case, found: Overview) -> list[dict[str, Any]]:
    """Return the research that the reader's agency owes, as the first step."""
    if found.research is None or not found.research.owed:
        return []
    says = _("Say who is known to you and what the meeting should know.")
    href = reverse("research_return", args=[case.pk])
    return [{"text": _("Answer the research"), "says": says, "href": href}]


def steps(case: Case, offers: list[Offer]) -> list[dict[str, Any]]:
    """Return the ways on as the component draws them: a link, or "Not yet" with the reason."""
    shown: list[dict[str, Any]] = []
    for offer in offers:
        name = offer.transition.name
        if name in EXITS:
            continue
        step = {"text": offer.transition.words, "id": f"why-{name}"}
        if not offer.enabled:
            shown.append(step | {"reason": offer.why_not})
        elif name in STEPS:  # the others come of themselves, with the list or the minutes
            page, says = STEPS[name]
            first = not any("href" in one for one in shown)
            href = reverse(page, args=[case.pk])
            shown.append(step | {"says": says, "href": href, "secondary": not first})
    return shown


def exits(case: Case, offers: list[Offer]) -> list[dict[str, Any]]:
    """Return the ways out of the flow that are open from here."""
    return [
        {
            "text": offer.transition.words,
            "href": reverse(EXITS[offer.transition.name], args=[case.pk]),
        }
        for offer in offers
        if offer.transition.name in EXITS and offer.enabled
    ]


class CaseEvent(CasePage):
    """What one event changed, old and new."""

    template_name = "meetings/case/event.html"
    permission = READ_CHANGES
    tab = "case_trail"

    def context(self) -> dict[str, Any]:
        context = super().context()
        return context | {"found": changes_of(self.actor, self.case.pk, self.kwargs["event_id"])}


class CaseTrail(PageView):
    """Who saw and changed a case. The safeguarding lead reads it without the case."""

    template_name = "meetings/case/trail.html"

    def context(self) -> dict[str, Any]:
        case_id = self.kwargs["case_id"]
        form = trail_form(self.request, Asked())
        trail = case_trail(self.actor, case_id, form.asked, turn_of(self.request.GET))
        bar = readable_bar(self.actor, case_id)
        return {
            "form": form,
            "trail": trail,
            "summary": case_summary(case_id, form.asked),
            "bar": bar,
            "case": bar.case if bar else None,
            "tabs": tabs(self.actor, bar.case, "case_trail") if bar else [],
            "layout": "meetings/case_page.html" if bar else "layouts/wide.html",
        }


class TakeCaseTrail(TakeTrail):
    """The trail of a case as a file."""

    def check(self) -> None:
        check_may_take_case(self.actor, self.kwargs["case_id"])

    def begins_at(self) -> str:
        return with_query(self.request, reverse("case_trail", args=[self.kwargs["case_id"]]))

    def taken(self) -> Taken:
        asked = trail_form(self.request, Asked()).asked
        return take_case_trail(self.actor, self.kwargs["case_id"], asked, most=self.most)


class PrintCaseTrail(TakeCaseTrail, PrintTrail):
    """The trail of a case on paper."""
