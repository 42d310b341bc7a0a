"""What a letter or a table works out when it is opened: its fields and formulas. Fields that are
known to ask nobody else are taken, and formulas with none that does."""

import re

from sharing.vault.codes import Trouble
from sharing.vault.confined.found import Found
from sharing.vault.confined.links import may_be_clicked

_NAMES = (
    "ADDIN ADDRESSBLOCK ADVANCE ASK AUTHOR AUTONUM AUTONUMLGL AUTONUMOUT AUTOTEXT AUTOTEXTLIST"
    " BARCODE BIBLIOGRAPHY BIDIOUTLINE CITATION COMMENTS COMPARE CREATEDATE DATE DISPLAYBARCODE"
    " DOCPROPERTY DOCVARIABLE EDITTIME EMBED EQ FILENAME FILESIZE FILLIN FORMCHECKBOX FORMDROPDOWN"
    " FORMTEXT GOTOBUTTON GREETINGLINE HYPERLINK IF INDEX INFO KEYWORDS LASTSAVEDBY LISTNUM"
    " MACROBUTTON MERGEBARCODE MERGEFIELD MERGEREC MERGESEQ NEXT NEXTIF NOTEREF NUMCHARS NUMPAGES"
    " NUMWORDS PAGE PAGEREF PRINTDATE PRIVATE QUOTE REF REVNUM SAVEDATE SECTION SECTIONPAGES SEQ SET"
    " SHAPE SKIPIF STYLEREF SUBJECT SYMBOL TA TC TEMPLATE TIME TITLE TOA TOC USERADDRESS USERINITIALS"
    " USERNAME XE"
)
_KNOWN = frozenset(_NAMES.split())
_WORD = re.compile(r"[\s\"]*(=|[^\s\"\\]*)")
_FIRST_WORD = re.compile(r"\s*(?:=|\S+\s)")
_LINK = re.compile(r"(?:\\[a-z]\s+)*\"?\s*([^\s\"]*)", re.IGNORECASE)

# Of formulas: what asks a page, a program or a server; and how a table asks another program.
_ASKS = re.compile(
    r"\b(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|DDE|SQL\.REQUEST|IMPORT[A-Z]+)\s*\(",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def refuse_field(instruction: str) -> None:
    """Stop at a field that asks another file, program or computer, or may."""
    word = _WORD.match(instruction)
    name = word[1].upper() if word else ""
    if name.startswith("="):
        return
    if name and name not in _KNOWN:
        raise Found(Trouble.FETCHES)
    if word and name == "HYPERLINK":
        where = _LINK.match(instruction[word.end() :].lstrip('" '))
        if where and not may_be_clicked(where[1]):
            raise Found(Trouble.FETCHES)


def refuse_formula(formula: str) -> None:
    """Stop at a formula that does."""
    if _ASKS.search(formula) or "|" in _QUOTED.sub("", formula):
        raise Found(Trouble.FETCHES)


class Fields:
    """The fields of a letter that are open, each with the instruction read up to here."""

    def __init__(self) -> None:
        self._open: list[list[str] | None] = []

    def say(self, text: str) -> None:
        """Part of the instruction of the innermost; alone, it is one."""
        above = self._above()
        if above is not None:
            above.append(text)
        else:
            refuse_field(text)

    def turn(self, kind: str) -> None:
        """A field begins, has its result, or ends."""
        above = self._above()
        if kind == "begin":
            # What another field says first is what this one does.
            if above is not None and not _FIRST_WORD.match("".join(above)):
                raise Found(Trouble.FETCHES)
            self._open.append([])
        elif self._open:
            refuse_field("".join(above or []))
            self._open[-1] = None
            if kind == "end":
                self._open.pop()

    def close(self) -> None:
        for instruction in self._open:
            refuse_field("".join(instruction or []))

    def _above(self) -> list[str] | None:
        return self._open[-1] if self._open else None
