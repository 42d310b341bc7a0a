"""The page of one case, and of the people who saw and changed it."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meetings.forms.cases import CasesForm
from meetings.models import Case, Stage
from meetings.queries.case_bar import readable_bar
from meetings.queries.cases import case_list
from meetings.queries.groups import Group
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

# The page of each way on, and its words: (URL name, words).
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
    "complete": ("complete_case", _("Says that every action has ended, and closes the case.")),
}
# Tasks of the IDVA service for a victim.
FOR_VICTIM: dict[Group, tuple[Promise, Promise]] = {
    Group.NOT_REACHED: (
        _("Reach the victim"),
        _("Nobody has reached them yet. Record each try."),
    ),
    Group.NO_WISHES: (_("Record the wishes"), _("The meeting hears what the victim wants.")),
    Group.TO_TELL: (_("Tell the victim the outcome"), _("%(due)s. Record it when they know.")),
}
# Ways off the meeting: possible, and never the next step.
ASIDE = ("defer", "take_off_list")
# Ways out, shown together below the steps.
EXITS: dict[str, str] = {
    "withdraw": "withdraw_case",
    "wrong_area": "send_to_right_area",
    "transfer_out": "transfer_out",
    "record_death": "record_death",
}
BACK = {"take_back_death": "take_back_death"}
# In the room a case can also leave for another meeting.
OUT_OF_THE_MEETING = {"defer": "defer"} | EXITS


class Cases(PageView):
    """The cases that the actor may read, in groups."""

    template_name = "meetings/case/list.html"

    def context(self) -> dict[str, Any]:
        asked = CasesForm(self.request.GET)
        return {"list": case_list(self.actor, **asked.values)}


class ShowCase(CasePage):
    """The overview of a case."""

    template_name = "meetings/case/overview.html"
    tab = "case"
    says_more = True

    def context(self) -> dict[str, Any]:
        context = super().context()
        found = overview(self.actor, self.case, context["bar"])
        return context | {
            "overview": found,
            "steps": [
                *owed(self.case, found),
                *for_victim(self.case, found),
                *unsettled(self.case, found),
                *to_update(found),
                *doubted(self.case, found),
                *repeated(self.case, found),
                *steps(self.case, found.offers),
            ],
            # A second person decides as a step.
            "exits": exits(
                self.case, found.offers, ways=EXITS if found.decides_on_death else EXITS | BACK
            ),
        }


def owed(case: Case, found: Overview) -> list[dict[str, Any]]:
    """Return the research that the reader's agency owes, as the first step."""
    if found.research is None or not found.research.owed:
        return []
    says = _("Say who is known to you and what the meeting should know.")
    href = reverse("research_return", args=[case.pk])
    return [{"text": _("Answer the research"), "says": says, "href": href}]


def for_victim(case: Case, found: Overview) -> list[dict[str, Any]]:
    """Return the task of the IDVA service for the victim."""
    if found.owed_to_victim is None:
        return []
    text, says = FOR_VICTIM[found.owed_to_victim]
    due = (found.telling.late or found.telling.due) if found.telling else ""
    href = reverse("advocate", args=[case.pk])
    return [{"text": text, "says": says % {"due": due}, "href": href}]


def unsettled(case: Case, found: Overview) -> list[dict[str, Any]]:
    """Return the step to say who the IDVA of the victim is, if joined referrals name somebody else
    than the case does."""
    if not found.idvas:
        return []
    step = {"text": _("Say who the IDVA of the victim is"), "id": "why-idva"}
    named = {"names": found.idvas, "reference": case.reference}
    if not found.names_idva:
        reason = gettext("Named as IDVA: %(names)s. The IDVA service says who it is.")
        return [step | {"reason": reason % named}]
    says = gettext(
        "Named as IDVA: %(names)s. What agencies restrict to the victim’s IDVA is read by whoever "
        "is named for %(reference)s alone."
    )
    return [step | {"says": says % named, "href": reverse("advocate", args=[case.pk])}]


def to_update(found: Overview) -> list[dict[str, Any]]:
    """Return the step to update the open actions of the reader's agency in the plan, if it has
    any."""
    if not found.owed:
        return []
    number = len(found.owed)
    text = ngettext(
        "Update your agency’s action", "Update your agency’s %(number)s actions", number
    )
    href = reverse("update_action", args=[found.owed[0].pk]) if number == 1 else reverse("actions")
    says = _("Say how it stands, even where it is not done.")
    return [{"text": text % {"number": number}, "says": says, "href": href}]


