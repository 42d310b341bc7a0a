"""A form that was overtaken takes what stands now in each field that its sender did not touch."""

from datetime import date

from django import forms
from django.http import QueryDict

from sharing.fields import GovDateField
from sharing.forms.base import MergedForm
from sharing.rules import Overtaken

TOKEN = "0b1a4a4e-38a5-4b8f-8d6b-6a0b6f7c9a11"


class Lower(forms.CharField):
    """A field that reads what it is given in its own way."""

    def clean(self, value):
        return super().clean(value).lower()


class RowForm(MergedForm):
    text = forms.CharField(label="Text", required=False)
    short = forms.CharField(label="Short", required=False, max_length=5)
    lower = Lower(label="Lower", required=False)
    ticks = forms.MultipleChoiceField(
        label="Ticks", choices=[("a", "First"), ("b", "Second")], required=False
    )
    sure = forms.BooleanField(label="Sure", required=False)
    on = GovDateField(label="On", required=False)


SHOWN = {"text": "Old", "ticks": ["b", "a"], "sure": True, "on": date(2026, 3, 14), "version": 1}


def sent(**typed):
    opened = RowForm(initial=SHOWN)
    data = QueryDict(mutable=True)
    data.update({"form_token": TOKEN, "version": "1", "opened_with": opened["opened_with"].value()})
    data.update({"text": "Old", "sure": "on", "on-day": "14", "on-month": "3", "on-year": "2026"})
    data.setlist("ticks", ["a", "b"])
    for name, value in typed.items():
        data[name] = value
    form = RowForm(data)
    assert form.is_valid()
    return form


def overtaken(form, **theirs):
    standing = {"text": "Old", "ticks": ["a", "b"], "sure": True, "on": date(2026, 3, 14)}
    form.overtaken_by(Overtaken(standing | theirs, 2))
    return form


def test_each_kind_of_field_takes_what_stands_now():
    theirs = {"text": "New", "ticks": ["b"], "sure": False, "on": date(2026, 4, 1)}
    form = overtaken(sent(), **theirs)
    assert form.taken == ["Text", "Ticks", "Sure", "On"]
    assert not form.differences and not form.settled
    form.full_clean()
    assert {name: form.cleaned_data[name] for name in theirs} == theirs


def test_a_day_that_was_taken_away_is_empty():
    form = overtaken(sent(), on=None)
    form.full_clean()
    assert form.cleaned_data["on"] is None


def test_what_nobody_else_changed_stays_as_typed():
    form = overtaken(sent(text="Mine"))
    assert not form.differences and not form.taken
    assert form.data["text"] == "Mine"


def test_what_a_field_does_not_read_as_it_stands_is_shown_beside_it():
    form = overtaken(sent(), short="Too long", lower="Upper")
    assert [one.label for one in form.differences] == ["Short", "Lower"]
    assert not form.taken and "short" not in form.data


def test_sent_again_it_counts_from_what_it_showed_then():
    form = overtaken(sent(text="Mine"), text="Theirs")
    assert [one.label for one in form.differences] == ["Text"]
    back = form.data.copy()
    back["text"] = "Old"
    again = RowForm(back)
    assert again.is_valid()
    overtaken(again, text="Still theirs")
    assert [one.label for one in again.differences] == ["Text"], "typed, not left as it was"
