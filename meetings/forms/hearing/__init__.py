"""Forms of the meeting."""

from meetings.forms.hearing.case import EndHearingForm, RecordHearingForm
from meetings.forms.hearing.conflicts import ConflictForm
from meetings.forms.hearing.meeting import (
    AgreeForm,
    NameForm,
    ObserverForm,
    OpenForm,
    PresenceForm,
)

__all__ = [
    "AgreeForm",
    "ConflictForm",
    "EndHearingForm",
    "NameForm",
    "ObserverForm",
    "OpenForm",
    "PresenceForm",
    "RecordHearingForm",
]
