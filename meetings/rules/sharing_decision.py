"""The checks of the decision to share a case."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from sharing.models import Agreement
from sharing.rules import RuleBroken, Together

# The reasons of a sharing decision without agreement.
REASONS = {
    "necessity": _("Say why sharing is necessary, as the victim did not agree"),
    "proportionality": _("Say why it is no more than needed, as the victim did not agree"),
    "risk_if_not_shared": _("Say what could happen if it is not shared"),
}


def check_decision(values: Mapping[str, Any], *, today: date) -> None:
    """Raise `RuleBroken` if a decision to share lacks the day on which the victim was asked, or its
    reasons if the victim did not agree."""
    rules = Together()
    asked = values["agreement"] in (Agreement.AGREES, Agreement.DOES_NOT)
    with rules.one():
        if asked and values["asked_on"] is None:
            raise RuleBroken(_("Say when the victim was asked."), field="asked_on")
        if values["asked_on"] is not None and values["asked_on"] > today:
            raise RuleBroken(_("The date must be today or earlier."), field="asked_on")
    if values["agreement"] != Agreement.AGREES:
        for name, words in REASONS.items():
            with rules.one():
                if not values[name]:
                    raise RuleBroken(words, field=name)
    rules.check()
