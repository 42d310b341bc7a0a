"""Our mark-up is GOV.UK's: each fixture of the npm package is rendered from our own templates."""

import json
import sys
from functools import cache
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test.html import Element, parse_html
from django.utils.safestring import mark_safe

from marac_portal.forms_renderer import PortalBoundField
from sharing.fields import PARTS, DateInput, GovDateField, Look
from sharing.templatetags import components as tags
from tests.design_system_fixtures import LEFT_OUT, USED

PACKAGE = Path(settings.BASE_DIR) / "node_modules/govuk-frontend/dist/govuk/components"
INPUTS = {"number": forms.NumberInput, "text": forms.TextInput}


@cache
def fixtures(component):
    listed = json.loads((PACKAGE / component / "fixtures.json").read_text())["fixtures"]
    return {fixture["name"]: fixture for fixture in listed}


class Options(dict):
    """The options of a fixture. What nobody took at the end would have been left unproved."""

    def take(self, name, otherwise=None):
        return self.pop(name, otherwise)

    def inner(self, name):
        """Options within an option; they must be used up as well."""
        return Options(self.pop(name, None) or {})

    def words(self, name):
        """`{"text": …}` or `{"html": …}` as Django has it: escaped, or marked safe."""
        given = self.inner(name)
        words = given.words_here()
        given.all_taken()
        return words

    def words_here(self):
        text, html = self.take("text", ""), self.take("html")
        return mark_safe(html) if html else text

    def all_taken(self):
        assert not self, f"no template takes the options {dict(self)}"


# ------------------------------------------------------------------------------- fields of a form


def one_field(options, field, *, name, data=None, look=None, reveals=(), parts=None):
    """Render one field of a form with what every kind of field has: hint, error, group."""
    look = look or {}
    error, group = options.words("errorMessage"), options.inner("formGroup")
    look |= {"group_classes": group.take("classes", "")}
    group.all_taken()
    look.setdefault("described_by", options.take("describedBy", ""))
    field.help_text, field.required = options.words("hint"), False
    form_class = type(
        "Form",
        (forms.Form,),
        {name: field, **dict(reveals), "looks": {name: Look(**look)}},
    )
    form = form_class(data or {}, auto_id="%s")
    if error:
        form.add_error(name, ValidationError(error, params={"parts": parts} if parts else None))
    else:
        form.errors.clear()
    options.all_taken()
    return form[name].as_field_group()


def label_of(options, look):
    """The label and its look, `govuk-label--m` being our `label="m"`."""
    given = options.inner("label")
    look |= {
        "label": given.take("classes", "").removeprefix("govuk-label--"),
        "page_heading": given.take("isPageHeading", False),
    }
    words = given.words_here()
    given.all_taken()
    return words


def legend_of(options, look):
    given = options.inner("fieldset")
    described_by = given.take("describedBy", "") or options.take("describedBy", "")
    look |= {"fieldset": bool(given), "described_by": described_by}
    legend = given.inner("legend")
    look |= {
        "label": legend.take("classes", "").removeprefix("govuk-fieldset__legend--"),
        "page_heading": legend.take("isPageHeading", False),
    }
    words = legend.words_here()
    legend.all_taken()
    given.all_taken()
    return words


def attributes_of(options, *, otherwise=""):
    attributes = options.take("attributes", {})
    identifier = options.take("id", otherwise)
    return {**attributes, "id": identifier} if identifier else attributes


def text_look(options):
    classes = options.take("classes", "")
    return {
        "classes": classes,
        "autocomplete": options.take("autocomplete", ""),
        "spellcheck": options.take("spellcheck"),
    }


def input_(options):
    look = text_look(options)
    look |= {name: options.take(name, "") for name in ("inputmode", "autocapitalize")}
    look |= {name: options.words(name) for name in ("prefix", "suffix")}
    label, name = label_of(options, look), options.take("name")
    attrs = attributes_of(options)
    if pattern := options.take("pattern"):
        attrs |= {"pattern": pattern}
    field = forms.CharField(
        label=label,
        widget=INPUTS[options.take("type", "text")](attrs=attrs),
        disabled=options.take("disabled", False),
    )
    return one_field(options, field, name=name, data={name: options.take("value")}, look=look)


def textarea(options):
    look = text_look(options) | {"rows": options.take("rows", 5)}
    label, name = label_of(options, look), options.take("name")
    field = forms.CharField(label=label, widget=forms.Textarea(attrs=attributes_of(options)))
    return one_field(options, field, name=name, data={name: options.take("value", "")}, look=look)


class SelectWithDisabled(forms.Select):
    disabled = ()

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= {"disabled": True} if value in self.disabled else {}
        return option


