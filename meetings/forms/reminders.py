"""The times of reminders to agencies, in figures."""

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from meetings.models import Reminded
from sharing.fields import Look, Words
from sharing.forms.base import MergedForm

MOST = 30  # working days; a longer time is no longer a reminder


def _days(label: Words) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=_("In working days; 0 is never"),
        min_value=0,
        validators=[MaxValueValidator(MOST)],
    )


class RemindersForm(MergedForm):
    remind_research_before = _days(_("Before research is due"))
    remind_research_every = _days(_("While research is late, again every so many days"))
    remind_actions_before = _days(_("Before an action is due"))
    remind_actions_every = _days(_("While an action is late, again every so many days"))
    reminded = forms.ChoiceField(
        label=_("Who is reminded?"),
        help_text=_("It holds for every other notice to an agency about a case or meeting too."),
        choices=Reminded.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select who is reminded")},
    )

    looks = {
        "remind_research_before": Look(width=3, inputmode="numeric"),
        "remind_research_every": Look(width=3, inputmode="numeric"),
        "remind_actions_before": Look(width=3, inputmode="numeric"),
        "remind_actions_every": Look(width=3, inputmode="numeric"),
        "reminded": Look(
            hints={
                Reminded.MAILBOX: _(
                    "Where it has none, or somebody reads it who must not know of a case: each of "
                    "the others, who may notice that the mailbox got nothing"
                ),
                Reminded.EACH: _(
                    "In a mail of their own, at their own address: nobody notices if a colleague "
                    "must not know of a case"
                ),
            },
        ),
    }
