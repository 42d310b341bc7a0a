"""The steps of the form, in their order."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.forms.referral import (
    AddressForm,
    ChangeVictimForm,
    ChecklistForm,
    ChildrenForm,
    ContactForm,
    EqualityForm,
    GroundsForm,
    IncidentForm,
    PerpetratorForm,
    SharingForm,
    VictimForm,
)
from meetings.models import Referral, Stage
from meetings.operations import referral
from meetings.queries.cases import begun_just_now
from meetings.queries.referral import protocol_to_refer_under, same_name_to_keep_from, sections_of
from meetings.rules.checklist import SUBJECTS, labels
from meetings.rules.completeness import Step, next_step
from meetings.views.base import warn_of_a_child
from meetings.views.referral.base import StepPage, page_of
from sharing import clock
from sharing.actor import Actor
from sharing.forms.base import PortalForm, VersionedForm
from sharing.views.base import FormView


class Refer(FormView):
    """Begins a referral: the victim first."""

    template_name = "meetings/referral/begin.html"
    form_class = VictimForm

    def context(self) -> dict[str, Any]:
        protocol = protocol_to_refer_under(self.actor)
        return {"protocol": protocol, "begun": begun_just_now(self.actor)}

    def submit(self, form: VictimForm) -> str:
        case = referral.begin_referral(actor=self.actor, **form.values)
        if case.stage == Stage.STOPPED:
            return reverse("stop_referral", args=[case.pk])
        return reverse("referral_contact", args=[case.pk])


class StopReferral(StepPage):
    """Too young for a MARAC: children's social care now."""

    heading = _("Stop the referral: the victim is too young for a MARAC")
    template_name = "meetings/referral/stopped.html"
    form_class = PortalForm
    step = Step.VICTIM

    leads_to_tab = False  # a draft that was stopped has its page here

    def submit(self, form: PortalForm) -> str:
        referral.stop_referral(actor=self.actor, case_id=self.shown.case.pk)
        return reverse("stop_referral", args=[self.shown.case.pk])


class Victim(StepPage):
    form_class = ChangeVictimForm
    step = Step.VICTIM

    def initial(self) -> dict[str, Any]:
        names = ("given_name", "family_name", "other_names", "born_on", "age_about")
        worker = ("worker_name", "worker_role", "worker_contact")
        referral, victim = self.shown.referral, self.shown.victim.party
        return {
            **{name: getattr(victim, name) for name in names},
            **{name: getattr(referral, name) for name in worker},
            "who_refers": "worker" if referral.worker_name else "me",
        }

    def submit(self, form: ChangeVictimForm) -> str:
        case_id = self.shown.case.pk
        case = referral.save_victim(actor=self.actor, case_id=case_id, **form.values)
        if case.stage == Stage.STOPPED:
            return reverse("stop_referral", args=[case_id])
        warn_of_a_child(self.request, case_id)
        return page_of(self.shown, next_step(self.shown.referral.steps_done, after=self.step))


class Contact(StepPage):
    form_class = ContactForm
    step = Step.CONTACT

    def initial(self) -> dict[str, Any]:
        return contact_values(self.shown.contact, self.shown.must_not_learn)

    def save(self, **values: Any) -> Referral:
        return referral.save_safe_contact(**values)


def contact_values(contact: Any, must_not_learn: str) -> dict[str, Any]:
    """Return a safe way of contact as the form shows it; empty if there is none."""
    names = ("way", "details", "times", "never", "phone_watched", "confirmed_by", "confirmed_on")
    if contact is None:
        return {}
    return {name: getattr(contact, name) for name in names} | {"must_not_learn": must_not_learn}


class Perpetrators(StepPage):
    """The perpetrators known so far, and one more."""

    template_name = "meetings/referral/perpetrators.html"
    form_class = PerpetratorForm
    step = Step.PERPETRATORS

    def more(self) -> dict[str, Any]:
        return {"adults": [self.shown.victim.party]}

    def context(self) -> dict[str, Any]:
        return super().context() | {"onward": page_of(self.shown, Step.CHILDREN)}

    def submit(self, form: PerpetratorForm) -> str:
        add_perpetrator(self.actor, self.shown.case.pk, form)
        return page_of(self.shown, Step.PERPETRATORS)


def add_perpetrator(actor: Actor, case_id: UUID, form: PerpetratorForm) -> None:
    """Add the perpetrator of the form to the case."""
    values = form.values
    (tie,) = values.pop("ties").values()
    referral.add_perpetrator(actor=actor, case_id=case_id, tie=tie, **values)


