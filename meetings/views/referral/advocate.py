"""Speaking for the victim. Everybody who reads the case reads this page; the IDVA service records
on it."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.forms.referral import (
    AdvocateForm,
    AgreementForm,
    AttemptForm,
    ContactForm,
    OutcomeForm,
    ToldForm,
    WishesForm,
)
from meetings.operations import referral
from meetings.queries.referral import Advocacy, advocacy
from meetings.views.base import tabs
from meetings.views.referral.steps import contact_values
from sharing import clock
from sharing.actor import Actor
from sharing.forms.base import PortalForm
from sharing.permissions import Permission
from sharing.queries.memberships import colleagues_as
from sharing.roles import Role
from sharing.views.base import FormView, PageView


def attempt_values(actor: Actor, shown: Advocacy) -> dict[str, Any]:
    """Return the form values of an attempt: the present time, and the ways ruled out."""
    now = timezone.localtime(clock.now())
    initial = {"attempted_on": now.date(), "attempted_time": f"{now:%H:%M}"}
    return {"initial": initial, "ruled_out": shown.ruled_out}


def wishes_values(actor: Actor, shown: Advocacy) -> dict[str, Any]:
    """Return the form values of wishes: the people who can speak, and those who hear."""
    initial = {"heard_by": actor.name, "heard_on": clock.today()}
    return {"initial": initial, "speakers": [one.party for one in shown.heard]}


def outcome_values(actor: Actor, shown: Advocacy) -> dict[str, Any]:
    """Return the form values of the plan: the present plan, empty if it was overruled."""
    plan = None if shown.no_safe_way else shown.plan
    standing = {"who": plan.who, "way": plan.way, "by": plan.by} if plan else {"who": actor.name}
    initial = {"version": shown.plan_version} | standing
    return {"initial": initial, "found_unsafe": shown.no_safe_way or bool(shown.untold_reason)}


def advocate_values(actor: Actor, shown: Advocacy) -> dict[str, Any]:
    """Return the form values of the IDVA: the present one, and the others who could be."""
    named = shown.named
    standing = {"user_id": named.user_id, "version": named.version} if named else {"version": 0}
    return {"initial": standing, "people": colleagues_as(actor, Role.ADVOCATE)}


def told_values(actor: Actor, shown: Advocacy) -> dict[str, Any]:
    return {"initial": {"told_on": clock.today()}}


class Advocate(PageView):
    """Contact, wishes, voices and the person who tells the outcome, with the forms for people who
    may record."""

    template_name = "meetings/referral/advocate.html"

    def context(self) -> dict[str, Any]:
        shown = advocacy(self.actor, self.kwargs["case_id"])
        return {
            "case": shown.case,
            "bar": shown.bar,
            "tabs": tabs(self.actor, shown.case, "advocate"),
            "shown": shown,
            "forms": forms_of(self.actor, shown) if shown.speaks else {},
        }


def forms_of(actor: Actor, shown: Advocacy) -> dict[str, PortalForm]:
    """Return the forms of the page, each with identifiers of its own."""
    return {
        "attempt": AttemptForm(auto_id="attempt_%s", **attempt_values(actor, shown)),
        "wishes": WishesForm(auto_id="wishes_%s", **wishes_values(actor, shown)),
        "agreement": AgreementForm(auto_id="agreement_%s"),
        "advocate": AdvocateForm(auto_id="advocate_%s", **advocate_values(actor, shown)),
        "outcome": OutcomeForm(auto_id="outcome_%s", **outcome_values(actor, shown)),
        "told": ToldForm(auto_id="told_%s", **told_values(actor, shown)),
    }


class AdvocatePage(FormView):
    """One form of that page, if something has to be put right: by itself or, where htmx sent it,
    in its place on the page, so that what is typed into the other forms stays."""

    template_name = "meetings/referral/advocate_form.html"
    change: Permission = may.SPEAK_FOR_VICTIM
    name = ""  # of the form, on that page

    @cached_property
    def shown(self) -> Advocacy:
        return advocacy(self.actor, self.kwargs["case_id"], self.change)

    def context(self) -> dict[str, Any]:
        return {
            "case": self.shown.case,
            "bar": self.shown.bar,
            "tabs": tabs(self.actor, self.shown.case, "advocate"),
            "shown": self.shown,
            "page": type(self).__name__,
            "heading": self.heading,
            # What was typed before the referral was joined to another is shown, to be copied.
            "open": self.request.method == "POST" or self.can_record,
        }

    @property
    def can_record(self) -> bool:
        """Return whether the form can be filled in here."""
        return self.shown.speaks

    def answer(self, context: dict[str, Any], form: Any, *, status: int = 200) -> HttpResponse:
        if self.request.htmx and self.can_record:
            forms = forms_of(self.actor, self.shown) | {self.name: form}
            more = {"form": form, "forms": forms}
            return TemplateResponse(
                self.request, Advocate.template_name, context | more, status=status
            )
        return super().answer(context, form, status=status)

    def record(self, **values: Any) -> object:
        """Do the operation."""
        raise NotImplementedError

    def submit(self, form: Any) -> str:
        # A reading in an attempt that fails would count as not read, so nothing is read in it.
        case_id = self.kwargs["case_id"]
        self.record(actor=self.actor, case_id=case_id, **form.values)
        return reverse("advocate", args=[case_id])


class RecordAttempt(AdvocatePage):
    heading = _("Record an attempt to reach the victim")
    name = "attempt"
    form_class = AttemptForm

    def form_values(self) -> dict[str, Any]:
        return attempt_values(self.actor, self.shown)

    def record(self, **values: Any) -> object:
        return referral.record_attempt(**values)


class RecordWishes(AdvocatePage):
    heading = _("Record what the victim or a child says")
    name = "wishes"
    form_class = WishesForm

    def form_values(self) -> dict[str, Any]:
        return wishes_values(self.actor, self.shown)

    def record(self, **values: Any) -> object:
        return referral.record_wishes(**values)


class RecordAgreement(AdvocatePage):
    heading = _("Whether the victim agrees, and the decision to share")
    name = "agreement"
    form_class = AgreementForm

    def record(self, **values: Any) -> object:
        return referral.record_agreement(**values)


class PlanOutcome(AdvocatePage):
    heading = _("Who tells the victim the outcome")
    name = "outcome"
    form_class = OutcomeForm

    def form_values(self) -> dict[str, Any]:
        return outcome_values(self.actor, self.shown)

    def record(self, **values: Any) -> object:
        return referral.plan_outcome(**values)


class NameAdvocate(AdvocatePage):
    heading = _("The IDVA of this victim")
    name = "advocate"
    form_class = AdvocateForm

    def form_values(self) -> dict[str, Any]:
        return advocate_values(self.actor, self.shown)

    def record(self, **values: Any) -> object:
        return referral.name_advocate(**values)


class RecordTold(AdvocatePage):
    heading = _("The victim was told the outcome")
    name = "told"
    form_class = ToldForm

    def form_values(self) -> dict[str, Any]:
        return told_values(self.actor, self.shown)

    def record(self, **values: Any) -> object:
        return referral.record_told(**values)


class ConfirmContact(AdvocatePage):
    """Confirms the safe way again, or sets another one."""

    heading = _("Confirm the safe contact")
    form_class = ContactForm
    change = may.CORRECT_PEOPLE
    can_record = True  # for a joined referral too: how its safe way differs is shown with the case

    def form_values(self) -> dict[str, Any]:
        standing = contact_values(self.shown.contact, self.shown.must_not_learn)
        # The form asks who asked the victim this time, and when; neither is taken for granted.
        asked = {"confirmed_by": "", "confirmed_on": None}
        return {"initial": standing | asked | {"version": self.shown.contact_version}}

    def record(self, **values: Any) -> object:
        return referral.confirm_safe_contact(**values)
