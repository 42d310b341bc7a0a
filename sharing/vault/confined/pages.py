"""Pages, as e-mails hold them, and drawings: what runs in them, or is fetched from elsewhere when
they are opened, so that somebody learns who opened it, when and where."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from sharing.vault.codes import Trouble
from sharing.vault.confined.charsets import is_known
from sharing.vault.confined.found import Found
from sharing.vault.confined.links import is_here, may_be_clicked

_RUNS = {"script", "iframe", "frame", "object", "embed", "applet"}
_DATA = {"application/json", "application/ld+json"}  # what mail programs show tickets from
_WHEN = re.compile(r"on[a-z]{3,}")  # something happens
_STARTS = re.compile(r"(?:javascript|vbscript|data:text/html|data:image/svg)")
_BLANK = re.compile(r"[\x00-\x20]+")

_CLICKED = {"a", "area"}
# What stands in these is fetched, and what stands in those is only said.
_FETCHED = {
    "src", "href", "background", "poster", "lowsrc", "dynsrc", "data", "action", "formaction",
    "classid", "codebase", "manifest",
}  # fmt: skip
_LISTS = {"srcset", "imagesrcset", "archive", "ping"}
_SAID = {
    "alt", "title", "name", "id", "class", "content", "value", "label", "summary", "cite", "about",
    "resource", "itemtype", "itemid", "profile", "vocab", "originalsrc", "downloadurl",
    "namespaceuri",
}  # fmt: skip
_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?(?://|\\\\)", re.IGNORECASE)

# How something looks may be fetched, too.
_REMARK = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_LOOKS_RUN = re.compile(r"expression\s*\(|-moz-binding|javascript:|vbscript:", re.IGNORECASE)
_LOOKS_FETCHED = re.compile(r"@import|image-set|https?:|ftp:", re.IGNORECASE)
_OF = re.compile(r"url\(\s*[\"']?([^\"')]*)", re.IGNORECASE)

_CONDITION = re.compile(r"\s*\[if\b[^\]]*\]>", re.IGNORECASE)  # Outlook reads what stands behind
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';]*)", re.IGNORECASE)


class _Page(HTMLParser):
    """Reads marks as a browser does, however wrong they are."""

    _looks = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._looks = tag == "style"
        refuse_mark(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        self._looks = False

    def handle_data(self, data: str) -> None:
        if self._looks:
            refuse_looks(data)

    def handle_comment(self, data: str) -> None:
        condition = _CONDITION.match(data)
        if condition:
            refuse_page(data[condition.end() :])


def refuse_page(text: str) -> None:
    """Stop at a page or a drawing that runs, or fetches something."""
    page = _Page()
    page.feed(text)
    page.close()


def refuse_mark(name: str, attributes: Mapping[str, str]) -> None:
    """Stop at a mark of a page that does."""
    tag = local(name)
    values = {local(attribute): value for attribute, value in attributes.items()}
    if tag in _RUNS and values.get("type", "").lower() not in _DATA:
        raise Found(Trouble.MACROS)
    if tag == "meta":
        _check_about(values)
    for attribute, value in values.items():
        if _WHEN.fullmatch(attribute) or _STARTS.match(_BLANK.sub("", value).lower()):
            raise Found(Trouble.MACROS)
        if attribute == "style":
            refuse_looks(value)
        elif not attributes_stay(tag, attribute, value):
            raise Found(Trouble.FETCHES)


def attributes_stay(tag: str, attribute: str, value: str) -> bool:
    """Return whether nothing is fetched from elsewhere for this."""
    if tag in _CLICKED and attribute == "href":
        return may_be_clicked(value)
    if attribute in _FETCHED:
        return is_here(value)
    if attribute in _LISTS:
        return all(is_here(one) for one in re.split(r"[\s,]+", value))
    said = attribute in _SAID or attribute.startswith(("data-", "aria-", "xmlns"))
    return said or not _ELSEWHERE.match(_BLANK.sub("", value))


def refuse_looks(text: str) -> None:
    """Stop at what says how a page looks, and runs or fetches something."""
    plain = _ESCAPED.sub(_unescaped, _REMARK.sub("", text))
    if _LOOKS_RUN.search(plain):
        raise Found(Trouble.MACROS)
    if _LOOKS_FETCHED.search(plain) or not all(map(is_here, _OF.findall(plain))):
        raise Found(Trouble.FETCHES)


def local(name: str) -> str:
    """Return the name without what says whose it is, in small letters."""
    space, _, own = name.rpartition(" ")
    if space or own.startswith("xmlns"):
        return own.lower()
    return own.rpartition(":")[2].lower()


def _check_about(values: Mapping[str, str]) -> None:
    if values.get("http-equiv", "").strip().lower() == "refresh":
        raise Found(Trouble.FETCHES)
    said = _CHARSET.search(values.get("content", ""))
    if not is_known(said[1] if said else values.get("charset", "")):
        raise Found(Trouble.TWO_IN_ONE)


def _unescaped(escaped: re.Match[str]) -> str:
    number, letter = escaped.groups()
    return letter or chr(min(int(number, 16), 0x10FFFF))