class Children(StepPage):
    """The children known so far, with links to add others, and whether anybody was told."""

    template_name = "meetings/referral/children.html"
    form_class = ChildrenForm
    step = Step.CHILDREN

    def form_type(self) -> type[PortalForm]:
        return ChildrenForm if self.shown.children else VersionedForm

    def initial(self) -> dict[str, Any]:
        referral = self.shown.referral
        return {
            "child_referral": referral.child_referral,
            "child_referral_on": referral.child_referral_on,
        }

    def save(self, **values: Any) -> Referral:
        return referral.save_children(**values)


class Addresses(StepPage):
    """The addresses known so far, hidden, and one more."""

    template_name = "meetings/referral/addresses.html"
    form_class = AddressForm
    step = Step.ADDRESSES

    def more(self) -> dict[str, Any]:
        return {"people": [person.party for person in self.shown.people]}

    def context(self) -> dict[str, Any]:
        none = VersionedForm(initial={"version": self.shown.referral.version}, auto_id="none_%s")
        return super().context() | {"none": none, "onward": page_of(self.shown, Step.INCIDENT)}

    def submit(self, form: AddressForm) -> str:
        referral.add_address(actor=self.actor, case_id=self.shown.case.pk, **form.values)
        return page_of(self.shown, Step.ADDRESSES)


class FinishAddresses(StepPage):
    """Says that no address is known, or no further one."""

    template_name = "meetings/referral/no_address.html"
    form_class = VersionedForm
    step = Step.ADDRESSES

    def save(self, **values: Any) -> Referral:
        return referral.finish_addresses(**values)


class Incident(StepPage):
    form_class = IncidentForm
    step = Step.INCIDENT

    def initial(self) -> dict[str, Any]:
        names = ("incident_on", "what_happened", "background", "done_today", "danger_to_staff")
        return {name: getattr(self.shown.referral, name) for name in names}

    def save(self, **values: Any) -> Referral:
        return referral.save_incident(**values)


class Checklist(StepPage):
    template_name = "meetings/referral/checklist.html"
    form_class = ChecklistForm
    step = Step.CHECKLIST

    def more(self) -> dict[str, Any]:
        return {"labels": labels(self.shown.case.protocol.checklist_wording)}

    def initial(self) -> dict[str, Any]:
        standing = self.shown.assessment
        if standing is None:
            return {"assessed_on": clock.today()}
        names = ("assessed_on", "source", "tool", "tool_version", "comment")
        answers = {code: standing.answers.get(code, "") for code in SUBJECTS}
        return {name: getattr(standing, name) for name in names} | answers

    def save(self, **values: Any) -> Referral:
        return referral.save_checklist(**values)


class Grounds(StepPage):
    form_class = GroundsForm
    step = Step.GROUNDS

    def more(self) -> dict[str, Any]:
        return {"local": self.shown.case.protocol.automatic_grounds}

    def initial(self) -> dict[str, Any]:
        referral = self.shown.referral
        done = Step.GROUNDS in referral.steps_done
        names = ("judgement", "local_ground", "incident_count", "earlier_marac")
        return {name: getattr(referral, name) for name in names} | {
            "grounds": referral.grounds or (["none"] if done else [])
        }

    def save(self, **values: Any) -> Referral:
        return referral.save_grounds(**values)


class Sharing(StepPage):
    template_name = "meetings/referral/sharing.html"
    form_class = SharingForm
    step = Step.SHARING

    def initial(self) -> dict[str, Any]:
        standing = self.shown.decision
        names = ("agreement", "asked_on", "necessity", "proportionality", "risk_if_not_shared")
        return {name: getattr(standing, name) for name in names} if standing else {}

    def save(self, **values: Any) -> Referral:
        return referral.save_sharing(**values)


class Equality(StepPage):
    form_class = EqualityForm
    step = Step.EQUALITY

    def initial(self) -> dict[str, Any]:
        victim = self.shown.victim.party
        names = "gender", "pregnant", "ethnicity", "disabled", "lgbt", "language", "interpreter"
        return {name: getattr(victim, name) for name in names}

    def save(self, **values: Any) -> Referral:
        return referral.save_equality(**values)


class Submit(StepPage):
    """All answers, with links to change them, and the gaps."""

    heading = _("Submit the referral")
    template_name = "meetings/referral/check.html"
    form_class = PortalForm
    step = Step.EQUALITY

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "sections": sections_of(self.shown),
            "same_name": same_name_to_keep_from(self.actor, self.shown),
        }

    def submit(self, form: PortalForm) -> str:
        referral.submit_referral(actor=self.actor, case_id=self.shown.case.pk)
        return reverse("referral_submitted", args=[self.shown.case.pk])
