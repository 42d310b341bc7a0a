"""The steps of a referral that are about the case, not about one person."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Ground
from meetings.rules.grounds import check_judgement
from meetings.rules.sharing_decision import REASONS, check_decision
from sharing import clock
from sharing.fields import GovDateField, Look, Words
from sharing.forms.base import MergedForm, PortalForm, VersionedForm
from sharing.models import Agreement

NONE = "none"


def long_text(label: Words, help_text: Words = "", *, longest: int = 8000) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea,
        max_length=longest,
        required=False,
    )


class ChildrenForm(VersionedForm):
    """Whether children's social care was told; asked if there are children."""

    child_referral = forms.ChoiceField(
        label=_("Has children’s social care been told?"),
        help_text=_("A MARAC is no referral to children’s social care: that is made separately."),
        choices=[("yes", _("Yes")), ("no", _("Not yet"))],
        widget=forms.RadioSelect,
        required=False,
    )
    child_referral_on = GovDateField(
        label=_("On which day?"),
        name=_("The day when children’s social care was told"),
        required=False,
    )

    looks = {
        "child_referral": Look(dense=True, reveals={"yes": ["child_referral_on"]}),
    }

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("child_referral") != "yes":
            given["child_referral_on"] = None
        return given


class IncidentForm(MergedForm):
    incident_on = GovDateField(
        happened=True,
        label=_("Date of the incident that you refer for"),
        name=_("The date of the incident"),
        required=False,
    )
    what_happened = long_text(
        _("What happened"), _("Who did what to whom, and where. Keep fact and opinion apart.")
    )
    background = long_text(
        _("History"), _("Earlier incidents, threats, control, orders, what has become worse.")
    )
    done_today = long_text(
        _("What has been done today to keep them safe"),
        _("By you and by others. Write “nothing yet” if that is so."),
        longest=4000,
    )
    danger_to_staff = forms.CharField(
        label=_("Danger to staff"),
        help_text=_("Every agency sees this at once. For example: two workers on any visit"),
        max_length=300,
        required=False,
    )

    looks = {
        "what_happened": Look(rows=8),
        "background": Look(rows=5),
        "done_today": Look(rows=4),
    }


class GroundsForm(MergedForm):
    grounds = forms.MultipleChoiceField(
        label=_("On which grounds do you refer?"),
        help_text=_("All that hold. A low count stops no referral: say what worries you."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the grounds, or that you are not sure")},
    )
    judgement = long_text(
        _("What worries you, in your own words"),
        _("Fear, control, separation, stalking, strangulation, what the victim expects to happen"),
        longest=4000,
    )
    local_ground = forms.ChoiceField(label=_("Which local ground?"), required=False)
    incident_count = forms.IntegerField(
        label=_("Incidents of the last 12 months that you know of"),
        help_text=_("Reported or not. Leave it empty if you do not know."),
        min_value=0,
        max_value=999,
        required=False,
    )
    earlier_marac = forms.CharField(
        label=_("Earlier MARAC referrals, here or elsewhere"),
        help_text=_("Where and when, if you know of any"),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, local: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = [one for one in Ground if one is not Ground.LOCAL or local]
        grounds = [(one.value, one.label) for one in here]
        self.offer("grounds", [*grounds, (NONE, _("None of these, or I am not sure"))])
        self.offer("local_ground", [("", _("Choose")), *((code, code) for code in local)])
        reveals = {Ground.JUDGEMENT.value: ["judgement"]}
        if local:
            reveals[Ground.LOCAL.value] = ["local_ground"]
        else:
            del self.fields["local_ground"]
        self.looks = {
            "grounds": Look(
                dense=True,
                reveals=reveals,
                exclusive=NONE,
                dividers={NONE: _("or")},
                hints={
                    Ground.HIGH_RISK.value: _("Many subjects of the checklist were answered yes"),
                    Ground.ESCALATION.value: _("Incidents become more, or worse"),
                    Ground.REPEAT.value: _("Heard at a MARAC before, and there is a new incident"),
                },
            ),
            "judgement": Look(rows=4),
            "incident_count": Look(width=3, inputmode="numeric"),
        }

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if Ground.LOCAL not in given.get("grounds", ()):
            given["local_ground"] = ""
        elif not given.get("local_ground"):
            self.add_error("local_ground", _("Choose the local ground"))
        self.add_broken(check_judgement, given.get("grounds", ()), given.get("judgement", ""))
        return given


class AgreementForm(PortalForm):
    """Short if the victim agrees, full if the victim does not or was not asked."""

    button = _("Record it")

    agreement = forms.ChoiceField(
        label=_("Does the victim agree to the referral?"),
        help_text=_(
            "Agreement is asked for wherever that is safe. A referral can be made without."
        ),
        choices=Agreement.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the victim agrees")},
    )
    asked_on = GovDateField(
        happened=True,
        label=_("Asked on"),
        name=_("The date when the victim was asked"),
        required=False,
    )
    necessity = long_text(
        _("Why sharing is necessary"), _("What cannot be done without it"), longest=2000
    )
    proportionality = long_text(
        _("Why it is no more than needed"), _("What is left out, and who is left out"), longest=2000
    )
    risk_if_not_shared = long_text(_("What could happen if it is not shared"), longest=2000)

    looks = {
        "agreement": Look(dense=True),
        "necessity": Look(rows=3),
        "proportionality": Look(rows=3),
        "risk_if_not_shared": Look(rows=3),
    }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "agreement" not in self.errors:
            given = {name: cleaned.get(name) for name in ("agreement", "asked_on", *REASONS)}
            self.add_broken(check_decision, given, today=clock.today())
        return cleaned

    @property
    def reasons(self) -> list[Any]:
        """Return the fields of the full decision."""
        return [self[name] for name in ("necessity", "proportionality", "risk_if_not_shared")]


class SharingForm(AgreementForm, MergedForm):
    """The decision with which a referral is made."""
