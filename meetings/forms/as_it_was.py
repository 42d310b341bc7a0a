"""The moment of the past and the agency that are asked for, as in the address."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from meetings.queries.packs.as_it_was import Asked
from meetings.rules.working_days import moment
from sharing import clock
from sharing.fields import GovDateField, Look
from sharing.forms.base import NamingForm

END_OF_MINUTE = timedelta(minutes=1, microseconds=-1)


class AsItWasForm(NamingForm):
    """A day, a minute and, for somebody who may ask for any, an agency. A moment that the page
    offers is exact, and is in the address instead."""

    on = GovDateField(
        label=_("Day"),
        help_text=_("For example, 27 3 2026"),
        name=_("The day"),
        happened=True,
        error_messages={"required": _("Enter the day")},
    )
    at = forms.TimeField(
        label=_("Time"),
        help_text=_("For example, 09:30. What was there by the end of that minute counts."),
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        error_messages={
            "required": _("Enter the time"),
            "invalid": _("Time must be hours and minutes, like 09:30"),
        },
    )
    agency = forms.TypedChoiceField(
        label=_("Agency"),
        coerce=UUID,
        error_messages={
            "required": _("Choose an agency"),
            "invalid_choice": _("Choose one of the agencies shown"),
        },
    )

    looks = {
        "on": Look(label="s"),
        "at": Look(label="s", width=5),
        "agency": Look(label="s", width="full"),
    }

    def __init__(self, data: Any, *, agencies: Sequence[tuple[UUID, str]]) -> None:
        self.own = agencies[0][0]
        chosen = data.get("agency", "")
        exact = _exact(data.get("moment", ""))
        known = {str(one): one for one, _name in agencies}
        self.exact = Asked(known[chosen], exact) if exact and chosen in known else None
        bound = self.exact is None and ("on-day" in data or "at" in data)
        shown = localtime(exact if self.exact and exact else clock.now())
        super().__init__(
            data if bound else None,
            initial={
                "on": shown.date(),
                "at": shown.strftime("%H:%M"),
                "agency": chosen if self.exact else str(self.own),
            },
        )
        self.offer("agency", [(str(one), name) for one, name in agencies])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        day, at = given.get("on"), given.get("at")
        if day and at and moment(day, at) > clock.now():
            self.add_error("at", _("The time must be this minute or earlier"))
        return given

    @property
    def chosen(self) -> UUID:
        """Return the agency that is asked about; the actor's own if none is chosen yet."""
        return self.asked.agency_id if self.asked else self.own

    @property
    def asked(self) -> Asked | None:
        """Return the moment and agency, if they were asked for and can be answered."""
        if self.exact or not self.is_bound or not self.is_valid():
            return self.exact
        given = self.cleaned_data
        return Asked(given["agency"], _by_end_of(given["on"], given["at"]))


def _by_end_of(day: Any, at: time) -> datetime:
    return min(moment(day, at) + END_OF_MINUTE, clock.now())


def _exact(text: str) -> datetime | None:
    """Return the moment that an address names, if it is not in the future."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo and found <= clock.now() else None
