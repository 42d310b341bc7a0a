"""People and addresses: added and changed while the referral is written, corrected later."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.forms.referral import (
    AddressForm,
    AtRiskForm,
    ChildForm,
    PerpetratorForm,
    PersonForm,
    ShowAddressForm,
)
from meetings.operations import referral
from meetings.queries.referral import (
    FullReferral,
    Person,
    address_to_change,
    addresses_to_show,
    people_to_change,
    person_to_change,
    same_name,
    texts_naming,
)
from meetings.rules.completeness import Step
from meetings.views.base import tabs, warn_of_a_child
from meetings.views.referral.base import PeoplePage
from meetings.views.referral.steps import add_perpetrator
from sharing.forms.base import PortalForm, VersionedForm
from sharing.models import Address, PartyRole
from sharing.operations import people
from sharing.views.base import FormView, PageView

IN_TEXTS = _(
    "This address stands in texts that people who work with the other side read:"
    " %(fields)s. Until these are corrected it is not kept from them."
)
FORMS: dict[str, type[PersonForm]] = {
    PartyRole.VICTIM: PersonForm,
    PartyRole.PERPETRATOR: PerpetratorForm,
    PartyRole.CHILD: ChildForm,
    PartyRole.AT_RISK: AtRiskForm,
}
STEPS = {PartyRole.PERPETRATOR: Step.PERPETRATORS}


class ChangePeople(PageView):
    """Everybody in the case, with what can be changed."""

    template_name = "meetings/referral/people.html"

    def context(self) -> dict[str, Any]:
        shown = people_to_change(self.actor, self.kwargs["case_id"])
        return {
            "case": shown.case,
            "bar": shown.bar,
            "tabs": tabs(self.actor, shown.case, "referral"),
            "shown": shown,
            "same_name": same_name(self.actor, shown),
            "keeps": self.actor.role in may.KEEPERS,
        }


class AddPerpetrator(PeoplePage):
    heading = _("Add a perpetrator")
    form_class = PerpetratorForm
    step = Step.PERPETRATORS

    def more(self) -> dict[str, Any]:
        return {"adults": [self.shown.victim.party]}

    def submit(self, form: PerpetratorForm) -> str:
        add_perpetrator(self.actor, self.shown.case.pk, form)
        return self.back()


class AddChild(PeoplePage):
    """A child once, born or not, with what it is to each adult."""

    heading = _("Add a child")
    form_class = ChildForm

    def more(self) -> dict[str, Any]:
        return {"adults": [person.party for person in self.shown.adults]}

    def submit(self, form: ChildForm) -> str:
        referral.add_child(actor=self.actor, case_id=self.shown.case.pk, **form.values)
        return self.back()


class AddPersonAtRisk(PeoplePage):
    heading = _("Add another person at risk")
    form_class = AtRiskForm

    def more(self) -> dict[str, Any]:
        return {"adults": [self.shown.victim.party]}

    def submit(self, form: AtRiskForm) -> str:
        values = form.values
        (tie,) = values.pop("ties").values()
        case_id = self.shown.case.pk
        referral.add_person_at_risk(actor=self.actor, case_id=case_id, tie=tie, **values)
        return self.back()


class OnePerson(PeoplePage):
    """A page about somebody who is in the case."""

    @cached_property
    def found(self) -> tuple[FullReferral, Person]:
        return person_to_change(self.actor, self.kwargs["case_id"], self.kwargs["party_id"])

    @cached_property
    def shown(self) -> FullReferral:
        return self.found[0]

    @property
    def person(self) -> Person:
        return self.found[1]

    def subject(self) -> str:
        return self.person.party.full_name

    def came_from(self) -> Step:
        return STEPS.get(PartyRole(self.person.party.role), Step.CHILDREN)


class ChangePerson(OnePerson):
    heading = _("Change the details of a person")

    def form_type(self) -> type[PortalForm]:
        return FORMS[self.person.party.role]

    def more(self) -> dict[str, Any]:
        role = self.person.party.role
        if role == PartyRole.VICTIM:
            return {}
        adults = self.shown.adults if role == PartyRole.CHILD else [self.shown.victim]
        return {"adults": [adult.party for adult in adults]}

    def initial(self) -> dict[str, Any]:
        party = self.person.party
        details = {
            name: getattr(party, name)
            for name in self.form_type().base_fields
            if hasattr(party, name)
        }
        adults = [person.party for person in self.shown.adults]
        return details | {f"tie_{one.pk}": self.person.tie_to(one) for one in adults}

    def submit(self, form: PersonForm) -> str:
        referral.change_person(
            actor=self.actor,
            case_id=self.shown.case.pk,
            party_id=self.person.party.pk,
            **form.values,
        )
        warn_of_a_child(self.request, self.shown.case.pk)
        return self.back()


class TakeOffPerson(OnePerson):
    heading = _("Take somebody off the case")
    template_name = "meetings/referral/take_off.html"
    form_class = VersionedForm

    def context(self) -> dict[str, Any]:
        return super().context() | {"person": self.person}

    def submit(self, form: VersionedForm) -> str:
        referral.take_off_person(
            actor=self.actor,
            case_id=self.shown.case.pk,
            party_id=self.person.party.pk,
            **form.values,
        )
        return self.back()


class AddAddress(PeoplePage):
    heading = _("Add an address")
    form_class = AddressForm
    step = Step.ADDRESSES

    def more(self) -> dict[str, Any]:
        return {"people": [person.party for person in self.shown.people]}

    def submit(self, form: AddressForm) -> str:
        case_id = self.shown.case.pk
        address = referral.add_address(actor=self.actor, case_id=case_id, **form.values)
        stands_in = texts_naming(self.actor, address)
        if stands_in:
            messages.warning(self.request, IN_TEXTS % {"fields": ", ".join(stands_in)})
        return self.back()


class TakeOffAddress(PeoplePage):
    heading = _("Take an address off the case")
    template_name = "meetings/referral/take_off.html"
    form_class = VersionedForm
    step = Step.ADDRESSES

    @cached_property
    def shown(self) -> FullReferral:
        return address_to_change(self.actor, self.kwargs["case_id"], self.kwargs["address_id"])

    def subject(self) -> str:
        address_id = self.kwargs["address_id"]
        whose = [
            one.party.full_name
            for one in self.shown.people
            if any(address.pk == address_id for address in one.addresses)
        ]
        return ", ".join(whose)

    def submit(self, form: VersionedForm) -> str:
        referral.take_off_address(
            actor=self.actor,
            case_id=self.shown.case.pk,
            address_id=self.kwargs["address_id"],
            **form.values,
        )
        return self.back()


class ShowAddress(FormView):
    """Asks why, and then shows the address once."""

    heading = _("Show an address")
    template_name = "meetings/referral/show_address.html"
    form_class = ShowAddressForm
    address: Address

    @cached_property
    def found(self) -> tuple[Any, list[Address]]:
        return addresses_to_show(self.actor, self.kwargs["case_id"], self.kwargs["party_id"])

    def subject(self) -> str:
        return self.found[1][0].party.full_name

    def form_values(self) -> dict[str, Any]:
        return {"addresses": self.found[1]}

    def context(self) -> dict[str, Any]:
        bar, addresses = self.found
        return {
            "case": bar.case,
            "bar": bar,
            "tabs": tabs(self.actor, bar.case, ""),
            "party": addresses[0].party,
        }

    def submit(self, form: ShowAddressForm) -> str:
        case_id = self.kwargs["case_id"]
        self.address = people.show_address(actor=self.actor, case_id=case_id, **form.values)
        return reverse("show_address", args=[case_id, self.kwargs["party_id"]])

    def done(self, form: Any, location: str) -> HttpResponse:
        context = self.context() | {"address": self.address}
        return TemplateResponse(self.request, "meetings/referral/shown_address.html", context)
