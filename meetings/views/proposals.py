"""The proposals in an agency's return, and the decisions of coordinator and chair on them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings import permissions as may
from meetings.forms.research import (
    DecideForm,
    DetailsForm,
    ProposedActionForm,
    ProposedAddressForm,
    ProposedContactForm,
    RecordProposedForm,
    ShowProposedForm,
)
from meetings.models import AddressProposal
from meetings.models.proposal import CORRECTABLE, Proposed, also_of
from meetings.operations import research
from meetings.queries.addresses import address_in_words, search_addresses
from meetings.queries.hearing import hearing_page
from meetings.queries.masked_proposals import masked_addresses
from meetings.queries.open_proposals import proposals_of_meeting, where_answered
from meetings.queries.proposals import (
    own_proposals,
    own_proposed_actions,
    proposals_of,
)
from meetings.queries.referral import texts_naming
from meetings.queries.research import Person, person_among
from meetings.rules.searched import shown_as
from meetings.views.base import CaseFormPage, warn_of_a_child
from meetings.views.hearing.case import shown
from meetings.views.referral.people import IN_TEXTS
from meetings.views.research import ReturnForm
from sharing.permissions import SHOW_ADDRESS
from sharing.views.base import FormView, PageView


class OfPerson(ReturnForm):
    """Something that an agency says of a person whom it knows, on a page of its own."""

    @property
    def person(self) -> Person:
        """Return the person, one of those whom the return shows."""
        return person_among(self.shown.people, self.kwargs["case_id"], self.kwargs["party_id"])

    def subject(self) -> str:
        return self.person.name

    def context(self) -> dict[str, Any]:
        person = self.person
        return super().context() | {
            "person": person,
            "shown_as": shown_as([person.party]),
            "proposals": own_proposals(self.actor, self.kwargs["case_id"], person.id),
        }

    def about(self) -> dict[str, Any]:
        """Return the agency's request and the person, for the operation."""
        request = self.shown.request
        return {"actor": self.actor, "request_id": request.pk, "party_id": self.person.id}

    def said(self) -> str:
        """Say that the proposal was received, and return the address where the agency goes on."""
        messages.success(self.request, _("Coordinator and chair see what you said."))
        return reverse("propose_details", args=[self.kwargs["case_id"], self.kwargs["party_id"]])


class ProposeDetails(OfPerson):
    """The name and birth date of a person, and other details of them, as the agency knows them."""

    heading = gettext_lazy("Propose another name or birth date")
    template_name = "meetings/research/propose_details.html"
    form_class = DetailsForm
    form_name = "details_form"

    def form_values(self) -> dict[str, Any]:
        party = self.person.party
        # A field does not tell an agency that only looks somebody up which role they have.
        also = also_of(party) if self.shown.can_write else ()
        names = (*CORRECTABLE, *also)
        return {"also": also, "initial": {str(name): getattr(party, name) for name in names}}

    def submit(self, form: DetailsForm) -> str:
        research.propose_details(**self.about(), **form.values)
        self.said()
        return self.back("#people")


class ProposeAddress(OfPerson):
    """The address where somebody lives or lived, as the agency knows it."""

    heading = gettext_lazy("Propose an address")
    template_name = "meetings/research/propose_address.html"
    form_class = ProposedAddressForm
    form_name = "address_form"

    def form_values(self) -> dict[str, Any]:
        standing = search_addresses(self.person.party) if self.shown.can_write else []
        return {"standing": [(str(one.pk), address_in_words(one)) for one in standing]}

    def submit(self, form: ProposedAddressForm) -> str:
        research.propose_address(**self.about(), **form.values)
        return self.said()


class ProposeContact(OfPerson):
    """The safe way to reach the victim, as the agency knows it."""

    heading = gettext_lazy("Propose a safe contact")
    template_name = "meetings/research/propose_contact.html"
    form_class = ProposedContactForm
    form_name = "contact_form"

    def submit(self, form: ProposedContactForm) -> str:
        research.propose_contact(**self.about(), **form.values)
        return self.said()


class ProposeAction(ReturnForm):
    """An action that the agency proposes to the meeting."""

    heading = gettext_lazy("Propose an action")
    template_name = "meetings/research/propose_action.html"
    form_class = ProposedActionForm
    form_name = "action_form"

    def context(self) -> dict[str, Any]:
        found = own_proposed_actions(self.actor, self.kwargs["case_id"])
        return super().context() | {"proposals": found}

    def form_values(self) -> dict[str, Any]:
        own = self.shown.request.agency
        others = [one for one in self.shown.other_agencies if one.pk != own.pk]
        return {"agencies": [own, *others], "initial": {"by_agency": own.pk}}

    def submit(self, form: ProposedActionForm) -> str:
        research.propose_action(actor=self.actor, request_id=self.shown.request.pk, **form.values)
        return reverse("propose_action", args=[self.kwargs["case_id"]])


