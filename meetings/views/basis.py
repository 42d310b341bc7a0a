"""The lawful basis of one return, if its case is different."""

from typing import Any

from meetings.forms.research import ReturnBasisForm
from meetings.operations import research
from meetings.queries.research.basis import bases_of_case
from meetings.views.research import ReturnForm
from sharing import clock
from sharing.bases import law_of
from sharing.queries.bases import bases_on


class ReturnBasis(ReturnForm):
    """Sets whether this case is different, and how."""

    template_name = "meetings/research/basis.html"
    form_class = ReturnBasisForm
    form_name = "basis_form"

    def form_values(self) -> dict[str, Any]:
        request = self.shown.request
        own = bases_of_case(request)
        usual = bases_on(request.agency_id, clock.today())
        initial: dict[str, Any] = {"version": own.version if own else 0, "is_different": "no"}
        if usual:
            initial |= {"bases": usual.bases, "other": usual.other}
        if own and not own.ended_at:
            initial |= {"bases": own.bases, "other": own.other, "why": own.why}
            initial["is_different"] = "yes"
        return {"law": law_of(request.agency.kind), "initial": initial}

    def submit(self, form: ReturnBasisForm) -> str:
        request_id = self.shown.request.pk
        research.set_return_basis(actor=self.actor, request_id=request_id, **form.values)
        return self.back()
