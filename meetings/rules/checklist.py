"""The risk checklist: 24 subjects, each answered yes, no or don't know.

The published questions are copyright, so these are the portal's own short labels of the subjects;
an area that holds a licence gives its own wording in its protocol, by code."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sharing.rules import RuleBroken

# In the order of the checklist. The codes stand in stored answers and never change.
SUBJECTS: dict[str, Promise] = {
    "injury": _("Injury in this incident"),
    "fear": _("Very frightened"),
    "feared_harm": _("Fears further harm, to self or to others"),
    "isolation": _("Kept away from family or friends"),
    "low_mood": _("Low mood or thoughts of suicide"),
    "separation": _("Separated or tried to, within a year"),
    "child_contact": _("Dispute about contact with children"),
    "stalking": _("Stalked, followed or contacted all the time"),
    "pregnancy": _("Pregnant, or a baby under 18 months"),
    "frequency": _("Happens more often than before"),
    "severity": _("Is worse than before"),
    "control": _("Controlled, or intense jealousy"),
    "weapons": _("Weapons, or objects used to hurt"),
    "threats_to_kill": _("Threats to kill"),
    "strangulation": _("Strangling, choking, suffocating or drowning"),
    "sexual_abuse": _("Sexual abuse"),
    "other_person": _("Danger from another person too, such as family"),
    "harm_to_others": _("Has hurt others: a child, a relative, an earlier partner"),
    "animals": _("Cruelty to animals"),
    "money": _("Trouble over money, or dependent on the perpetrator"),
    "substances_or_health": _("Perpetrator’s drinking, drugs or mental ill health"),
    "suicide": _("Perpetrator threatened or tried suicide"),
    "breach": _("Bail, an order or a contact agreement broken"),
    "offending": _("Perpetrator’s criminal record or trouble with police"),
}

YES, NO, NOT_KNOWN = "yes", "no", "not_known"


@dataclass(frozen=True)
class Counts:
    """The counts of the answers. Only a yes counts; a don't know is never a no."""

    yes: int = 0
    no: int = 0
    not_known: int = 0
    unanswered: int = 0


@dataclass(frozen=True)
class Line:
    """One subject with its answer, as a page shows it; no answer is an empty text."""

    code: str
    number: int
    label: str
    answer: str


def labels(wording: Mapping[str, str]) -> dict[str, str]:
    """Return the label of each subject, in the area's own wording if it has one."""
    return {code: wording.get(code) or str(label) for code, label in SUBJECTS.items()}


def own_words(wording: Mapping[str, str], licence: str) -> dict[str, str]:
    """Return the area's own wording, subject by subject. Raises `RuleBroken` if nobody said who
    gave leave for it."""
    own = {code: " ".join(wording.get(code, "").split()) for code in SUBJECTS}
    if any(own.values()) and not licence:
        words = _("Say by whose leave the area uses these words, or leave the subjects empty")
        raise RuleBroken(words, field="checklist_licence")
    return {code: words for code, words in own.items() if words}


def counts(answers: Mapping[str, str]) -> Counts:
    """Return how many of the 24 subjects have each answer."""
    given = [answers.get(code, "") for code in SUBJECTS]
    yes, no, not_known = (given.count(answer) for answer in (YES, NO, NOT_KNOWN))
    return Counts(yes, no, not_known, len(given) - yes - no - not_known)


def lines(answers: Mapping[str, str], wording: Mapping[str, str]) -> list[Line]:
    """Return the 24 subjects in order, with their labels and answers."""
    return [
        Line(code, number, label, answers.get(code, ""))
        for number, (code, label) in enumerate(labels(wording).items(), 1)
    ]
