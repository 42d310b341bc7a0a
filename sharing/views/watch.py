"""The watch over the trail: alerts, rules, and the working hours of agencies."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharing.forms.watch import AlertDaysForm, AlertFilter, DecideAlertForm, HoursForm, RuleForm
from sharing.operations.alerts import decide_alert
from sharing.operations.watch import set_alert_days, set_hours, set_rule
from sharing.queries.alerts import AlertPage, alert_page, watch_page
from sharing.queries.watch import (
    HoursLine,
    RuleLine,
    alert_days,
    hours_line,
    rule_line,
    watch_settings,
)
from sharing.views.base import FormView, PageView


class Watch(PageView):
    """The alerts of the area, and accesses by agency over time."""

    template_name = "sharing/watch/watch.html"

    def context(self) -> dict[str, Any]:
        form = AlertFilter(self.request.GET)
        return {"form": form, "watch": watch_page(self.actor, **form.asked)}


class DecideAlert(FormView):
    """One alert with its events, and the decision on it."""

    heading = gettext_lazy("Decide on an alert")
    template_name = "sharing/watch/alert.html"
    form_class = DecideAlertForm

    @cached_property
    def found(self) -> AlertPage:
        return alert_page(self.actor, self.kwargs["alert_id"], self.request.GET.get("page", ""))

    def subject(self) -> str:
        return self.found.alert.get_watched_display()

    def form_values(self) -> dict[str, Any]:
        alert = self.found.alert
        decided = {"state": alert.state, "words": alert.words} if alert.words else {}
        return {"initial": {"version": alert.version} | decided}

    def context(self) -> dict[str, Any]:
        return {"found": self.found}

    def submit(self, form: DecideAlertForm) -> str:
        alert_id = self.kwargs["alert_id"]
        decide_alert(actor=self.actor, alert_id=alert_id, **form.values)
        messages.success(self.request, _("What you decided is kept with the alert."))
        return reverse("watch")


class WatchSettings(PageView):
    """The rules of the area's watch, and the working hours of its agencies."""

    template_name = "sharing/watch/settings.html"

    def context(self) -> dict[str, Any]:
        return {"settings": watch_settings(self.actor)}


class SetRule(FormView):
    """How the area watches for one thing."""

    template_name = "sharing/watch/rule.html"
    form_class = RuleForm

    @cached_property
    def line(self) -> RuleLine:
        return rule_line(self.actor, self.kwargs["watched"])

    def subject(self) -> str:
        return str(self.line.watched.label)

    def form_values(self) -> dict[str, Any]:
        line = self.line
        setting = line.setting
        return {
            "initial": {
                "on": "yes" if setting.on else "no",
                "number": setting.number,
                "minutes": setting.minutes,
                "version": line.version,
            }
        }

    def context(self) -> dict[str, Any]:
        return {"line": self.line}

    def submit(self, form: RuleForm) -> str:
        set_rule(actor=self.actor, watched=self.kwargs["watched"], **form.values)
        return reverse("watch_settings")


class SetAlertDays(FormView):
    """How long the area keeps alerts."""

    template_name = "sharing/watch/alert_days.html"
    form_class = AlertDaysForm

    def form_values(self) -> dict[str, Any]:
        days = alert_days(self.actor)
        return {"initial": {"days": days, "version": days}}

    def submit(self, form: AlertDaysForm) -> str:
        set_alert_days(actor=self.actor, **form.values)
        return reverse("watch_settings")


class SetHours(FormView):
    """The working hours of one agency."""

    template_name = "sharing/watch/hours.html"
    form_class = HoursForm

    @cached_property
    def line(self) -> HoursLine:
        return hours_line(self.actor, self.kwargs["agency_id"])

    def subject(self) -> str:
        return self.line.agency.name

    def form_values(self) -> dict[str, Any]:
        line = self.line
        hours = line.hours
        return {
            "initial": {
                "around_the_clock": "yes" if hours.around_the_clock else "no",
                "starts_at": hours.starts_at,
                "ends_at": hours.ends_at,
                "weekends": hours.weekends,
                "version": line.version,
            }
        }

    def context(self) -> dict[str, Any]:
        return {"line": self.line}

    def submit(self, form: HoursForm) -> str:
        set_hours(actor=self.actor, agency_id=self.kwargs["agency_id"], **form.values)
        return reverse("watch_settings")
