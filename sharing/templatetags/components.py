"""Tags for the parts of a page that need a sum or a walk through a form.

Everything else of the design system is an ``{% include "components/…" %}``; each of those files
lists its variables at the top.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet
from django.template import Context

register = template.Library()


@register.inclusion_tag("components/error_summary.html")
def error_summary(
    *forms: Any, title: str = "", dense: bool = False, linked: bool = True, stays: bool = False
) -> dict[str, Any]:
    """What stops this page, each error a link to its field: ``{% error_summary form formset %}``.

    It writes nothing where nothing is wrong, and takes what is not there for nothing, so that a
    layout may name a form that the page does not have. With ``linked=False`` it leads nowhere, for
    a page that shows why the form is not there any more. With ``stays=True`` it leaves the focus
    where it is.
    """
    errors = [error for form in forms for error in errors_of(form)]
    if not linked:
        errors = [error | {"href": ""} for error in errors]
    return {"errors": errors, "title": title, "dense": dense, "stays": stays}


def errors_of(form: Any) -> Iterable[dict[str, str]]:
    if isinstance(form, BaseFormSet):
        yield from ({"text": str(text), "href": ""} for text in form.non_form_errors())
        for one in form.forms:
            yield from errors_of(one)
    elif isinstance(form, BaseForm) and form.is_bound:
        yield from ({"text": str(text), "href": ""} for text in form.non_field_errors())
        field: Any  # the renderer's bound field, which knows its first input
        for field in form:
            # A hidden field has nowhere to lead to, and its error is no less a reason.
            href = "" if field.is_hidden else f"#{field.first_input_id}"
            yield from ({"text": str(text), "href": href} for text in field.errors)


@register.inclusion_tag("components/summary_list.html")
def summary_list(
    rows: Iterable[dict[str, Any]], *, dense: bool = False, no_border: bool = False
) -> dict[str, Any]:
    """Keys and values, with what can be done about each: ``{% summary_list rows dense=True %}``."""
    listed = list(rows)
    any_actions = any(row.get("actions") for row in listed)
    return {"rows": listed, "any_actions": any_actions, "dense": dense, "no_border": no_border}


@dataclass(frozen=True)
class Share:
    """One part of a proportion bar; ``x``, ``end`` and ``width`` are per mille of the whole."""

    kind: str
    count: int
    label: str
    x: str
    end: str
    width: str


@register.inclusion_tag("components/proportion_bar.html")
def proportion_bar(parts: Iterable[tuple[str, int, str]]) -> dict[str, Any]:
    """Shares of one whole with their legend: ``{% proportion_bar parts %}``.

    ``parts`` are (kind, count, words), kind one of in, nil, part, none.
    """
    listed = list(parts)
    total = sum(count for _kind, count, _label in listed) or 1
    shares = []
    before = 0
    for kind, count, label in listed:
        # Written out, as a number in an attribute must not be put into the reader's format.
        x, end, width = (
            f"{number * 1000 / total:.1f}" for number in (before, before + count, count)
        )
        shares.append(Share(kind, count, label, x, end, width))
        before += count
    return {"shares": shares}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page) -> dict[str, Any]:
    """Links to the other pages of a list, the rest of the query kept: ``{% pagination page %}``."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": numbers, "request": context["request"]}


# Of one small chart, in units of its picture.
WIDTH, HEIGHT, WIDEST, GAP, CROSS = 248, 36, 20, 0.2, 4.5


@register.inclusion_tag("components/multiples.html")
def multiples(chart: Any) -> dict[str, Any]:
    """Small bar charts and their table: ``{% multiples chart %}``, a `Chart` of the trail."""
    slot = WIDTH / max(len(series.bars) for series in chart.series)
    unit = HEIGHT / max(chart.tallest, 1)
    drawn = [
        {
            "series": series,
            "bars": [
                _drawn(bar, place * slot, slot, unit) for place, bar in enumerate(series.bars)
            ],
        }
        for series in chart.series
    ]
    rows = [
        {"start": bars[0].start, "bars": bars}
        for bars in zip(*(series.bars for series in chart.series), strict=True)
    ]
    return {"chart": chart, "drawn": drawn, "rows": rows}


def _drawn(bar: Any, x: float, slot: float, unit: float) -> dict[str, str]:
    height, middle = bar.allowed * unit, x + slot / 2
    top, width = HEIGHT - height, min(slot * (1 - GAP), WIDEST)
    low, high = top - 3, top - 3 - 2 * CROSS
    left, right = middle - CROSS, middle + CROSS
    cross = (
        f"M{left:.1f} {high:.1f} {right:.1f} {low:.1f}M{right:.1f} {high:.1f} {left:.1f} {low:.1f}"
    )
    return {
        "x": f"{middle - width / 2:.1f}",
        "y": f"{top:.1f}",
        "width": f"{width:.1f}",
        "height": f"{height:.1f}" if bar.allowed else "",
        "cross": cross if bar.refused else "",
    }
