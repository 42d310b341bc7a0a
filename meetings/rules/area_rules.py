"""The figures of an area's rules, and what of them cannot be."""

from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext_lazy as _

from sharing.rules import RuleBroken, Together


@dataclass(frozen=True, kw_only=True)
class AreaRules:
    """What a version of an area's rules says beside reminders, research and core agencies. Each field
    is that of `Protocol`."""

    high_risk_ticks: int
    escalation_count: int
    escalation_months: int
    repeat_months: int
    repeat_anchor: str
    automatic_grounds: list[str]
    youngest_victim: int
    referrals_close: int
    list_out: int
    research_due: int
    minutes_due: int
    actions_due: int
    triage_within: int
    due_hour: int
    every_days: int
    first_meeting_on: date
    starts_at: time
    place: str
    minutes_per_case: int
    most_deferrals: int
    declaration: str
    throw_away_after: int
    tell_before_throwing_away: int
    erase_drafts_after: int
    erase_returns_after: int


def check_rules(rules: AreaRules) -> None:
    """Raise `RuleBroken` where one figure does not go with another."""
    together = Together()
    for before, after, words, field in (
        (
            rules.referrals_close,
            rules.list_out,
            _("The list cannot go out before referrals close"),
            "list_out",
        ),
        (
            rules.list_out,
            rules.research_due,
            _("Research cannot be due before the list is out"),
            "research_due",
        ),
        (
            rules.throw_away_after - 1,
            rules.tell_before_throwing_away,
            _("Its author must be told after a draft was left, and before it is thrown away"),
            "tell_before_throwing_away",
        ),
    ):
        with together.one():
            if after > before:
                raise RuleBroken(words, field=field)
    together.check()
