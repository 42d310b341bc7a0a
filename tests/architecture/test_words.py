"""Every word on a screen, on paper and in mail is marked for translation."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise

from sharing.events import CATALOGUE
from sharing.permissions.register import REGISTER
from tests import pseudo

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
SPOKEN = rf"""\s(?:{"|".join(sorted(pseudo.SPOKEN))})="([^"]*)\""""
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


# Who reads what these say: whoever fills in a form, opens home or has a mail.
TOLD = {"RuleBroken", "ValidationError", "add_error", "success", "warning", "Todo", "send", "_send"}


def told(tree):
    """Return the words that are told to somebody as they stand, through no translation."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            values = [*node.args, *(one.value for one in node.keywords)] if name in TOLD else []
        else:
            targets = node.targets if isinstance(node, ast.Assign) else []
            named = {getattr(one, "id", "") for one in targets}
            values = [node.value] if named & {"subject", "words"} else []
        for value in values:
            parts = value.values if isinstance(value, ast.JoinedStr) else [value]
            for part in parts:
                said = getattr(part, "value", None) if isinstance(part, ast.Constant) else None
                if isinstance(said, str) and re.search(r"[A-Za-z]{2,} |^ [A-Za-z]", said):
                    yield said


@pytest.mark.parametrize("folder", ["sharing", "meetings", "marac_portal"])
def test_nobody_is_told_an_unmarked_word(folder):
    aside = {"migrations", "example", "management"}
    found = {
        str(path.relative_to(ROOT)): words
        for path in (ROOT / folder).rglob("*.py")
        if not aside & set(path.parts)
        and (words := list(told(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert found == {}


def test_choices_permissions_and_events_are_translated():
    choices = [
        (field, label)
        for model in apps.get_models()
        if model._meta.managed and model._meta.app_label in ("sharing", "meetings")
        for field in model._meta.concrete_fields
        for value, label in field.flatchoices
        if re.search(r"[a-z]{2,}", str(value))
    ]
    words = [(one, one.words) for one in REGISTER.values()]
    sentences = [(one, one.sentence) for one in CATALOGUE.values()]
    assert [one for one, said in choices + words + sentences if not isinstance(said, Promise)] == []


def test_scripts_hold_no_words():
    """They say what the page gives them, in `data-` attributes that are looked at above."""
    found = []
    for path in (ROOT / "marac_portal" / "static").glob("*.js"):
        text = re.sub(
            r"^\s*//.*$|\s//\s.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        found += re.findall(r"""(['"`])((?:(?!\1).)*[A-Za-z]{2,} [a-z]{2,}(?:(?!\1).)*)\1""", text)
        shown = re.findall(r"(?:textContent|says|words) = .*", text)
        given = {f"data-{name}" for line in shown for name in re.findall(r"dataset\.(\w+)", line)}
        assert given - {"data-was"} <= pseudo.BY_SCRIPT, path.name
    assert found == []


def test_an_unmarked_word_would_be_found():
    assert unmarked("<p>Hello</p>") == ["Hello"]
    assert unmarked('<p aria-label="Say">{% translate "Hello" %}</p>') == ["Say"]
    assert unmarked("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}") == []
    assert unmarked('<p data-saved="Kept">') == ["Kept"]
    assert list(told(ast.parse('RuleBroken("Say who", field="who")'))) == ["Say who"]
    assert list(told(ast.parse('subject = f"Case of {day}"'))) == ["Case of "]
    assert list(told(ast.parse('RuleBroken(_("Say who") % given)'))) == []
