"""Pages about one case: opened through the door, with the bar and the tabs on each."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings import permissions as may
from meetings.models import Case
from meetings.queries.case import open_case
from meetings.queries.case_bar import case_bar
from meetings.queries.too_young import said_of_a_child
from sharing.actor import Actor
from sharing.documents import PaperResponse
from sharing.http import Request
from sharing.permissions import READ_CASE_TRAIL, Permission
from sharing.views.base import FormView, PageView

# (URL name, words, permission): the tabs of a case that the role may open.
TABS: tuple[tuple[str, Promise | str, Permission], ...] = (
    ("case", _("Overview"), may.VIEW_CASE),
    ("referral", _("Referral"), may.VIEW_CASE),
    ("advocate", _("Victim"), may.VIEW_CASE),
    ("case_research", _("Research"), may.READ_RESEARCH),
    ("minutes", _("Minutes"), may.READ_MINUTES),
    ("case_trail", _("Trail"), READ_CASE_TRAIL),
)


def tabs(actor: Actor, case: Case, current: str) -> list[dict[str, Any]]:
    """Return the tabs of a case for this role, the current one marked."""
    return [
        {"label": words, "url": reverse(name, args=[case.pk]), "current": name == current}
        for name, words, permission in TABS
        if actor.role in permission.roles
    ]


def warn_of_a_child(request: Request, case_id: UUID) -> None:
    """Say to somebody who has just corrected a person of the case that its victim is a child, if
    so."""
    said = said_of_a_child(request.actor, case_id)
    if said:
        messages.warning(request, said)


class PaperPage(PageView):
    """A page that becomes a PDF. Its file name says nothing personal."""

    paper_name: str

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = self.context()
        return PaperResponse(
            self.request, self.template_name, context, file_name=self.file_name(context)
        )

    def file_name(self, context: dict[str, Any]) -> str:
        """Return the file name without its ending."""
        raise NotImplementedError


class CasePage(PageView):
    """A page about the case in the address. `permission` decides who may open it. A page for a
    change names the permission for that too, so that nobody is asked for a change that they could
    not make."""

    permission: Permission = may.VIEW_CASE
    change: Permission | None = None
    noted = True  # by the permission, or else by what stands on the page
    says_more = False  # what the newest checklist answers and whether the victim agrees
    tab = ""

    @property
    def case_id(self) -> UUID:
        return self.kwargs["case_id"]

    @cached_property
    def case(self) -> Case:
        """Return the case. It is opened when it is first asked for, so after a form did or refused
        its work."""
        return open_case(self.actor, self.case_id, self.permission, self.change, noted=self.noted)

    def context(self) -> dict[str, Any]:
        return {
            "case": self.case,
            "bar": case_bar(self.case, says_more=self.says_more),
            "tabs": tabs(self.actor, self.case, self.tab),
        }


class CaseFormPage(CasePage, FormView):
    """A page about a case, with one form."""


class VersionedCasePage(CaseFormPage):
    """A page about a case with one form, which sends the version of the case that was shown."""

    def form_values(self) -> dict[str, Any]:
        # A sent form has its version with it.
        sent = self.request.method == "POST"
        return {} if sent else {"initial": {"version": self.case.version}}
