"""The lawful bases of agencies: those that each has set, and setting those of the actor's own."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from sharing import clock
from sharing.forms.bases import BasesForm
from sharing.operations.bases import set_bases
from sharing.queries.bases import OwnBases, bases_page, bases_to_set
from sharing.views.base import FormView, PageView


class Bases(PageView):
    """The bases on which each agency of the area shares, and the earlier ones of the actor's
    own."""

    template_name = "sharing/bases/bases.html"

    def context(self) -> dict[str, Any]:
        return {"bases": bases_page(self.actor)}


class SetBases(FormView):
    """The bases of the actor's own agency."""

    template_name = "sharing/bases/set.html"
    form_class = BasesForm

    @cached_property
    def own(self) -> OwnBases:
        return bases_to_set(self.actor)

    def form_values(self) -> dict[str, Any]:
        newest = self.own.newest
        initial: dict[str, Any] = {"version": 0, "in_force_from": clock.today()}
        if newest:
            initial |= {"version": newest.version, "bases": newest.bases, "other": newest.other}
        return {"law": self.own.law, "initial": initial}

    def context(self) -> dict[str, Any]:
        return {"own": self.own}

    def submit(self, form: BasesForm) -> str:
        set_bases(actor=self.actor, **form.values)
        messages.success(self.request, _("Each return of your agency names these bases."))
        return reverse("bases")
