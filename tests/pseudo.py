"""A language that puts every marked word into «marks», to see which words are not marked."""

import re
from contextlib import contextmanager
from html.parser import HTMLParser
from unittest import mock

from django.apps import apps
from django.db import connection
from django.db.models import CharField, TextField
from django.utils.translation import get_language, trans_real

from sharing.models import Party
from tests.conftest import as_owner
from tests.doing import every

WORD = r"[A-Za-z][A-Za-z’']+"
OPEN, CLOSE = "«", "»"
# What a script says instead of what stands: `dataset` in marac_portal/static.
BY_SCRIPT = {
    f"data-{name}"
    for name in [
        "copied",
        "cut",
        "failed",
        "last",
        "left",
        "live",
        "off",
        "on",
        "other",
        "over",
        "refused",
        "saved",
        "saving",
        "soon",
        "unsaved",
    ]
}
SPOKEN = {"aria-label", "alt", "title", "placeholder", "data-label"} | BY_SCRIPT
# What nobody reads as words: `code` holds a key to type.
SILENT = {"script", "style", "code"}
# Names that are the same in every language, and what a page says of formats.
SAME = {"MARAC", "OFFICIAL", "SENSITIVE", "IDVA", "DASH", "TOTP", "PDF", "English", "Cymraeg"}


class PseudoCatalogue(dict):
    """Answers every message with itself between marks."""

    def get(self, key, default=None):
        message = key[0] if isinstance(key, tuple) else key
        said = str(message).rpartition("\x04")[2]
        return f"{OPEN}{said}{CLOSE}" if said else default

    def plural(self, msgid, num):
        raise KeyError(msgid)


@contextmanager
def pseudo_language():
    """Every page is written in the language of marks."""
    translation = trans_real.translation(get_language())

    def many(one, several, number):
        return f"{OPEN}{one if number == 1 else several}{CLOSE}"

    with (
        mock.patch.object(translation, "_catalog", PseudoCatalogue()),
        mock.patch.object(translation, "ngettext", many),
    ):
        yield


class _Words(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text, self.spoken, self.silent = [], [], 0

    def handle_starttag(self, tag, attributes):
        self.silent += tag in SILENT
        given = dict(attributes)
        for name, value in attributes:
            button = tag == "input" and given.get("type") in ("submit", "button")
            if value and (name in SPOKEN or (name == "value" and button)):
                self.spoken.append(value)

    def handle_endtag(self, tag):
        self.silent -= tag in SILENT

    def handle_data(self, data):
        if not self.silent:
            self.text.append(data)


def unmarked(text):
    """Return the words that stand outside the marks, however these are nested."""
    outside, depth = [], 0
    for part in re.split(f"([{OPEN}{CLOSE}])", text):
        if part == OPEN:
            depth += 1
        elif part == CLOSE:
            depth -= 1
            assert depth >= 0, "a mark was cut off"
        elif depth == 0:
            outside.append(part)
    return re.findall(WORD, " ".join(outside))


def unmarked_on(html):
    """Return the words of a page, read or spoken, that stand outside the marks."""
    page = _Words()
    page.feed(html)
    return [word for part in (" ".join(page.text), *page.spoken) for word in unmarked(part)]


def words_of_data():
    """Return every word that somebody typed: it is in no language of the portal."""
    found = set(SAME)
    with as_owner(), connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            columns = [
                field.column
                for field in model._meta.concrete_fields
                if isinstance(field, CharField | TextField) and not field.choices
            ]
            if columns and model._meta.db_table in connection.introspection.table_names(cursor):
                listed = ", ".join(f'"{column}"::text' for column in columns)
                cursor.execute(f'SELECT {listed} FROM "{model._meta.db_table}"')
                for row in cursor.fetchall():
                    found.update(re.findall(WORD, " ".join(map(str, row))))
    with as_owner():
        parties = every(Party).all()
        found.update(f"{one.given_name[:1]}{one.family_name[:1]}" for one in parties)
    return found
