"""Research: the requests that the actor's agency owes, the people to look up, and its return."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from meetings.forms.research import AnswerForm, ItemForm, ListForm, NilForm, said_of
from meetings.forms.research.searched import said_before
from meetings.models import ResearchAnswer
from meetings.operations import research
from meetings.queries.proposals import own_outcomes
from meetings.queries.research import Return as OwnReturn
from meetings.queries.research import (
    my_research,
    news_of,
    own_corrections,
    own_item,
    own_return,
    people_to_look_up,
    usually_searched,
    words_of_answers,
)
from meetings.rules.answers import YES, field_of_person
from meetings.rules.searched import EVERYTHING
from meetings.views.base import tabs
from sharing.forms.base import PortalForm
from sharing.models import Item
from sharing.queries.drafts import ANSWERS, NEW
from sharing.views.base import FormView, PageView

# Pages that record that the agency opened what it was asked. They answer no HEAD, which would
# say that somebody read what nobody was shown.
READ = ["get", "options"]


class MyResearch(PageView):
    """The requests to the agency, those still owed first."""

    template_name = "meetings/research/mine.html"

    def context(self) -> dict[str, Any]:
        return {"meetings": my_research(self.actor)}


class LookUpWholeList(FormView):
    """Everybody to look up for a meeting, answered at one submit."""

    heading = gettext_lazy("People to look up")
    template_name = "meetings/research/list.html"
    form_class = ListForm
    http_method_names = [*READ, "post"]

    def context(self) -> dict[str, Any]:
        meeting_id = self.kwargs["meeting_id"]
        research.open_list(actor=self.actor, meeting_id=meeting_id)
        return {"list": people_to_look_up(self.actor, meeting_id)}

    def form_values(self) -> dict[str, Any]:
        return {"searched": usually_searched(self.actor)}

    def submit(self, form: ListForm) -> str:
        done = research.answer_list(
            actor=self.actor,
            meeting_id=self.kwargs["meeting_id"],
            sent=research.SentList(**form.values),
        )
        messages.success(self.request, words_of_answers([one.answer for one in done.answered]))
        form.left = done.left
        # After a second press, the list is shown again if a case of it is left.
        again = reverse("research_list", args=[self.kwargs["meeting_id"]])
        return again if done.left else reverse("research")

    def done(self, form: ListForm, location: str) -> HttpResponse:
        """Show the cases that are left with the reason, if there are any. The others are
        answered."""
        if not form.left:
            return super().done(form, location)
        form.ask_for_those_left()
        return self.answer(self.context(), form, status=422)

    def answer(self, context: dict[str, Any], form: Any, *, status: int = 200) -> HttpResponse:
        """Ask whether an untouched list is meant before it is an answer about every case. People
        ticked in a draft that the list did not show yet are ticked on it now."""
        form.tick_what_was_typed(context["list"].cases)
        if not form.unconfirmed:
            return super().answer(context, form, status=status)
        name = "meetings/research/nobody.html"
        return TemplateResponse(self.request, name, context | {"form": form}, status=status)


class ReturnPage(PageView):
    """The agency's return about one case, in parts that each have their own form."""

    template_name = "meetings/research/return.html"
    _shown: OwnReturn | None = None

    @property
    def shown(self) -> OwnReturn:
        if self._shown is None:
            self._shown = own_return(self.actor, self.kwargs["case_id"])
        return self._shown

    def context(self) -> dict[str, Any]:
        research.open_return(actor=self.actor, case_id=self.kwargs["case_id"])
        return self.parts()

    def parts(self) -> dict[str, Any]:
        """Return what the template needs, of a return that is open."""
        case = self.shown.case
        return {
            "return": self.shown,
            "case": case,
            "tabs": tabs(self.actor, case, "case_research") if self.shown.bar else [],
            "answer_form": AnswerForm(**self.for_answer()),
            "nil_form": NilForm(initial=self.versions, searched=self.shown.searched),
            "typed_answers": self.shown.typed(ANSWERS),
            "typed_item": self.shown.typed(NEW),
            "item_form": ItemForm(focus="item" in self.request.GET, **self.for_item()),
            "button": PortalForm(),
            "news": news_of(case.pk) if self.shown.bar else None,
            "corrections": own_corrections(self.actor, case) if self.shown.bar else [],
            "outcomes": own_outcomes(self.actor, case.pk) if self.shown.bar else [],
        }

    @property
    def versions(self) -> dict[str, Any]:
        """Return the versions of the answer and the draft that the page shows."""
        return {
            "version": self.shown.request.version,
            "draft_version": self.shown.draft.version,
        }

    def for_answer(self) -> dict[str, Any]:
        """Return the people to answer for, and their earlier answers or the text typed since."""
        request = self.shown.request
        initial = self.versions
        if request.answer != ResearchAnswer.NONE:
            initial |= {"searched": said_before(self.shown.searched), "check_by": request.check_by}
            initial |= {"searched_by": request.searched_by or EVERYTHING}
            for person in self.shown.people:
                initial[field_of_person(person.id)] = said_of(
                    person.id,
                    request.known_parties,
                    request.unchecked_parties,
                    request.added_parties,
                )
        initial |= {field_of_person(one): YES for one in self.shown.knew}
        return {
            "people": self.shown.people,
            "days": self.shown.days,
            "searched": self.shown.searched,
            "initial": initial | self.shown.draft.said(ANSWERS),
        }

    def for_item(self) -> dict[str, Any]:
        """Return the people and subjects that an item can be about, its possible readers, and the
        text typed of a new one."""
        initial: dict[str, Any] = {"who_may_read": self.shown.default_reading, "nature": ""}
        initial |= {"draft_version": self.shown.draft.version}
        return {
            "agency": self.shown.request.agency.name,
            "readers": self.shown.readers,
            "advocate": self.shown.advocate,
            "agencies": self.shown.other_agencies,
            "parties": self.shown.parties,
            "subjects": self.shown.subjects,
            "initial": initial | self.shown.draft.said(NEW),
        }


