"""Every form in GOV.UK's mark-up, by Django's own hooks: a renderer and its bound field.

The templates are in ``templates/django/forms/``; how a form asks for another look is written in
``sharing.fields``. The mark-up is held against the fixtures of the npm package by
``tests/unit/test_form_components.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from sharing.fields import PARTS, DateInput, Look, Words


@dataclass(frozen=True)
class Item:
    """One choice of radios or check boxes, as the template draws it."""

    id: str
    value: Any
    label: Words
    checked: bool
    disabled: bool
    described_by: str
    hint: Words
    divider: Words
    exclusive: bool
    reveals: list[BoundField]


@dataclass(frozen=True)
class DatePart:
    """One of the three boxes of a date."""

    part: str
    id: str
    name: str
    value: Any
    wrong: bool
    autocomplete: str


class PortalBoundField(BoundField):
    """A bound field that knows its look, its identifiers and the parts of its choices."""

    @property
    def look(self) -> Look:
        looks: dict[str, Look] = getattr(self.form, "looks", {})
        return looks.get(self.name, Look())

    @property
    def control_id(self) -> str:
        return self.field.widget.attrs.get("id") or self.auto_id

    @property
    def hint_id(self) -> str:
        return f"{self.control_id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.control_id}-error"

    @property
    def first_input_id(self) -> str:
        """Return the input to which the error summary leads: the first, or the first wrong part of
        a date."""
        if self.is_date:
            return f"{self.control_id}-{self.wrong_parts[0]}"
        return self.control_id

    @property
    def is_date(self) -> bool:
        return isinstance(self.field.widget, DateInput)

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_revealed(self) -> bool:
        """Return whether the field is drawn only inside the choice that opens it."""
        looks: dict[str, Look] = getattr(self.form, "looks", {})
        return any(self.name in names for look in looks.values() for names in look.reveals.values())

    @property
    def use_fieldset(self) -> bool:
        return super().use_fieldset and self.look.fieldset

    @property
    def aria_describedby(self) -> str:
        """Return hint and error, which are read out after the label, in the order of the page."""
        if self.is_hidden:
            return ""
        # The hint of a single check box belongs to its one item.
        hint = self.help_text and not self.is_single_checkbox
        return " ".join(
            part
            for part in (
                self.look.described_by,
                self.hint_id if hint else "",
                self.error_id if self.errors else "",
            )
            if part
        )

    @property
    def item_described_by(self) -> str:
        """Return, for a single check box, the error and then its own hint."""
        hint = f"{self.control_id}-item-hint" if self.help_text else ""
        return " ".join(part for part in (self.aria_describedby, hint) if part)

    @property
    def wrong_parts(self) -> tuple[str, ...]:
        """Return the parts of a date that its error is about; all three if it does not say."""
        for error in self.errors.as_data():
            if error.params and "parts" in error.params:
                parts: tuple[str, ...] = error.params["parts"]
                return parts
        return PARTS

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        drawn = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, drawn)
        if drawn.is_hidden:
            return attrs
        # The server names missing fields in words; the browser's own bubbles are not read out
        # reliably and cannot be translated. A length that is cut off in silence loses words.
        attrs.pop("required", None)
        attrs.pop("aria-invalid", None)
        # Nor does a number input keep text that is no number: "about 30" would be sent as nothing.
        attrs |= dict.fromkeys(("maxlength", "minlength", "min", "max", "step"), False)
        look = self.look
        block = block_of(drawn)
        if block:
            own = [block, width_class(look), look.classes, drawn.attrs.get("class", "")]
            if self.errors:
                own.append(f"{block}--error")
            attrs["class"] = " ".join(name for name in own if name)
        if block == "govuk-textarea":
            attrs |= {"rows": str(look.rows), "cols": False}
        for name in ("autocomplete", "inputmode", "autocapitalize"):
            if getattr(look, name):
                attrs[name] = getattr(look, name)
        if look.spellcheck is not None:
            attrs["spellcheck"] = "true" if look.spellcheck else "false"
        return attrs

    def as_widget(
        self,
        widget: forms.Widget | None = None,
        attrs: dict[str, Any] | None = None,
        only_initial: bool = False,
    ) -> SafeString:
        """Render like Django, and also give the template the bound field."""
        drawn = widget or self.field.widget
        if drawn.is_hidden or only_initial:
            return super().as_widget(widget, attrs, only_initial)
        if self.field.localize:
            drawn.is_localized = True
        attrs = self.build_widget_attrs(attrs or {}, drawn)
        attrs.setdefault("id", self.control_id)
        context = drawn.get_context(self.html_name, self.value(), attrs)
        context |= {"field": self, "look": self.look}
        if self.look.inputmode == "numeric":
            context["widget"]["type"] = "text"
        if isinstance(drawn, DateInput):
            context["parts"] = list(self.date_parts(context["widget"]))
        elif isinstance(drawn, forms.RadioSelect | forms.CheckboxSelectMultiple):
            context["items"] = list(self.items(context["widget"]))
        return SafeString(self.form.renderer.render(str(drawn.template_name), context))

    def items(self, widget: dict[str, Any]) -> Iterator[Item]:
        look = self.look
        number = 0
        for _group, options, _index in widget["optgroups"]:
            for option in options:
                value = str(option["value"])
                divider = by_value(look.dividers, value, "")
                # A divider counts, as in GOV.UK's own; the first item has no number, so that the
                # error summary can lead to it.
                number += 2 if divider else 1
                item_id = self.control_id if number == 1 else f"{self.control_id}-{number}"
                hint = by_value(look.hints, value, "")
                described = [f"{item_id}-item-hint"] if hint else []
                # Without a fieldset to carry them, each check box has the hint and the error.
                if option["type"] == "checkbox" and not self.use_fieldset:
                    described.insert(0, self.aria_describedby)
                yield Item(
                    id=item_id,
                    value=value,
                    label=option["label"],
                    checked=option["selected"],
                    disabled=bool(option["attrs"].get("disabled")),
                    described_by=" ".join(part for part in described if part),
                    hint=hint,
                    divider=divider,
                    exclusive=look.exclusive is not None and value == str(look.exclusive),
                    reveals=[self.form[name] for name in by_value(look.reveals, value, [])],
                )

    def date_parts(self, widget: dict[str, Any]) -> Iterator[DatePart]:
        for part, drawn in zip(PARTS, widget["subwidgets"], strict=True):
            yield DatePart(
                part=part,
                id=f"{self.control_id}-{part}",
                name=drawn["name"],
                value=drawn["value"],
                wrong=bool(self.errors) and part in self.wrong_parts,
                autocomplete=f"{self.look.autocomplete}-{part}" if self.look.autocomplete else "",
            )


def block_of(widget: forms.Widget) -> str:
    """Return GOV.UK's class for this kind of input; empty if its template has its own."""
    if isinstance(widget, forms.Textarea):
        return "govuk-textarea"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.CheckboxInput):
        return ""
    if isinstance(widget, forms.Select):
        return "govuk-select"
    if isinstance(widget, forms.FileInput):
        return "govuk-file-upload"
    return "govuk-input" if isinstance(widget, forms.widgets.Input) else ""


def width_class(look: Look) -> str:
    if not look.width:
        return ""
    if isinstance(look.width, int):
        return f"govuk-input--width-{look.width}"
    return f"govuk-!-width-{look.width}"


def by_value(choices: Any, value: str, otherwise: Any) -> Any:
    """Return the value of a look for a choice, found by the choice's value as text, as in the
    page."""
    return {str(key): said for key, said in choices.items()}.get(value, otherwise)


class PortalRenderer(TemplatesSetting):
    """Set as ``FORM_RENDERER``."""

    form_template_name = "django/forms/div.html"
    formset_template_name = "django/forms/formsets/div.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = PortalBoundField
