"""Break-glass: a case is opened in an emergency, and somebody else reviews it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharing import sessions
from sharing.forms.emergency import EmergencyForm, ReviewForm
from sharing.operations import form_tokens, second_factor
from sharing.operations.emergency import open_in_emergency, review_emergency
from sharing.queries.emergency import may_open, opening, openings
from sharing.views.base import FormView, PageView
from sharing.views.second_factor import example_code


class OpenInEmergency(FormView):
    """Asks for reference, reason and a fresh code. A wrong code stays counted, so an error is shown
    and not raised."""

    marks = sessions.Marks(never_kept=True)
    template_name = "sharing/emergency/open.html"
    form_class = EmergencyForm

    def context(self) -> dict[str, Any]:
        may_open(self.actor)
        return example_code(self.actor)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = self.context()
        form = EmergencyForm(request.POST)
        if not form.is_valid():
            return self.answer(context, form, status=422)
        token = form.cleaned_data["form_token"]
        location = form_tokens.led_to(self.actor, token) or self.open(form)
        # The second of two posts at once finds its code used up, and the case that the first
        # opened.
        location = location or form_tokens.led_to(self.actor, token)
        if location:
            return HttpResponseRedirect(location)
        form.forget_code()
        return self.answer(context, form, status=422)

    def open(self, form: EmergencyForm) -> str:
        """Open the case and return its address; on an error return an empty text, with the error on
        the form."""
        given = form.cleaned_data
        wrong = second_factor.give_code(actor=self.actor, request=self.request, code=given["code"])
        if wrong:
            form.add_error("code", str(wrong))
            return ""
        opened = open_in_emergency(actor=self.actor, reference=given["reference"], why=given["why"])
        if opened is None:
            form.add_error(
                "reference",
                _("No case that you can open has this reference. Check it with who told you."),
            )
            return ""
        location = reverse("case", args=[opened.case_id])
        form_tokens.claim(self.actor, given["form_token"], self.request.path, self.request.POST)
        form_tokens.remember(given["form_token"], location)
        if opened.until:
            words = _(
                "The case is open to you until %(time)s. Coordinator and safeguarding lead were"
                " told, and will ask you about it."
            )
            until = time_format(localtime(opened.until))
            messages.warning(self.request, words % {"time": until})
        return location


class Emergencies(PageView):
    """The openings that wait for review, and those that were reviewed lately."""

    template_name = "sharing/emergency/list.html"

    def context(self) -> dict[str, Any]:
        return {"openings": openings(self.actor)}


class ReviewEmergency(FormView):
    heading = gettext_lazy("Review an opening in an emergency")
    template_name = "sharing/emergency/review.html"
    form_class = ReviewForm

    def context(self) -> dict[str, Any]:
        return {"opening": opening(self.actor, self.kwargs["access_id"])}

    def subject(self) -> str:
        return opening(self.actor, self.kwargs["access_id"]).name

    def submit(self, form: ReviewForm) -> str:
        review_emergency(actor=self.actor, access_id=self.kwargs["access_id"], **form.values)
        return reverse("emergencies")
