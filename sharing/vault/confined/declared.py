"""What the parts of a Word or Excel file are declared as, and what belongs to what: the programs go
by that, whatever a part is called."""

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote

from sharing.vault.codes import Trouble
from sharing.vault.confined.found import Found
from sharing.vault.confined.pages import local
from sharing.vault.confined.running import read, refuse_declared


class Declared:
    """The types of the parts, by name or by the ending of one."""

    def __init__(self, types: bytes) -> None:
        self._parts: dict[str, str] = {}
        self._endings: dict[str, str] = {}
        read(types, self._start)

    def type_of(self, name: str) -> str:
        """Return it in small letters; empty where none is declared, so that no program opens it."""
        part = plain(name)
        return self._parts.get(part) or self._endings.get(part.rpartition(".")[2], "")

    def __contains__(self, kind: str) -> bool:
        return kind in self._parts.values() or kind in self._endings.values()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("ContentType", "").strip().lower()
        refuse_declared(kind)
        if "PartName" in attributes:
            _set(self._parts, plain(attributes["PartName"]), kind)
        if "Extension" in attributes:
            _set(self._endings, attributes["Extension"].lower(), kind)


def plain(name: str) -> str:
    """Return the name of a part as it is compared."""
    return unquote(name).lower().removeprefix("/")


def font_keys(table: bytes, relations: bytes, folder: str) -> dict[str, bytes]:
    """Return the keys under which the fonts of a letter are hidden, by part: of the part that lists
    them, the relations of that, and where it lies."""
    keys: dict[str, bytes] = {}  # by relation
    fonts: dict[str, bytes] = {}

    def listed(name: str, attributes: Mapping[str, str]) -> None:
        values = {local(attribute): value for attribute, value in attributes.items()}
        if local(name).startswith("embed"):
            keys[values.get("id", "")] = _key(values.get("fontkey", ""))

    def related(name: str, attributes: Mapping[str, str]) -> None:
        if attributes.get("Id") in keys:
            part = posixpath.normpath(posixpath.join(folder, plain(attributes.get("Target", ""))))
            fonts[part] = keys[attributes["Id"]]

    read(table, listed)
    read(relations, related)
    return fonts


def _key(written: str) -> bytes:
    try:
        return bytes.fromhex(written.strip("{}").replace("-", ""))[::-1]
    except ValueError as error:
        raise Found(Trouble.UNREADABLE) from error


def _set(known: dict[str, str], what: str, kind: str) -> None:
    if known.setdefault(what, kind) != kind:
        raise Found(Trouble.UNREADABLE)