class Proposals(CaseFormPage):
    """The proposals of agencies for the people of a case, each to be accepted or declined."""

    heading = gettext_lazy("Decide on a proposed correction")
    template_name = "meetings/case/proposals.html"
    form_class = DecideForm
    change = may.DECIDE_PROPOSALS
    tab = "case"

    def context(self) -> dict[str, Any]:
        return super().context() | {"proposals": proposals_of(self.case)}

    def submit(self, form: DecideForm) -> str:
        said, case_id = form.cleaned_data, self.kwargs["case_id"]
        about = {"case_id": case_id, "proposal_id": said["proposal"]}
        if how := said["accept"]:
            accepted = research.accept_proposal(
                actor=self.actor, shown=said["shown"], as_safe=how == "safe", **about
            )
            messages.success(self.request, _("Accepted: the case says it now."))
            self.warn(accepted)
            warn_of_a_child(self.request, case_id)
        else:
            research.decline_proposal(actor=self.actor, **about)
            messages.success(self.request, _("Declined: the case stays as it is."))
        meeting_id = where_answered(case_id) if said["listed"] else None
        if meeting_id:
            return reverse("proposals_of_meeting", args=[meeting_id]) + "#waiting"
        return reverse("proposals", args=[case_id])

    def warn(self, accepted: Proposed) -> None:
        """Name the texts that hold a protected address which was accepted just now."""
        address = accepted.became if isinstance(accepted, AddressProposal) else None
        stands_in = texts_naming(self.actor, address) if address else []
        if stands_in:
            messages.warning(self.request, IN_TEXTS % {"fields": ", ".join(stands_in)})


class ProposalsOfMeeting(PageView):
    """The proposals of agencies for the people of all cases of a meeting."""

    template_name = "meetings/research/proposals_of_meeting.html"

    def context(self) -> dict[str, Any]:
        found = proposals_of_meeting(self.actor, self.kwargs["meeting_id"])
        return {"found": found, "form": DecideForm()}


class ShowProposedAddress(CaseFormPage):
    """Asks why, and then shows a proposed address once."""

    heading = gettext_lazy("Show a proposed address")
    template_name = "meetings/referral/show_address.html"
    form_class = ShowProposedForm
    change = SHOW_ADDRESS
    address: AddressProposal

    def form_values(self) -> dict[str, Any]:
        return {"addresses": masked_addresses(self.actor, self.kwargs["case_id"])}

    def submit(self, form: ShowProposedForm) -> str:
        said, case_id = form.cleaned_data, self.kwargs["case_id"]
        self.address = research.show_proposed_address(
            actor=self.actor,
            case_id=case_id,
            proposal_id=said["address_id"],
            reason=said["reason"],
        )
        return reverse("show_proposed_address", args=[case_id])

    def done(self, form: Any, location: str) -> HttpResponse:
        context = self.context() | {"address": self.address, "party": self.address.party}
        return TemplateResponse(self.request, "meetings/referral/shown_address.html", context)


class RecordProposed(FormView):
    """Records a proposed action in the plan or puts it aside, at one click in the meeting."""

    heading = gettext_lazy("Record a proposed action")
    template_name = "meetings/hearing/hearing.html"
    form_class = RecordProposedForm
    http_method_names = ["post"]

    def context(self) -> dict[str, Any]:
        return shown(hearing_page(self.actor, self.kwargs["case_id"], change=may.RECORD_ACTION))

    def submit(self, form: RecordProposedForm) -> str:
        said, case_id = form.cleaned_data, self.kwargs["case_id"]
        about = {"case_id": case_id, "proposal_id": said["proposal"]}
        if said["aside"]:
            meeting = research.put_aside_proposed(actor=self.actor, **about)
            messages.success(
                self.request,
                _(
                    "It is put aside. It stays under “Proposed and put aside”, if it is wanted after all."
                ),
            )
            return reverse("hearing", args=[meeting.pk, case_id]) + "#line"
        written = {name: said[name] for name in ("what", "after_all", "read_back")}
        action = research.record_proposed(actor=self.actor, **about, **written)
        return reverse("hearing", args=[action.meeting_id, case_id]) + "#line"

    def answer(self, context: dict[str, Any], form: Any, *, status: int = 200) -> HttpResponse:
        more = {"form": form, "proposed_form": form}
        return TemplateResponse(self.request, self.template_name, context | more, status=status)
