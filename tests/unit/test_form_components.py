"""Our mark-up is GOV.UK's: each fixture of the npm package is rendered from our own templates."""

import json
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.test.html import Element, parse_html

from sharing.fields import PARTS
from tests.design_system import fields, parts
from tests.design_system.fixtures import LEFT_OUT, USED
from tests.design_system.options import Options

PACKAGE = Path(settings.BASE_DIR) / "node_modules/govuk-frontend/dist/govuk/components"
RENDER = {
    "button": parts.button,
    "checkboxes": fields.checkboxes,
    "date-input": fields.date_input,
    "details": parts.details,
    "error-message": parts.error_message,
    "error-summary": parts.error_summary,
    "fieldset": fields.fieldset,
    "hint": fields.hint,
    "input": fields.input_,
    "label": fields.label,
    "radios": fields.radios,
    "select": fields.select,
    "skip-link": parts.skip_link,
    "summary-list": parts.summary_list,
    "tag": parts.tag,
    "textarea": fields.textarea,
    "warning-text": parts.warning_text,
}


@cache
def fixtures(component):
    listed = json.loads((PACKAGE / component / "fixtures.json").read_text())["fixtures"]
    return {fixture["name"]: fixture for fixture in listed}


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
