"""The numbers that a list shows are read with its items, as nobody sees that they stand in no
text."""

import pytest

from sharing.addresses.matching import names_address
from sharing.addresses.places import address_of
from sharing.vault.codes import Kind
from sharing.vault.confined.words import words
from tests.attached import email, word

HIDDEN = [address_of("3 Hidden Row")]
LEVEL = "<w:lvl w:ilvl='{level}'>{start}<w:numFmt w:val='{form}'/></w:lvl>"
NUM = "<w:num w:numId='{name}'><w:abstractNumId w:val='{drawn}'/>{anew}</w:num>"
ANEW = "<w:lvlOverride w:ilvl='{level}'><w:startOverride w:val='3'/></w:lvlOverride>"


def item(text, of="1", level="<w:ilvl w:val='0'/>"):
    number = f"<w:pPr><w:numPr>{level}<w:numId w:val='{of}'/></w:numPr></w:pPr>"
    return f"<w:p>{number}<w:r><w:t>{text}</w:t></w:r></w:p>"


def drawn(name, *levels):
    return f"<w:abstractNum w:abstractNumId='{name}'>{''.join(levels)}</w:abstractNum>"


def level(start="", form="decimal", level=0):
    start = f"<w:start w:val='{start}'/>" if start else ""
    return LEVEL.format(level=level, start=start, form=form)


def num(name="1", drawn="0", anew=""):
    return NUM.format(name=name, drawn=drawn, anew=anew)


def said(items, *numbering):
    parts = {"word/document.xml": f"<w:body xmlns:w='w'>{items}</w:body>"}
    if numbering:
        lists = "".join(numbering)
        parts["word/numbering.xml"] = f"<w:numbering xmlns:w='w'>{lists}</w:numbering>"
    return words(word(parts), Kind.WORD)


ITEMS = item("Police") + item("School") + item("Hidden Row")


@pytest.mark.parametrize(
    ("items", "numbering"),
    [
        (ITEMS, [drawn("0", level()), num()]),
        (item("Hidden Row"), [drawn("0", level("3")), num()]),
        (item("Hidden Row", level=""), [drawn("0", level("3", "lowerLetter")), num()]),
        (item("Hidden Row"), [drawn("0", level()), num(anew=ANEW.format(level=0))]),
        # Two lists that are drawn as one are counted as one.
        (
            item("Police") + item("School", of="2") + item("Hidden Row"),
            [drawn("0", level()), num(), num("2")],
        ),
        (
            item("Police") + item("Hidden Row", level="<w:ilvl w:val='1'/>"),
            [drawn("0", level(), level("3", level=1)), num()],
        ),
    ],
)
def test_the_number_of_an_item_of_a_letter_is_read(items, numbering):
    assert names_address(said(items, *numbering), HIDDEN)


@pytest.mark.parametrize(
    "numbering",
    [
        [drawn("0", level(form="bullet")), num(anew=ANEW.format(level=0))],
        [drawn("0", level("4")), num()],
        [drawn("0", level("x" * 9)), num("2")],
        [drawn("1", level()), num()],
        ["<broken"],
        [],
    ],
)
def test_a_point_or_another_number_is_none(numbering):
    assert not names_address(said(ITEMS, *numbering), HIDDEN)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<ol><li>Police</li><li>School</li><li>Hidden Row</li></ol>", True),
        ("Seen 1<ol start=3><li>Hidden Row</li></ol>", True),
        ("<ol><li value=3>Hidden Row</li></ol>", True),
        ("<ol><li>Police<ul><li>by car</li></ul></li><li>School<li>Hidden Row</ol>", True),
        ("<ul><li>Police</li><li>School</li><li>Hidden Row</li></ul>", False),
        ("</ol><li>Police</li><li>School</li><li>Hidden Row</li>", False),
    ],
)
def test_the_number_of_an_item_of_a_page_is_read(page, found):
    assert names_address(words(email(html=page).as_bytes(), Kind.EMAIL), HIDDEN) is found