def select(options):
    look = {"classes": options.take("classes", "")}
    label, name = label_of(options, look), options.take("name")
    value, choices, disabled = options.take("value"), [], []
    for item in filter(None, options.take("items", [])):
        item = Options(item)
        choices.append((item["value"], item.take("text")))
        value = item["value"] if item.take("selected") else value
        disabled += [item["value"]] if item.take("disabled") else []
        item.take("value")
        item.all_taken()
    widget = SelectWithDisabled(attrs=attributes_of(options))
    widget.disabled = disabled
    field = forms.ChoiceField(label=label, choices=choices, widget=widget)
    return one_field(options, field, name=name, data={name: value}, look=look)


class RawField(PortalBoundField):
    """A revealed field that draws what the fixture has, whatever that is."""

    def render(self, *args, **kwargs):
        return mark_safe(self.help_text)


def choices_of(options, look, widget, several):
    legend, name = legend_of(options, look), options.take("name")
    attrs = {"id": options.take("idPrefix", name)}
    chosen = options.take("values", []) if several else [options.take("value")]
    choices, reveals, divider = [], {}, ""
    look |= {"hints": {}, "reveals": {}, "dividers": {}, "classes": options.take("classes", "")}
    for item in filter(None, options.take("items")):
        item = Options(item)
        if "divider" in item:
            divider = item.take("divider")
            item.all_taken()
            continue
        value = item.take("value")
        choices.append((value, item.words_here()))
        if divider:
            look["dividers"][value] = divider
            divider = ""
        if hint := item.words("hint"):
            look["hints"][value] = hint
        if html := item.inner("conditional").take("html"):
            revealed = f"revealed_{len(reveals)}"
            reveals[revealed] = forms.CharField(
                help_text=html, required=False, bound_field_class=RawField
            )
            look["reveals"][value] = [revealed]
        if item.take("behaviour") == "exclusive":
            look["exclusive"] = value
        if item.take("checked"):
            chosen = [*chosen, value] if several else [value]
        item.all_taken()
    kind = forms.MultipleChoiceField if several else forms.ChoiceField
    field = kind(label=legend, choices=choices, widget=widget(attrs=attrs))
    data = {name: chosen if several else chosen[0]}
    return one_field(options, field, name=name, data=data, look=look, reveals=reveals)


def radios(options):
    return choices_of(options, {}, forms.RadioSelect, several=False)


def checkboxes(options):
    return choices_of(options, {}, forms.CheckboxSelectMultiple, several=True)


def date_input(options):
    look = {}
    legend, identifier = legend_of(options, look), options.take("id")
    # Our parts always carry the name of their field: `named` gives the fixture the same.
    name = options.take("namePrefix", identifier)
    values = options.take("values", {})
    items = [Options(item) for item in options.take("items", [])]
    items = items or [options.inner(part) | {"name": part} for part in PARTS]
    wrong = {}
    data = {}
    for part, item in zip(PARTS, map(Options, items), strict=True):
        assert item.take("name") == part
        width = item.take("classes", f"govuk-input--width-{4 if part == 'year' else 2}")
        assert width == f"govuk-input--width-{4 if part == 'year' else 2}"
        wrong[part] = item.take("error")
        look["autocomplete"] = item.take("autocomplete", "").removesuffix(f"-{part}")
        value = item.take("value", values.get(part, values.get(f"{name}-{part}", "")))
        data[f"{name}-{part}"] = str(value)
        item.all_taken()
    parts = [part for part in PARTS if wrong[part]]
    parts = parts or [part for part in PARTS if wrong[part] is not False]
    field = GovDateField(label=legend, widget=DateInput(attrs={"id": identifier}))
    return one_field(options, field, name=name, data=data, look=look, parts=tuple(parts))


# ------------------------------------------------------- parts of a field, taken out of a whole one


def label(options):
    """Our label always names its input; the fixture is given the same."""
    name = options.take("for", "input")
    html = input_(Options(name=name, label=dict(options)))
    return first(html, "h1") or first(html, "label")


def hint(options):
    identifier = options.take("id", "some-hint").removesuffix("-hint")
    html = input_(Options(name=identifier, label={"text": "Label"}, hint=dict(options)))
    return first(html, "div", "govuk-hint")


def fieldset(options):
    items = [{"value": "yes", "text": "Yes"}]
    html = radios(Options(name="name", fieldset=dict(options), items=items))
    found = first(html, "fieldset")
    found.children = [child for child in found.children if child.name == "legend"]
    return found


