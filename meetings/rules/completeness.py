"""The steps of a referral, and the gaps of each before it can be submitted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetings.rules import checklist

if TYPE_CHECKING:
    from meetings.models import Referral, RiskAssessment
    from sharing.models import Party, SafeContact, SharingDecision


class Step(StrEnum):
    """The steps in the order of the form: first those that keep the victim safe while the rest is
    written."""

    VICTIM = "victim"
    CONTACT = "contact"
    PERPETRATORS = "perpetrators"
    CHILDREN = "children"
    ADDRESSES = "addresses"
    INCIDENT = "incident"
    CHECKLIST = "checklist"
    GROUNDS = "grounds"
    SHARING = "sharing"
    EQUALITY = "equality"


WORDS: dict[Step, Promise] = {
    Step.VICTIM: _("The victim, and who refers"),
    Step.CONTACT: _("Safe contact"),
    Step.PERPETRATORS: _("Perpetrators"),
    Step.CHILDREN: _("Children and others at risk"),
    Step.ADDRESSES: _("Addresses"),
    Step.INCIDENT: _("What happened"),
    Step.CHECKLIST: _("Risk checklist"),
    Step.GROUNDS: _("Why you refer"),
    Step.SHARING: _("Agreement and sharing"),
    Step.EQUALITY: _("About the victim"),
}
ORDER = tuple(Step)


@dataclass(frozen=True, kw_only=True)
class Given:
    """The content of a referral so far."""

    referral: Referral
    victim: Party | None = None
    contact: SafeContact | None = None
    perpetrators: Sequence[Party] = ()
    children: Sequence[Party] = ()
    assessment: RiskAssessment | None = None
    decision: SharingDecision | None = None


@dataclass(frozen=True)
class Gap:
    """One missing answer: the step and field where it is given, and its words."""

    step: Step
    field: str
    words: str | Promise

    @property
    def anchor(self) -> str:
        """Return the identifier of the field in its page."""
        return self.field if self.field == "main" else f"id_{self.field}"


def gaps(given: Given) -> list[Gap]:
    """Return everything that a submitted referral needs and this one does not have."""
    return [Gap(step, field, words) for missing, step, field, words in _needs(given) if missing]


def next_step(done: Collection[str], *, after: Step) -> Step | None:
    """Return the step to go on to: the next one not done, otherwise an earlier one; None when all
    are done."""
    place = ORDER.index(after) + 1
    return next((step for step in ORDER[place:] + ORDER[:place] if step not in done), None)


def _needs(given: Given) -> list[tuple[bool, Step, str, str | Promise]]:
    referral, victim = given.referral, given.victim
    named = victim is not None and (victim.given_name or victim.family_name)
    aged = victim is not None and (victim.born_on is not None or victim.age_about is not None)
    counts = checklist.counts(given.assessment.answers if given.assessment else {})
    excused = given.assessment is not None and given.assessment.comment
    return [
        (not named, Step.VICTIM, "given_name", _("The victim’s name")),
        (not aged, Step.VICTIM, "born_on-day", _("The victim’s date of birth, or about how old")),
        (not given.contact, Step.CONTACT, "way", _("A safe way to reach the victim")),
        (
            not given.perpetrators,
            Step.PERPETRATORS,
            "main",
            _("A perpetrator, even where the name is not known"),
        ),
        (
            Step.CHILDREN not in referral.steps_done,
            Step.CHILDREN,
            "main",
            _("Whether there are children, or others at risk"),
        ),
        (
            bool(given.children) and not referral.child_referral,
            Step.CHILDREN,
            "child_referral",
            _("Whether children’s social care has been told"),
        ),
        (
            Step.ADDRESSES not in referral.steps_done,
            Step.ADDRESSES,
            "main",
            _("The victim’s address, or that it is not known"),
        ),
        (
            referral.incident_on is None,
            Step.INCIDENT,
            "incident_on-day",
            _("The date of the incident"),
        ),
        (not referral.what_happened, Step.INCIDENT, "what_happened", _("What happened")),
        (
            not referral.done_today,
            Step.INCIDENT,
            "done_today",
            _("What has been done today to keep the victim safe"),
        ),
        (
            counts.unanswered > 0 and not excused,
            Step.CHECKLIST,
            "comment",
            ngettext(
                "%(count)s subject of the risk checklist has no answer: give one, or say why not",
                "%(count)s subjects of the risk checklist have no answer: give them, or say why not",
                counts.unanswered,
            )
            % {"count": counts.unanswered},
        ),
        (
            Step.GROUNDS not in referral.steps_done,
            Step.GROUNDS,
            "grounds",
            _("On which grounds you refer, or that you are not sure"),
        ),
        (
            not given.decision,
            Step.SHARING,
            "agreement",
            _("Whether the victim agrees, and why the case may be shared"),
        ),
    ]