class Return(ReturnPage):
    """The return, to be read and worked on."""

    http_method_names = READ


class ReturnForm(ReturnPage, FormView):
    """One form of the return. On an error the whole return is shown with it."""

    form_name = "button"
    http_method_names = [*READ, "post"]

    def back(self, part: str = "") -> str:
        """Return the address of the return, at that part."""
        return reverse("research_return", args=[self.kwargs["case_id"]]) + part

    def answer(self, context: dict[str, Any], form: Any, *, status: int = 200) -> HttpResponse:
        """Show the whole return, and in it this form as it was sent."""
        return TemplateResponse(
            self.request,
            self.template_name,
            context | {"form": form, self.form_name: form},
            status=status,
        )


class Answer(ReturnForm):
    """Says which people of this case the agency knows."""

    heading = gettext_lazy("Say whom your agency knows")
    form_class = AnswerForm
    form_name = "answer_form"

    def form_values(self) -> dict[str, Any]:
        return self.for_answer()

    def submit(self, form: AnswerForm) -> str:
        research.answer_case(actor=self.actor, request_id=self.shown.request.pk, **form.values)
        return self.back("#items")


class Nobody(ReturnForm):
    """Says that nobody of this case is known: a nil return."""

    heading = gettext_lazy("Say that nobody of the case is known")
    form_class = NilForm
    http_method_names = ["post"]

    def submit(self, form: NilForm) -> str:
        research.answer_case(
            actor=self.actor,
            request_id=self.shown.request.pk,
            answer=ResearchAnswer.NOT_KNOWN,
            **form.values,
        )
        return reverse("research")


class AddItem(ReturnForm):
    """Adds one item that the agency knows, or several pasted at once."""

    heading = gettext_lazy("Add an item")
    form_class = ItemForm
    form_name = "item_form"

    def form_values(self) -> dict[str, Any]:
        return self.for_item()

    def submit(self, form: ItemForm) -> str:
        values = form.values
        values.pop("version")
        add = research.add_items if values.pop("each_paragraph") else research.add_item
        add(actor=self.actor, request_id=self.shown.request.pk, **values)
        return self.back("?item=new")  # a fragment would keep the cursor out of the text


class ChangeItem(ReturnForm):
    """Changes an item, on a page of its own."""

    template_name = "meetings/research/item.html"
    form_class = ItemForm
    form_name = "item_form"

    def parts(self) -> dict[str, Any]:
        item = self.item  # first: for one that is not there nothing else is read
        part = str(self.kwargs["item_id"])
        return super().parts() | {"item": item, "typed_item": self.shown.typed(part)}

    @property
    def item(self) -> Item:
        case_id, item_id = self.kwargs["case_id"], self.kwargs["item_id"]
        return own_item(self.actor, case_id, item_id, sent=self.request.method == "POST")

    def subject(self) -> str:
        return self.item.text

    def form_values(self) -> dict[str, Any]:
        item = self.item
        names = ("text", "who_may_read", "restricted_to", "heading", "nature", "source", "period")
        initial = {name: getattr(item, name) for name in (*names, "subject", "version")}
        initial |= {"about": item.about_id, "draft_version": self.shown.draft.version}
        return self.for_item() | {"initial": initial | self.shown.draft.said(str(item.pk))}

    def submit(self, form: ItemForm) -> str:
        values = form.values
        values.pop("each_paragraph")
        research.change_item(actor=self.actor, **self.kwargs, **values)
        return self.back("#items")


class WithdrawItem(ReturnForm):
    """Withdraws an item, so that nobody reads it any longer."""

    heading = gettext_lazy("Withdraw an item")
    form_class = PortalForm
    http_method_names = ["post"]

    def subject(self) -> str:
        return own_item(self.actor, **self.kwargs).text

    def submit(self, form: PortalForm) -> str:
        research.withdraw_item(actor=self.actor, **self.kwargs)
        return self.back("#items")
