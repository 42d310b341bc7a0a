"""The figures of an area's rules, and the checks of them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, time
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from sharing.rules import RuleBroken, Together


@dataclass(frozen=True, kw_only=True)
class AreaRules:
    """The part of a version of an area's rules beside reminders, research and core agencies. Each
    field is that of `Protocol`."""

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
    """Raise `RuleBroken` if a figure does not fit another."""
    check_figures(asdict(rules))


def check_figures(figures: Mapping[str, Any]) -> None:
    """Check those figures that could be read, by their names. Each error is reported together with
    the others, whatever else is wrong."""
    together = Together()
    for first, second, apart, words in (
        ("referrals_close", "list_out", 0, _("The list cannot go out before referrals close")),
        ("list_out", "research_due", 0, _("Research cannot be due before the list is out")),
        (
            "throw_away_after",
            "tell_before_throwing_away",
            1,
            _("Its author must be told after a draft was left, and before it is thrown away"),
        ),
    ):
        with together.one():
            known = first in figures and second in figures
            if known and figures[second] > figures[first] - apart:
                raise RuleBroken(words, field=second)
    together.check()


SOON = 14  # days: nobody has the time to notice drafts that end so soon


@dataclass(frozen=True)
class DraftsPast:
    """The number of drafts that have lain for as long as the rules let them, and of those that will
    have within `SOON`."""

    unsent: int
    thrown_away: int
    of_returns: int


def check_meant(before: DraftsPast, after: DraftsPast, *, days: int, sure: bool) -> None:
    """Raise `RuleBroken` if other figures end drafts within `SOON` and nobody said that this is
    meant, because a slip of the hand must not end an agency's draft. `days` is how long before its
    end the author of a draft is told."""
    unsent, thrown_away, of_returns = (
        max(0, getattr(after, one.name) - getattr(before, one.name)) for one in fields(DraftsPast)
    )
    ends = [
        words % {"number": number, "days": days, "soon": SOON}
        for number, words in (
            (
                unsent,
                ngettext_lazy(
                    "%(number)s referral that was not sent is thrown away %(days)s days after its"
                    " author is told.",
                    "%(number)s referrals that were not sent are thrown away %(days)s days after"
                    " their authors are told.",
                    "number",
                ),
            ),
            (
                thrown_away,
                ngettext_lazy(
                    "%(number)s that was thrown away is erased within %(soon)s days.",
                    "%(number)s that were thrown away are erased within %(soon)s days.",
                    "number",
                ),
            ),
            (
                of_returns,
                ngettext_lazy(
                    "What was not submitted of %(number)s return is erased within %(soon)s days.",
                    "What was not submitted of %(number)s returns is erased within %(soon)s days.",
                    "number",
                ),
            ),
        )
        if number
    ]
    if ends and not sure:
        asks = _("Nobody gets them back. Tick that this is meant, or let them lie longer.")
        says = _("These figures hold at once, for every agency:")
        raise RuleBroken(" ".join(map(str, (says, *ends, asks))), field="sure")
