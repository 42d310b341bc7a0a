"""The rules of the area: its figures, and the words of its checklist."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from meetings.forms.area_rules import AreaRulesForm
from meetings.forms.checklist_wording import ChecklistWordingForm
from meetings.operations.protocols import (
    set_area_rules,
    set_checklist_wording,
)
from meetings.queries.area_rules import (
    RulesPage,
    area_rules_of,
    area_rules_to_set,
    checklist_wording_of,
)
from sharing.views.base import FormView


class SetAreaRules(FormView):
    template_name = "meetings/listing/area_rules.html"
    form_class = AreaRulesForm

    @cached_property
    def known(self) -> RulesPage:
        return area_rules_to_set(self.actor)

    def form_values(self) -> dict[str, Any]:
        protocol = self.known.protocol
        if protocol is None:
            return {"initial": {"version": 0}}
        standing = asdict(area_rules_of(protocol))
        grounds = "\n".join(standing["automatic_grounds"])
        return {"initial": standing | {"version": protocol.version, "automatic_grounds": grounds}}

    def context(self) -> dict[str, Any]:
        form = AreaRulesForm()
        changes = [
            # What another page set is said once.
            (one, dict.fromkeys(form.change_in_words(name, *of) for name, of in one.values.items()))
            for one in self.known.changes
        ]
        return {"page": self.known, "changes": changes}

    def submit(self, form: AreaRulesForm) -> str:
        version = form.cleaned_data["version"]
        set_area_rules(actor=self.actor, version=version, rules=form.rules, sure=form.sure_of_it)
        messages.success(self.request, _("These rules hold from today on."))
        return reverse("set_area_rules")


class SetChecklistWording(FormView):
    template_name = "meetings/listing/checklist_wording.html"
    form_class = ChecklistWordingForm

    @cached_property
    def known(self) -> RulesPage:
        return area_rules_to_set(self.actor)

    def form_values(self) -> dict[str, Any]:
        protocol = self.known.protocol
        standing = (
            checklist_wording_of(protocol) | {"version": protocol.version} if protocol else {}
        )
        return {"initial": {"version": 0} | standing}

    def context(self) -> dict[str, Any]:
        return {"page": self.known}

    def submit(self, form: ChecklistWordingForm) -> str:
        set_checklist_wording(actor=self.actor, **form.values)
        messages.success(self.request, _("Referrals that begin from now on are asked so."))
        return reverse("set_checklist_wording")
