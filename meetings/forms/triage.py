"""The forms of a decision of triage."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import TriageDecision
from meetings.queries.triage import SameIncident, SeenNoMore
from sharing.differences import compare
from sharing.fields import Look, Words
from sharing.forms.base import VersionedForm

OTHER = "other"  # none of the found cases, but a reference


def words_field(label: Words, help_text: Words, missing: Words) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": missing},
    )


class DecisionForm(VersionedForm):
    """A decision on a referral as it was read. If somebody else decided meanwhile, theirs stays."""

    decision: Words = ""  # what is decided
    again = _("Send it again only if it is still to be decided.")

    def show_theirs(self, theirs: dict[str, object], version: int) -> None:
        """Show the decision made meanwhile, its author and reason, beside the typed one."""
        super().show_theirs(theirs, version)
        decided = compare(str(_("Decision")), str(theirs["decided"]), str(self.decision))
        # Nobody agrees to reasons that they have not read.
        unasked = [
            compare(str(label), str(theirs[name]), "")
            for name, label in (("reason", _("Reason")), ("instead", _("Instead")))
            if theirs[name] and name not in self.fields
        ]
        self.differences = [decided, *unasked, *self.differences]


class AgreeForm(DecisionForm):
    decision = _("Agree to the decline")


class AcceptForm(DecisionForm):
    """Whether a reason is needed depends on the grounds, so the operation asks for it."""

    decision = TriageDecision.Kind.ACCEPT.label

    reason = forms.CharField(
        label=_("Why the case will be heard"),
        help_text=_("Needed where no ground is met by count and no judgement was asked for."),
        widget=forms.Textarea,
        max_length=2000,
        required=False,
    )

    looks = {"reason": Look(label="s", rows=4)}


class ReturnForm(DecisionForm):
    decision = TriageDecision.Kind.RETURN.label
    reason = words_field(
        _("What is missing"),
        _("The referrer reads this. It begins with what the portal finds not filled in."),
        _("Say what is missing"),
    )

    looks = {"reason": Look(label="s", rows=7)}


class DeclineForm(DecisionForm):
    decision = _("Propose to decline")
    reason = words_field(
        _("Reason"),
        _("Why this is not for a MARAC. A second person reads it, and then the referrer."),
        _("Enter the reason"),
    )
    instead = forms.CharField(
        label=_("Where the referral goes instead"),
        help_text=_("Service or team, and who takes it there."),
        max_length=300,
        error_messages={"required": _("Say where the referral goes instead")},
    )

    looks = {"reason": Look(label="s", rows=5), "instead": Look(label="s", width="full")}


class ReverseForm(DecisionForm):
    decision = _("Do not agree to the decline")
    reason = words_field(
        _("Why you do not agree"),
        _("The referral goes back to triage with this."),
        _("Enter why you do not agree"),
    )

    looks = {"reason": Look(label="s", rows=4)}


class _Ticked(forms.MultipleChoiceField):
    """Choices that are known only once the operation has said which they are."""

    def valid_value(self, value: str) -> bool:
        return True


class JoinForm(DecisionForm):
    """One of the found cases, or another by its reference. Where somebody loses sight of a case by
    the join, the form asks in a second step whether its author knows."""

    decision = TriageDecision.Kind.JOIN.label

    into = forms.ChoiceField(
        label=_("Join it to"),
        widget=forms.RadioSelect,
        required=False,
    )
    reference = forms.CharField(label=_("Its reference"), max_length=12, required=False)
    knows = _Ticked(
        label=_("Who no longer sees a case once they are joined"),
        help_text=_(
            "Others must not learn of these conflicts of interest. Tick each that you have read."
        ),
        widget=forms.MultipleHiddenInput,
        required=False,
    )

    def __init__(self, *args: Any, found: Iterable[SameIncident] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = list(found)
        listed = [(str(one.case.pk), one.case.reference) for one in cases]
        self.offer("into", [*listed, (OTHER, _("Another case"))])
        self.looks = {
            "into": Look(
                label="s",
                hints={str(one.case.pk): one.words for one in cases},
                dense=True,
                reveals={OTHER: ["reference"]},
            ),
            "reference": Look(width=10),
            "knows": Look(label="s", dense=True),
        }

    def ask(self, lose_sight: Iterable[SeenNoMore]) -> None:
        """Ask of each of these people whether the author knows."""
        self.fields["knows"].widget = forms.CheckboxSelectMultiple()
        self.offer("knows", [(str(one.membership_id), one.words) for one in lose_sight])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen, reference = cleaned.get("into"), cleaned.get("reference")
        if chosen == OTHER and not reference:
            self.add_error("reference", _("Enter the reference of the other case"))
        elif not chosen and not reference and "into" not in self.errors:
            self.add_error("into", _("Choose a case, or enter its reference"))
        return cleaned | {"into": "" if chosen == OTHER else chosen}
