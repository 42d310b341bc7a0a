"""The area's rules of research: the agencies asked about every case, the default choices of a new
item, and whether it takes files."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from meetings.forms.research.rules import CoreAgenciesForm, ResearchRulesForm
from meetings.models import Protocol
from meetings.operations.protocols import (
    choose_core_agencies,
    set_research_rules,
)
from meetings.queries.area_rules import research_rules_of
from meetings.queries.research.rules import core_agencies_to_choose, research_rules_to_set
from sharing.models import Agency
from sharing.views.base import FormView


class ChooseCoreAgencies(FormView):
    template_name = "meetings/listing/core_agencies.html"
    form_class = CoreAgenciesForm

    @cached_property
    def known(self) -> tuple[list[Agency], int]:
        return core_agencies_to_choose(self.actor)

    def form_values(self) -> dict[str, Any]:
        agencies, version = self.known
        return {"known": agencies, "initial": {"version": version}}

    def submit(self, form: CoreAgenciesForm) -> str:
        choose_core_agencies(actor=self.actor, **form.values)
        messages.success(
            self.request, _("These agencies are asked about each case that is listed from now on.")
        )
        return reverse("meetings")


class SetResearchRules(FormView):
    template_name = "meetings/listing/research_rules.html"
    form_class = ResearchRulesForm

    @cached_property
    def protocol(self) -> Protocol | None:
        return research_rules_to_set(self.actor)

    def form_values(self) -> dict[str, Any]:
        protocol = self.protocol
        standing = research_rules_of(protocol) | {"version": protocol.version} if protocol else {}
        return {"initial": {"version": 0} | standing}

    def context(self) -> dict[str, Any]:
        return {"protocol": self.protocol}

    def submit(self, form: ResearchRulesForm) -> str:
        set_research_rules(actor=self.actor, **form.values)
        messages.success(self.request, _("From today on, research is asked for so."))
        return reverse("meetings")
