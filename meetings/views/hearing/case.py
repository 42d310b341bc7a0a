"""One case in the meeting."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.forms.actions import LineForm
from meetings.forms.hearing import EndHearingForm, RecordHearingForm
from meetings.operations import hearing
from meetings.operations.hearing.case import RECORDED
from meetings.queries.actions import known_of
from meetings.queries.hearing import (
    HearingPage,
    changed_plan,
    hearing_page,
    left_the_room,
    page_at_meeting,
    plan_stamp,
    read_back_of,
    why_not_recorded,
)
from meetings.queries.moved import became_of
from meetings.queries.referral.advocacy import outcome_version
from meetings.rules.plan import said_of
from meetings.rules.read_back import Changes, ReadBack, changes
from meetings.views.case import OUT_OF_THE_MEETING, exits
from sharing import sessions
from sharing.forms.base import PortalForm
from sharing.permissions import Permission
from sharing.views.base import FormView, PageView


def forms_of(page: HearingPage) -> dict[str, Any]:
    """Return the forms on the page of a case, for somebody who keeps the record."""
    if not (page.keeps and page.open):
        return {"press": PortalForm()}
    hearing = page.hearing
    initial = {name: getattr(hearing, name) for name in (*RECORDED, "version")}
    return {
        "press": PortalForm(),
        "proposed_form": PortalForm(),
        "record": RecordHearingForm(initial=initial),
        "line": LineForm(known=known_of(page.case)),
    }


def shown(page: HearingPage) -> dict[str, Any]:
    """Return everything on the page of a case in the meeting."""
    return {
        "page": page,
        "case": page.case,
        "meeting": page.meeting,
        "exits": exits(page.case, page.offers, ways=OUT_OF_THE_MEETING),
        **forms_of(page),
    }


class HearingView(PageView):
    """The conference page: running order, case and plan."""

    template_name = "meetings/hearing/hearing.html"

    def context(self) -> dict[str, Any]:
        return shown(hearing_page(self.actor, self.kwargs["case_id"]))


class HearingAtMeeting(PageView):
    """The same at the address of its meeting. After a reload, or going back, to a case that was
    moved or ended, it says so."""

    template_name = HearingView.template_name

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = page_at_meeting(self.actor, self.kwargs["meeting_id"], self.kwargs["case_id"])
        if isinstance(found, HearingPage):
            return TemplateResponse(request, self.template_name, shown(found))
        if found.meeting_id is not None:
            return TemplateResponse(request, "meetings/hearing/moved.html", {"case": found})
        said = {"case": found, "became": became_of(self.actor, [found.pk])[found.pk]}
        return TemplateResponse(request, "meetings/hearing/gone.html", said | kwargs)


class PlanPoll(PageView):
    """The plan, if somebody else changed it, for a page that asks every few seconds."""

    marks = sessions.Marks(asks_by_itself=True)
    template_name = "meetings/hearing/_plan.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = changed_plan(
            self.actor,
            self.kwargs["meeting_id"],
            self.kwargs["case_id"],
            stamp=request.GET.get("seen", ""),
        )
        if found is None:
            return HttpResponse(status=204)
        return TemplateResponse(
            request,
            self.template_name,
            {
                "case": found.case,
                "plan": found.plan,
                "stamp": plan_stamp(found.case, found.plan),
                "keeps": found.keeps,
                "page": found,
                "meeting": found.meeting,
                "press": PortalForm(),
                "apart": True,
            },
        )


class InTheRoom(FormView):
    """A form about a case in the meeting. Somebody may move the case while it is typed, to a
    meeting that the sender has not joined, or out of all. Then the answer is the form alone, with
    all that was typed and where the case is."""

    change: Permission = may.RECORD_HEARING
    words: str | Promise
    part = ""  # the template of the form alone, if something is typed into it
    called = "form"  # there

    def context(self) -> dict[str, Any]:
        if self.part and self.request.method == "POST":
            left = left_the_room(self.actor, self.kwargs["case_id"], self.change)
            if left is not None:
                return {"left": left, "case": left, "words": self.words, "part": self.part}
        return self.in_the_room()

    def in_the_room(self) -> dict[str, Any]:
        """Return what the template needs, of the case in the meeting."""
        raise NotImplementedError

    def answer(self, context: dict[str, Any], form: Any, *, status: int = 200) -> HttpResponse:
        if "left" not in context:
            return self.answer_in_the_room(context, form, status=status)
        name = self.part if self.request.htmx else "meetings/hearing/left.html"
        form.say_once([why_not_recorded(context["left"])])  # whatever else is wrong
        more = {"form": form, self.called: form}
        return TemplateResponse(self.request, name, context | more, status=status)

    def answer_in_the_room(
        self, context: dict[str, Any], form: Any, *, status: int
    ) -> HttpResponse:
        """Return the answer to a form that has a page of its case in the meeting."""
        return super().answer(context, form, status=status)


class CaseStep(InTheRoom):
    """One step of a case in the meeting: its page, or a button on the conference page."""

    template_name = "meetings/hearing/case_step.html"
    form_class: type[PortalForm] = PortalForm

    def in_the_room(self) -> dict[str, Any]:
        page = hearing_page(self.actor, self.kwargs["case_id"], change=self.change)
        return {
            "page": page,
            "case": page.case,
            "meeting": page.meeting,
            "words": self.words,
        }


class BeginHearing(CaseStep):
    words = _("Hear the case")

    def submit(self, form: PortalForm) -> str:
        heard = hearing.begin_hearing(actor=self.actor, case_id=self.kwargs["case_id"])
        return reverse("hearing", args=[heard.meeting_id, heard.scope_id])


class ReopenHearing(CaseStep):
    words = _("Go back to the case")

    def in_the_room(self) -> dict[str, Any]:
        context = super().in_the_room()
        return context | {"why_not": context["page"].why_not_reopened}

    def submit(self, form: PortalForm) -> str:
        heard = hearing.reopen_hearing(actor=self.actor, case_id=self.kwargs["case_id"])
        return reverse("hearing", args=[heard.meeting_id, heard.scope_id])


class EndHearing(CaseStep):
    """The plan, read back. It ends the case if it forgets nobody, or says why. If anything changed
    while it was read back, the page shows it to be read back again."""

    template_name = "meetings/hearing/read_back.html"
    part = "meetings/hearing/_fields.html"
    form_class = EndHearingForm
    words = _("Read back and agree")

    def in_the_room(self) -> dict[str, Any]:
        context = super().in_the_room()
        page = context["page"]
        voices = (*page.information.wishes, *page.information.children)
        return context | {
            "plan_version": outcome_version(page.plan.outcome),
            "stamp": read_back_of(page.hearing, page.plan, voices),
            "changed": Changes(),
        }

    def answer_in_the_room(
        self, context: dict[str, Any], form: Any, *, status: int
    ) -> HttpResponse:
        page = context["page"]
        if not form.is_bound:
            form = EndHearingForm(initial=_said_before(page))
            context |= _reason_before(page)
        elif not page.heard:
            # Said whatever else is wrong, because the page shows what stands now.
            before = ReadBack.sent(form.data.get("stamp", ""))
            changed = changes(before, context["stamp"])
            form.say_once(changed.words)
            typed_of = [one.id for one in page.plan.people if str(one.id) in before.of("gap")]
            of = said_of(typed_of, page.plan.left_out)
            context |= {
                "changed": changed,
                "over": page.plan.names(of.over),
                "since": page.plan.names(of.since),
            }
        return super().answer_in_the_room(context, form, status=status)

    def submit(self, form: EndHearingForm) -> str:
        heard = hearing.end_hearing(actor=self.actor, case_id=self.kwargs["case_id"], **form.values)
        return reverse("meeting_opening", args=[heard.meeting_id])


def _said_before(page: HearingPage) -> dict[str, str]:
    """Return the meeting's earlier words on the plan when it ended the case before, or who was to
    tell the victim if no meeting gave a reason against it. A reason for leaving people out covered
    only the people left out then, not those left out since."""
    hearing, plan = page.hearing, page.plan
    said = {"untold_reason": hearing.untold_reason} if hearing else {}
    if hearing and not said_of(hearing.plan_gaps, plan.left_out).since:
        said["gap_reason"] = hearing.plan_gap_reason
    over = plan.outcome if plan.who_tells is None else None
    if over and not over.overruled and not said.get("untold_reason"):
        said |= {"who": over.who, "way": over.way}
    return said


def _reason_before(page: HearingPage) -> dict[str, str]:
    """Return of whom an earlier reason for leaving people out no longer holds or, where it does not
    cover everybody now, of whom it still does: then it is read, and not taken for the answer."""
    if page.hearing is None:
        return {}
    of = said_of(page.hearing.plan_gaps, page.plan.left_out)
    if of.since:
        return {"still": page.plan.names(of.still)}
    return {"over": page.plan.names(of.over)}


class RecordHearing(CaseStep):
    """Records what was heard. If that is wrong or overtaken, it shows the typed text: in place
    where htmx asks, so that what is typed into the line stays, otherwise on a page of its own."""

    template_name = "meetings/hearing/record.html"
    form_class = RecordHearingForm
    words = _("What was heard")
    part = "meetings/hearing/_record.html"
    called = "record"

    def answer_in_the_room(
        self, context: dict[str, Any], form: Any, *, status: int
    ) -> HttpResponse:
        if not form.is_bound:
            form = forms_of(context["page"]).get("record", form)
        if self.request.htmx:
            return self._part(context | {"record": form}, status=status)
        return super().answer_in_the_room(context, form, status=status)

    def done(self, form: RecordHearingForm, location: str) -> HttpResponse:
        if not self.request.htmx:
            return super().done(form, location)
        context = self.context()
        more = {"saved": context["page"], "kept": form.words_of_taken}
        return self._part(context | forms_of(context["page"]) | more)

    def _part(self, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        return TemplateResponse(self.request, self.part, context, status=status)

    def submit(self, form: RecordHearingForm) -> str:
        heard = hearing.record_hearing(
            actor=self.actor, case_id=self.kwargs["case_id"], **form.values
        )
        way = reverse("hearing", args=[heard.meeting_id, heard.scope_id])
        return f"{way}#record"