def doubted(case: Case, found: Overview) -> list[dict[str, Any]]:
    """Return the step to decide on a death, if the reader is the second person."""
    if not found.decides_on_death:
        return []
    says = _("Somebody said that it was recorded in error. A second person decides on it.")
    href = reverse("take_back_death", args=[case.pk])
    return [{"text": _("Decide on the death"), "says": says, "href": href}]


def repeated(case: Case, found: Overview) -> list[dict[str, Any]]:
    """Return the step to refer again, after a new incident on a case that has ended; if somebody
    has done so, as far as the reader may know, the way to the new referral."""
    if found.incident_since is None:
        return []
    day = date_format(found.incident_since, "j F Y")
    if found.again:
        says = gettext(
            "These people were referred again on %(again)s, as %(reference)s. See there whether it "
            "names the incident that was added here on %(day)s."
        )
        referred = date_format(found.again.on, "j F Y")
        named = {"again": referred, "reference": found.again.reference, "day": day}
        href = reverse("case", args=[found.again.case_id])
        return [{"text": _("Open the new referral"), "says": says % named, "href": href}]
    step = {"text": _("Refer again"), "id": "why-refer"}
    if case.stage != Stage.COMPLETE:
        named = {"day": day, "stage": str(Stage(case.stage).label)}
        if not found.may_refer:
            reason = gettext(
                "A new incident was added on %(day)s, while the case was at “%(stage)s”, and no "
                "meeting hears it. If it puts somebody at risk, an agency or the coordinator "
                "refers these people again."
            )
            return [step | {"reason": reason % named}]
        says = gettext(
            "A new incident was added on %(day)s, while the case was at “%(stage)s”, and no "
            "meeting hears it. If it puts somebody at risk, refer these people again."
        )
        return [step | {"says": says % named, "href": reverse("refer")}]
    if not found.may_refer:
        reason = gettext(
            "A new incident was added on %(day)s, after the actions were complete. It may be a "
            "repeat: an agency or the coordinator refers it."
        )
        return [step | {"reason": reason % {"day": day}}]
    says = gettext(
        "A new incident was added on %(day)s, after the actions were complete. It may be a repeat: "
        "a new referral of these people is compared with this case at triage."
    )
    return [step | {"says": says % {"day": day}, "href": reverse("refer")}]


def steps(case: Case, offers: list[Offer]) -> list[dict[str, Any]]:
    """Return the ways on as the component draws them: a link, or "Not yet" with the reason."""
    shown: list[dict[str, Any]] = []
    for offer in sorted(offers, key=lambda offer: offer.transition.name in ASIDE):
        name = offer.transition.name
        if name in EXITS:
            continue
        step = {"text": offer.transition.words, "id": f"why-{name}"}
        if not offer.enabled:
            shown.append(step | {"reason": offer.why_not})
        elif name in STEPS:  # the others come of themselves, with the list or the minutes
            page, says = STEPS[name]
            first = name not in ASIDE and not any("href" in one for one in shown)
            href = reverse(page, args=[case.pk])
            shown.append(step | {"says": says, "href": href, "secondary": not first})
    return shown


def exits(case: Case, offers: list[Offer], *, ways: dict[str, str] = EXITS) -> list[dict[str, Any]]:
    """Return the ways out of the flow from here, or back. A way that is not open now has only its
    words, and the reason."""
    return [
        {"text": offer.transition.words, "why_not": offer.why_not}
        | ({"href": reverse(ways[offer.transition.name], args=[case.pk])} if offer.enabled else {})
        for offer in offers
        if offer.transition.name in ways
    ]


class CaseEvent(CasePage):
    """The changes of one event, old and new."""

    template_name = "meetings/case/event.html"
    permission = READ_CHANGES
    tab = "case_trail"

    def context(self) -> dict[str, Any]:
        context = super().context()
        return context | {"found": changes_of(self.actor, self.case.pk, self.kwargs["event_id"])}


class CaseTrail(PageView):
    """The events of people who saw and changed a case. The safeguarding lead reads it without the
    case."""

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
