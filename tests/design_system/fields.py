"""Fields of a form, rendered by our templates from the options of the design system."""

from django import forms
from django.core.exceptions import ValidationError
from django.test.html import Element, parse_html
from django.utils.safestring import mark_safe

from marac_portal.forms_renderer import PortalBoundField
from sharing.fields import PARTS, DateInput, GovDateField, Look
from tests.design_system.options import Options

INPUTS = {"number": forms.NumberInput, "text": forms.TextInput}


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
