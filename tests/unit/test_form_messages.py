"""Every message of a form says which field it is about."""

import importlib
import pkgutil
from datetime import date

import pytest
from django import forms

import meetings.forms
import sharing.forms
from sharing.fields import PARTS, GovDateField
from sharing.forms.base import NamingForm, PortalForm, VersionedForm

MODULES = [
    importlib.import_module(found.name)
    for package in (meetings.forms, sharing.forms)
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
]
FORMS = {
    kind
    for module in MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, forms.Form) and kind.__module__.count("forms")
}
KINDS = [("a", "A"), ("b", "B")]


def errors(field, *sent, form=NamingForm):
    """Return what the form says of the field that was sent so."""
    kind = type("Tried", (form,), {"tried": field})
    data = {"tried": sent[0] if sent else ""}
    if len(sent) == 3:
        data = {f"tried-{part}": said for part, said in zip(PARTS, sent, strict=True)}
    return kind(data).errors["tried"]


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (forms.CharField(label="Full name"), "Enter the full name"),
        (forms.CharField(label="IDVA"), "Enter the IDVA"),
        (forms.CharField(label="How is it known?"), "Enter an answer to “How is it known?”"),
        (forms.CharField(), "Enter the tried"),
        (forms.IntegerField(label="Age"), "Enter the age"),
        (GovDateField(label="Date of birth"), "Enter the date of birth"),
        (forms.ChoiceField(label="Agency", choices=KINDS), "Select the agency"),
        (forms.TypedChoiceField(label="Agency", choices=KINDS), "Select the agency"),
        (forms.MultipleChoiceField(label="Grounds", choices=KINDS), "Select the grounds"),
        (
            forms.ChoiceField(label="Do they agree?", choices=KINDS),
            "Select an answer to “Do they agree?”",
        ),
        (forms.BooleanField(label="I have read it"), "Tick “I have read it”"),
        (
            forms.CharField(label="Why", error_messages={"required": "Say why"}),
            "Say why",
        ),
    ],
)
def test_what_is_missing_is_named(field, message):
    assert errors(field) == [message]


@pytest.mark.parametrize(
    ("field", "sent", "message"),
    [
        (
            forms.CharField(label="Share of 50%", max_length=3),
            "abcd",
            "“Share of 50%” must be 3 characters or fewer. It has 4.",
        ),
        (
            forms.CharField(label="Initial", max_length=1),
            "ab",
            "“Initial” must be 1 character or fewer. It has 2.",
        ),
        (
            forms.CharField(label="Reason", min_length=5),
            "ab",
            "“Reason” must be 5 characters or more",
        ),
        (forms.IntegerField(label="Days", max_value=3), "4", "“Days” must be 3 or less"),
        (forms.IntegerField(label="Days", min_value=3), "2", "“Days” must be 3 or more"),
        (forms.IntegerField(label="50%"), "x", "“50%” must be a whole number, like 3"),
        (forms.TimeField(label="Time"), "x", "“Time” must be a time, like 14:30"),
        (
            forms.EmailField(label="E-mail address"),
            "x",
            "Enter an e-mail address, like name@example.org",
        ),
        (
            forms.CharField(label="50%"),
            "a\0b",
            "“50%” holds a character that cannot be kept. Type it anew.",
        ),
        (forms.RegexField("^a$", label="Code"), "b", "“Code” is not written as it must be"),
        (
            forms.ChoiceField(label="Agency", choices=KINDS),
            "c",
            "Select one of the choices for “Agency”",
        ),
        (
            forms.TypedMultipleChoiceField(label="Which?", choices=KINDS),
            "c",
            "Select one of the choices for “Which?”",
        ),
        (
            forms.TimeField(label="Time", error_messages={"invalid": "No time"}),
            "x",
            "No time",
        ),
    ],
)
def test_what_is_wrong_is_named(field, sent, message):
    if isinstance(field, forms.MultipleChoiceField):
        sent = [sent]
    assert errors(field, sent) == [message]


def test_part_of_a_date_is_named():
    field = GovDateField(label="Date of birth", name="Date of birth")
    assert errors(field, "3", "3", "") == ["Date of birth must include a year"]
    with pytest.raises(KeyError):
        errors(field, "3", "3", "2020")
    assert field.clean(["3", "3", "2020"]) == date(2020, 3, 3)


def test_a_page_that_was_sent_in_part_says_so():
    wrong = "This page was sent in part only. Open it again."
    assert PortalForm({}).errors["form_token"] == [wrong]
    sent = VersionedForm({"form_token": "x", "version": "x"}).errors
    assert (sent["form_token"], sent["version"]) == ([wrong], [wrong])


def test_a_field_that_a_form_adds_is_named_too():
    class Added(PortalForm):
        def __init__(self, *args):
            super().__init__(*args)
            self.fields["tie"] = forms.CharField(label="Relation to Tara")

    assert Added({}).errors["tie"] == ["Enter the relation to Tara"]


@pytest.mark.parametrize("kind", sorted(FORMS, key=lambda kind: kind.__qualname__))
def test_every_form_names_its_fields(kind):
    assert issubclass(kind, NamingForm)


@pytest.mark.parametrize("kind", sorted(FORMS, key=lambda kind: kind.__qualname__))
def test_no_two_fields_of_a_form_are_missed_in_the_same_words(kind):
    named = type("Tried", (NamingForm,), {"base_fields": kind.base_fields})({})
    missing = [
        message
        for name, messages in named.errors.items()
        for message in messages
        if not named[name].is_hidden
    ]
    assert len(set(missing)) == len(missing)
    assert not [message for message in missing if "This field" in message]
