"""What the tests of pages share, and the addresses that their menu leads to."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from sharing.fields import GovDateField, Look

urlpatterns = [
    path(f"{name}/", lambda request: HttpResponse(), name=name)
    for name in ("home", "find", "sign_out", "my_account", "stay_signed_in", "choose_membership")
]


def write(source, **context):
    request = context.pop("request", None)
    return engines["django"].from_string("{% load components %}" + source).render(context, request)


class Referral(forms.Form):
    name = forms.CharField(label="Full name", max_length=20)
    agrees = forms.ChoiceField(
        label="Do they agree?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    why = forms.CharField(label="Why not?", required=False)
    grounds = forms.MultipleChoiceField(
        label="Grounds", choices=[(1, "One"), (2, "Two")], widget=forms.CheckboxSelectMultiple
    )
    born = GovDateField(label="Born", name="Date of birth")
    read = forms.BooleanField(label="I have read it", help_text="All of it")
    version = forms.IntegerField(widget=forms.HiddenInput)
    paper = forms.FileField(label="Paper", required=False)
    days = forms.IntegerField(label="Days", localize=True, required=False)

    looks = {
        "name": Look(label_hidden=True, width=20, spellcheck=False),
        "agrees": Look(dense=True, inline=True, label_hidden=True, reveals={"no": ["why"]}),
        "why": Look(width="two-thirds"),
        "grounds": Look(dense=True, inline=True, fieldset=False, labelled_by="row-1"),
        "born": Look(autocomplete="bday"),
        "read": Look(dense=True),
    }

    def clean(self):
        raise ValidationError("Two things contradict each other")