def first(html, tag, class_=None):
    """The first element of this name in the tree of a piece of HTML."""
    waiting = [html if isinstance(html, Element) else parse_html(html)]
    while waiting:
        element = waiting.pop(0)
        if not isinstance(element, Element):
            continue
        classes = dict(element.attributes).get("class", "") or ""
        if element.name == tag and (class_ is None or class_ in classes.split()):
            return element
        waiting = [*element.children, *waiting]
    return None


# ------------------------------------------------------------------------------------- components


def included(name, options, context):
    options.all_taken()
    return render_to_string(f"components/{name}.html", context)


def error_message(options):
    context = {"errors": [options.words_here()], "id": options.take("id")}
    return included("error_message", options, context)


def error_summary(options):
    errors = []
    for item in map(Options, options.take("errorList", [])):
        errors.append({"href": item.take("href"), "text": item.words_here()})
        item.all_taken()
    title = options.take("titleText") or mark_safe(options.take("titleHtml"))
    return included("error_summary", options, {"errors": errors, "title": title})


def button(options):
    classes = options.take("classes", "")
    context = {
        "text": options.words_here(),
        "secondary": classes == "govuk-button--secondary",
        "warning": classes == "govuk-button--warning",
        "classes": "" if classes.startswith("govuk-button--") else classes,
    }
    context |= {name: options.take(name) for name in ("href", "name", "value", "type", "id")}
    return included("button", options, context)


def tag(options):
    colour = options.take("classes", "").removeprefix("govuk-tag--")
    return included("tag", options, {"text": options.words_here(), "colour": colour})


def summary_list(options):
    rows = []
    for row in map(Options, filter(None, options.take("rows"))):
        actions = row.inner("actions")
        items = []
        for item in map(Options, actions.take("items", [])):
            about = item.take("visuallyHiddenText")
            items.append({"href": item.take("href"), "text": item.words_here(), "about": about})
            item.all_taken()
        actions.all_taken()
        rows.append({"key": row.words("key"), "value": row.words("value"), "actions": items})
        row.all_taken()
    no_border = options.take("classes") == "govuk-summary-list--no-border"
    return included("summary_list", options, tags.summary_list(rows, no_border=no_border))


def details(options):
    html = options.take("summaryHtml")
    context = {"summary": mark_safe(html) if html else options.take("summaryText")}
    context |= {"text": options.words_here(), "id": options.take("id")}
    return included("details", options, context | {"open": options.take("open")})


def inset_text(options):
    context = {"text": options.words_here(), "id": options.take("id")}
    return included("inset", options, context)


def warning_text(options):
    assert options.take("iconFallbackText", "Warning") == "Warning"
    return included("warning", options, {"text": options.words_here()})


def skip_link(options):
    context = {"text": options.words_here(), "href": options.take("href", "#content")}
    return included("skip_link", options, context)


RENDER = {
    "button": button,
    "checkboxes": checkboxes,
    "date-input": date_input,
    "details": details,
    "error-message": error_message,
    "error-summary": error_summary,
    "fieldset": fieldset,
    "hint": hint,
    "input": input_,
    "inset-text": inset_text,
    "label": label,
    "radios": radios,
    "select": select,
    "skip-link": skip_link,
    "summary-list": summary_list,
    "tag": tag,
    "textarea": textarea,
    "warning-text": warning_text,
}


def theirs(component, fixture):
    """The fixture, with the two things that a field of ours cannot be without."""
    html, options = fixture["html"], fixture["options"]
    if component == "date-input" and "namePrefix" not in options:
        for part in PARTS:
            html = html.replace(f'name="{part}"', f'name="{options["id"]}-{part}"')
    if component == "label" and "for" not in options:
        html = html.replace("<label ", '<label for="input" ')
    if component == "hint" and "id" not in options:
        html = html.replace("<div ", '<div id="some-hint" ')
    return html


@pytest.mark.parametrize(
    ("component", "name"),
    [(component, name) for component, names in USED.items() for name in names],
)
def test_the_markup_is_that_of_the_design_system(component, name):
    fixture = fixtures(component)[name]
    ours = RENDER[component](Options(json.loads(json.dumps(fixture["options"]))))
    ours = ours if isinstance(ours, Element) else parse_html(ours)
    assert str(ours) == str(parse_html(theirs(component, fixture)))


@pytest.mark.parametrize("component", RENDER)
def test_every_fixture_is_used_or_left_out_for_a_reason(component, capsys):
    left_out = LEFT_OUT.get(component, {})
    assert set(USED[component]) | set(left_out) == set(fixtures(component))
    assert not set(USED[component]) & set(left_out)
    with capsys.disabled():
        lines = [f"{component}: {len(USED[component])} fixtures used, {len(left_out)} left out"]
        lines += [f"  {name}: {reason}" for name, reason in left_out.items()]
        sys.stdout.write("\n" + "\n".join(lines))
