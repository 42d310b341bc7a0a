"""Every word on a screen, on paper and in mail is marked for translation."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*")
    if path.suffix in (".html", ".txt") and path.is_file()
)
MARKED = [
    r"\{#.*?#\}",
    r"\{% comment .*?%\}.*?\{% endcomment %\}",
    r"\{% comment %\}.*?\{% endcomment %\}",
    r"\{% blocktranslate.*?%\}.*?\{% endblocktranslate %\}",
    r"\{% block (?:page_class|main_class|case_columns) %\}.*?\{% endblock %\}",  # class names
    r"<!--.*?-->",
    r"<!DOCTYPE html>",
]
SPOKEN = r"""\s(?:aria-label|alt|title|placeholder|data-label|data-copied|data-saving)="([^"]*)\""""
# The words of a form field that a person reads.
SAID = {"label", "help_text", "hint", "legend", "hints", "error_messages", "empty_label"}


def unmarked(text):
    for pattern in MARKED:
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    spoken = re.findall(SPOKEN, text)
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", " ", text, flags=re.DOTALL)
    text = re.sub(r"&\w+;", " ", text)
    return [word for part in [text, *spoken] for word in re.findall(r"[A-Za-z]{2,}", part)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_no_unmarked_word(path):
    assert unmarked(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("folder", ["sharing", "meetings", "marac_portal"])
def test_forms_hold_no_unmarked_word(folder):
    found = []
    for path in (ROOT / folder).rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in SAID:
                constants = (
                    [node.value]
                    if isinstance(node.value, ast.Constant)
                    else node.value.values
                    if isinstance(node.value, ast.Dict)
                    else []
                )
                found += [
                    (path.name, constant.lineno, constant.value)
                    for constant in constants
                    if isinstance(constant, ast.Constant)
                    and isinstance(constant.value, str)
                    and re.search(r"[A-Za-z]{2,} ", constant.value)
                ]
    assert found == []


def test_an_unmarked_word_would_be_found():
    assert unmarked("<p>Hello</p>") == ["Hello"]
    assert unmarked('<p aria-label="Say">{% translate "Hello" %}</p>') == ["Say"]
    assert unmarked("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}") == []
