"""The rules of the area, in figures."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from meetings.forms.area_rules import AreaRulesForm
from meetings.operations.protocols import area_rules_of, set_area_rules
from meetings.queries.area_rules import RulesPage, area_rules_to_set
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
            (one, [form.change_in_words(name, *values) for name, values in one.values.items()])
            for one in self.known.changes
        ]
        return {"page": self.known, "changes": changes}

    def submit(self, form: AreaRulesForm) -> str:
        version = form.cleaned_data["version"]
        set_area_rules(actor=self.actor, version=version, rules=form.rules, sure=form.sure_of_it)
        messages.success(self.request, _("These rules hold from today on."))
        return reverse("set_area_rules")
