"""The start of the meeting, and the people present."""

from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetings.models import Presence
from meetings.queries.hearing import PresenceRow
from meetings.rules.minutes import Stamps
from sharing.fields import Look
from sharing.forms.base import MergedForm, PortalForm
from sharing.models import Agency


class OpenForm(PortalForm):
    """The start of a meeting. Before its day, a tick says that this is meant."""

    sure = forms.BooleanField(required=False)

    def __init__(self, *args: Any, days: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if days:
            self.fields["sure"].label = ngettext(
                "It begins now, %(number)s day before its day",
                "It begins now, %(number)s days before its day",
                days,
            ) % {"number": days}
        else:
            del self.fields["sure"]


class PresenceForm(MergedForm):
    """Every agency of the area on one page: whether it is there, and the person who came."""

    saved_at_once = True

    # Whether all others were set to present; this is not recorded yet.
    everybody = False

    def __init__(self, *args: Any, rows: list[PresenceRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.looks: dict[str, Look] = {}
        for row in rows:
            here, who = f"presence_{row.agency.pk}", f"who_{row.agency.pk}"
            name = {"agency": row.agency.name}
            self.fields[here] = forms.ChoiceField(
                label=_("Presence of %(agency)s") % name,
                choices=[("", _("Not recorded")), *Presence.choices],
                required=False,
                initial=row.presence,
            )
            self.fields[who] = forms.CharField(
                label=_("Who came for %(agency)s") % name,
                max_length=200,
                required=False,
                initial=row.who,
            )
            self.looks[here] = Look(label_hidden=True, width="full")
            self.looks[who] = Look(label_hidden=True, width="full", autocomplete="off")

    def together(self, name: str) -> tuple[str, ...]:
        """Return both fields of an agency: who came is said of one that is there."""
        agency = name.partition("_")[2]
        return f"presence_{agency}", f"who_{agency}"

    def with_everybody(self) -> "PresenceForm":
        """Return the form as sent, with every unanswered agency set to present and its expected
        person, to be checked and sent."""
        data = cast(QueryDict, self.data).copy()
        for row in self.rows:
            here, who = f"presence_{row.agency.pk}", f"who_{row.agency.pk}"
            if not data.get(here):
                data[here] = Presence.PRESENT
                data[who] = data.get(who) or row.expected
        self.data, self.everybody = data, True
        return self

    def lines(self) -> Iterator[tuple[PresenceRow, BoundField, BoundField]]:
        """Return each agency with its two fields."""
        for row in self.rows:
            yield row, self[f"presence_{row.agency.pk}"], self[f"who_{row.agency.pk}"]

    @property
    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        presences: dict[UUID, tuple[str, str]] = {}
        for row in self.rows:
            presence, who = given[f"presence_{row.agency.pk}"], given[f"who_{row.agency.pk}"]
            if presence != Presence.PRESENT and who == row.expected:
                who = ""  # nobody said it of an agency that did not come
            if presence:
                presences[row.agency.pk] = (presence, who)
        return {"presences": presences, "version": given["version"]}


class ObserverForm(PortalForm):
    """A person who comes to observe one meeting."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=100,
        error_messages={"required": _("Enter the full name of the person")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person’s own. Whoever has no account gets a link to set a password."),
        max_length=254,
    )
    agency_id = forms.ChoiceField(
        label=_("Agency"),
        help_text=_("Which they come from, or which brings them."),
        choices=[],
        error_messages={"required": _("Choose an agency")},
    )
    why = forms.CharField(
        label=_("Why they observe"),
        help_text=_("For example: begins as representative in May. Nothing about a case."),
        max_length=300,
        error_messages={"required": _("Say why they observe")},
    )

    looks = {
        "name": Look(autocomplete="off", spellcheck=False),
        "email": Look(autocomplete="off", spellcheck=False, autocapitalize="none"),
        "why": Look(width="full", autocomplete="off"),
    }

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), one.name) for one in agencies]
        self.offer("agency_id", [("", _("Choose an agency")), *named])

    @property
    def values(self) -> dict[str, Any]:
        given = super().values
        return given | {"agency_id": UUID(given["agency_id"])}


class AgreeForm(PortalForm):
    """The press that agrees minutes."""

    # What the page showed of each case.
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def stamps(self) -> Stamps:
        """Return what was sent, also of a form that is wrong."""
        return Stamps.sent(self.data.get("stamp", ""))

    @property
    def values(self) -> dict[str, Any]:
        return {"shown": self.stamps}


class NameForm(PortalForm):
    """A person in the room without an account."""

    name = forms.CharField(
        label=_("Name and agency of the person"),
        max_length=100,
        help_text=_("They have read the declaration, or it was read to them, and they agree."),
    )

    looks = {"name": Look(width="full", autocomplete="off")}
