"""The people of a case, and what the victim says about themselves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.rules.ages import check_birth
from sharing import clock
from sharing.fields import GovDateField, Look, Words
from sharing.forms.base import Choice, MergedForm, PortalForm
from sharing.models import (
    Ethnicity,
    Gender,
    Party,
    Tie,
    YesNoNotAsked,
)

OLDEST = 120


def with_roles(people: Iterable[Party]) -> list[Choice]:
    """Return these people to choose among, each with the role in the case."""
    return [
        (str(party.pk), f"{party.full_name} ({party.get_role_display().lower()})")
        for party in people
    ]


def name_field(label: Words, help_text: Words = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=100, required=False)


def born_field() -> GovDateField:
    return GovDateField(
        label=_("Date of birth"),
        help_text=_("For example, 27 3 1994"),
        name=_("Date of birth"),
        required=False,
        error_messages={"real": _("%(name)s must be a real date, like 27 3 1994")},
    )


def age_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Or about how old"),
        help_text=_("In years, where the date of birth is not known"),
        min_value=0,
        max_value=OLDEST,
        required=False,
        error_messages={
            "invalid": _("The age must be a whole number of years, like 34"),
            "min_value": _("The age must be %(limit_value)s or more"),
            "max_value": _("The age must be %(limit_value)s or less"),
        },
    )


def other_names_field() -> forms.CharField:
    return forms.CharField(
        label=_("Other names and spellings"),
        help_text=_("Agencies search under these too"),
        max_length=300,
        required=False,
    )


AGE = Look(width=3, inputmode="numeric")
NAME = Look(width="two-thirds", spellcheck=False)


def _check_birth(form: PortalForm, given: Mapping[str, Any]) -> None:
    born = {name: given.get(name) for name in ("born_on", "age_about", "due_on")}
    form.add_broken(check_birth, **born, today=clock.today())


class VictimForm(PortalForm):
    """The victim, and the worker who knows them if somebody else writes."""

    given_name = name_field(_("Given name"))
    family_name = name_field(_("Family name"))
    other_names = other_names_field()
    born_on = born_field()
    age_about = age_field()
    who_refers = forms.ChoiceField(
        label=_("Who refers?"),
        choices=[
            ("me", _("I know the victim and refer")),
            ("worker", _("I write this for a worker without an account")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who refers")},
    )
    worker_name = name_field(_("Name of the worker"))
    worker_role = name_field(_("Their job, and where"))
    worker_contact = forms.CharField(label=_("How to reach them"), max_length=200, required=False)

    looks = {
        "given_name": NAME,
        "family_name": NAME,
        "other_names": NAME,
        "age_about": AGE,
        "who_refers": Look(
            dense=True, reveals={"worker": ["worker_name", "worker_role", "worker_contact"]}
        ),
    }

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("given_name") and not given.get("family_name"):
            self.add_error("given_name", _("Enter a name, even if it is only a part of it"))
        if given.get("who_refers") == "worker":
            for name, words in (
                ("worker_name", _("Enter the name of the worker")),
                ("worker_contact", _("Enter how to reach the worker")),
            ):
                if not given.get(name):
                    self.add_error(name, words)
        else:
            given |= {"worker_name": "", "worker_role": "", "worker_contact": ""}
        _check_birth(self, given)
        return given

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values.items() if name != "who_refers"}


class ChangeVictimForm(VictimForm, MergedForm):
    pass


class PersonForm(MergedForm):
    """A person of the case, and their ties to those who are in it already."""

    given_name = name_field(_("Given name"))
    family_name = name_field(_("Family name"))
    other_names = other_names_field()
    born_on = born_field()
    age_about = age_field()

    # The ties that such a person can have to an adult of the case.
    ties: Sequence[Tie] = (
        Tie.PARTNER,
        Tie.FORMER_PARTNER,
        Tie.PARENT,
        Tie.CHILD,
        Tie.SIBLING,
        Tie.OTHER_FAMILY,
        Tie.HOUSEHOLD,
        Tie.NOT_KNOWN,
    )
    tie_required = True

    def __init__(self, *args: Any, adults: Iterable[Party] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looks = {
            "given_name": NAME,
            "family_name": NAME,
            "other_names": NAME,
            "lives_with": NAME,
            "school": NAME,
            "occupation": NAME,
            "age_about": AGE,
            "gender": Look(dense=True, inline=True),
        }
        self.tied = {f"tie_{adult.pk}": adult.pk for adult in adults}
        for adult in adults:
            self.fields[f"tie_{adult.pk}"] = self._tie_to(adult)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        _check_birth(self, given)
        return given

    def _tie_to(self, adult: Party) -> forms.ChoiceField:
        none = [("", _("Choose"))] if self.tie_required else [("", _("None"))]
        return forms.ChoiceField(
            label=_("Relation to %(name)s (%(role)s)")
            % {"name": adult.full_name, "role": adult.get_role_display().lower()},
            choices=[*none, *((tie.value, tie.label) for tie in self.ties)],
            required=self.tie_required,
            error_messages={"required": _("Choose the relation, or “Not known”")},
        )

    @property
    def values(self) -> dict[str, Any]:
        """Return the details and, by person, the ties."""
        given = super().values
        ties: dict[UUID, str] = {party: given.pop(name) for name, party in self.tied.items()}
        return given | {"ties": ties}


class PerpetratorForm(PersonForm):
    gender = forms.ChoiceField(
        label=_("Gender"),
        choices=Gender.choices,
        initial=Gender.NOT_ASKED,
        widget=forms.RadioSelect,
    )
    occupation = name_field(
        _("Work"), _("Where it gives access to weapons, records or vulnerable people")
    )


class ChildForm(PersonForm):
    due_on = GovDateField(
        label=_("Or, for an unborn child, due on"), name=_("The due date"), required=False
    )
    lives_with = name_field(_("Lives with"))
    school = name_field(_("School or nursery"))

    ties = (Tie.CHILD, Tie.SIBLING, Tie.OTHER_FAMILY, Tie.HOUSEHOLD, Tie.NOT_KNOWN)
    tie_required = False

    field_order = [
        "given_name",
        "family_name",
        "other_names",
        "born_on",
        "age_about",
        "due_on",
    ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        # All agencies look a child up anew, which nobody can of whom nothing is known.
        known = (given.get(field.name) for field in self.visible_fields())
        if not self.errors and all(one in (None, "") for one in known):
            self.add_error("given_name", _("Enter what is known of the child, such as an age"))
        return given


class AtRiskForm(PersonForm):
    lives_with = name_field(_("Lives with"))


def _asked(label: Words, missing: Words, help_text: Words = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=YesNoNotAsked.choices,
        widget=forms.RadioSelect,
        error_messages={"required": missing},
    )


class EqualityForm(MergedForm):
    """What the victim said about themselves; “Not asked” is an answer."""

    gender = forms.ChoiceField(label=_("Gender"), choices=Gender.choices, widget=forms.RadioSelect)
    pregnant = _asked(_("Pregnant"), _("Select whether the victim is pregnant, or “Not asked”"))
    ethnicity = forms.ChoiceField(label=_("Ethnic group"), choices=Ethnicity.choices)
    disabled = _asked(
        _("Disabled, or a long illness that limits daily life"),
        _("Select whether the victim is disabled, or “Not asked”"),
    )
    lgbt = _asked(
        _("Lesbian, gay, bisexual or trans"),
        _("Select whether the victim is lesbian, gay, bisexual or trans, or “Not asked”"),
    )
    language = forms.CharField(
        label=_("First language, or signs"),
        help_text=_("Leave it empty if not asked"),
        max_length=60,
        required=False,
    )
    interpreter = _asked(
        _("Needs an interpreter"),
        _("Select whether the victim needs an interpreter, or “Not asked”"),
        _("Always a professional: never a relative, a friend or a child."),
    )

    looks = {
        "gender": Look(dense=True, inline=True),
        "pregnant": Look(dense=True, inline=True),
        "disabled": Look(dense=True, inline=True),
        "lgbt": Look(dense=True, inline=True),
        "interpreter": Look(dense=True, inline=True),
        "ethnicity": Look(width="two-thirds"),
        "language": Look(width=20),
    }
