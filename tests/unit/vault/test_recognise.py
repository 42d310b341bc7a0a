"""What a file is, and why one is not taken, as the confined process finds out."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import office, pictures
from sharing.vault.confined.found import Found
from sharing.vault.confined.recognise import recognise
from tests import attached
from tests.attached import (
    BOOK_ENDS,
    archive,
    bomb,
    compound,
    email,
    excel,
    old_excel,
    old_word,
    outlook,
    pdf,
    photograph,
    picture,
    record,
    sheet,
    word,
)
from tests.attached import (
    office as office_file,
)

HTML = b"<html><script>alert(1)</script></html>"
VBA = '<Default Extension="bin" ContentType="application/vnd.ms-office.{}"/>'
RELATED = (
    '<Relationships><Relationship Id="r1" Target="any.bin"'
    ' Type="http://schemas.microsoft.com/office/2006/relationships/{}"/></Relationships>'
)
GIF, PNG, JPEG, WEBP = (picture(form) for form in ("GIF", "PNG", "JPEG", "WEBP"))
HEIC = photograph()


def with_attached(*how, **named):
    message = email()
    message.add_attachment(*how, **named)
    return message.as_bytes()


def elsewhere(where, length=None):
    """Return a record of another book, or of what is asked in place of one."""
    if length == 0:
        return record(0x1AE, b"\1\0" + where[:2][::-1])
    return record(0x1AE, b"\1\0" + len(where).to_bytes(2, "little") + b"\0" + where)


TAKEN = {
    Kind.PDF: [pdf(), pdf(pages=3), pdf() + b"\r\n\0\n"],
    Kind.PNG: [PNG],
    Kind.JPEG: [JPEG, picture("MPO", frames=2), JPEG + b"a film, as telephones add"],
    Kind.GIF: [GIF, picture("GIF", frames=3)],
    Kind.WEBP: [WEBP],
    Kind.HEIC: [HEIC, HEIC.replace(b"ftypheic", b"ftypmif1"), photograph(frames=2)],
    Kind.WORD: [
        word(),
        word({"word/embeddings/table.xlsx": excel()}),
        word({"word/embeddings/old.bin": old_excel()}),
        word({"word/embeddings/": b""}),
        word({"word/_rels/document.xml.rels": RELATED.format("hyperlink")}),
    ],
    Kind.EXCEL: [excel(), excel({"xl/embeddings/a.docx": word({"b/embeddings/c.xlsx": excel()})})],
    Kind.OLD_WORD: [
        old_word(),
        old_word(more={"ObjectPool/_1/Workbook": b""}),
        old_word(more={"Data": archive({"theme.xml": "t"})}),
        old_word() + bytes(700),
        old_word(more={"1Table": b"\x13 PAGE \x14", "MsoDataStore/1/Item": b"<a/>"}),
    ],
    Kind.OLD_EXCEL: [
        old_excel(elsewhere(b"\4\1", 0)),
        old_excel(elsewhere(b"\1C\3jo\3a.xls")),
        old_excel(elsewhere(b"a.xls"), more={"MBD1/\x02OlePres000": b""}),
        old_excel(),
        old_excel(sheet(), sheet(2)),
        compound({"Book": BOOK_ENDS}),
    ],
    Kind.OUTLOOK: [
        outlook(),
        outlook({"__attach_version1.0_#0/__substg1.0_37010102": PNG}),
        outlook(
            {
                "__attach_version1.0_#0/__substg1.0_37010102": PNG,
                "__attach_version1.0_#0/__substg1.0_3707001E": b"Logo.PNG",
                "__attach_version1.0_#0/__substg1.0_3703001F": b"",
                "__substg1.0_10130102": b"<p>Two calls",
            }
        ),
        outlook({"__attach_version1.0_#0/__substg1.0_3701000D/__properties_version1.0": b""}),
    ],
    Kind.TEXT: [
        b"There were three calls last year.\n",
        "Café, £5\n".encode(),
        "Café".encode("cp1252"),
        "Café".encode("utf-16"),
        b"\xef\xbb\xbfMarked",
        b"1 < 2, she said",
        b"From: nobody who says when or about what",
        b"Page one\x0cPage two",
    ],
    Kind.EMAIL: [
        email().as_bytes(),
        email(html="<html><p>Hello</p></html>").as_bytes(),
        b"\r\n" + email().as_bytes(),
        with_attached(PNG, maintype="image", subtype="png", filename="logo.png"),
        with_attached(email()),
    ],
}

NOT_TAKEN = {
    Trouble.EMPTY: [b""],
    Trouble.NOT_TAKEN: [
        b"MZ\x90\0\x03\0program",
        b"\x7fELF\x02",
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"\0\0\0\x14ftypqt  \0\0\0\0heic",
        b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif",
        b"\0\0\0\x10ftypmif1\0\0\0\0heic",
        b"II*\0\x08\0\0\0",
        b"{\\rtf1 Hello}",
        b"#!/bin/sh\n",
        b"%!PS-Adobe",
        b"<?xml version='1.0'?><a/>",
        b"Before it %PDF-1.4",
        b"\xff\xfe\x00",
        archive({"a.txt": "a"}),
        office_file("presentationml.presentation"),
        compound({"PowerPoint Document": b""}),
    ],
    Trouble.WEB_PAGE: [
        HTML,
        b"<!DOCTYPE html><p>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"\xef\xbb\xbf \n<!-- so that nobody sees --> <SCRIPT>alert(1)</SCRIPT>",
        "<html>".encode("utf-16"),
    ],
    Trouble.TWO_IN_ONE: [
        pdf() + HTML,
        pdf() + archive({"a.txt": "a"}),
        pdf()[:9] + HTML + pdf()[9:],
        pdf()[:-6] + archive({"a.txt": "a"}) + b"\n%%EOF\n",
        PNG + archive({"a.txt": "a"}),
        PNG + HTML,
        HEIC + HTML,
        HEIC + archive({"a.txt": "a"}),
        GIF[:6] + HTML + GIF[6:],
        GIF[:6] + b"%PDF-1.4" + GIF[6:],
        JPEG + word(),
        word() + HTML,
        word(comment=b"more"),
        b"PK\x03\x04" + word(),
        archive({}) and b"PK\x03\x04" + archive({}),
        old_word() + archive({"a.txt": "a"}),
        old_excel() + HTML,
    ],
    Trouble.MACROS: [
        word(types=VBA.format("vbaProject")),
        word(types=VBA.format("vba&#80;roject")),
        office_file(more={"word/_rels/document.xml.rels": RELATED.format("vbaProject")}),
        archive(
            {
                "[Content_Types].xml": attached.TYPES.format(
                    '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
                )
            }
        ),
        excel(types=VBA.format("intlmacrosheet+xml")),
        excel({"xl/_rels/sheet.xml.rels": RELATED.format("xlMacrosheet")}),
        word({"word/_rels/document.xml.rels": RELATED.format("activeXControlBinary")}),
        word({"word/embeddings/table.xlsx": excel(types=VBA.format("vbaProject"))}),
        word({"word/embeddings/old.bin": old_excel(sheet(1))}),
        old_word(more={"Macros/VBA/dir": b""}),
        old_excel(more={"_VBA_PROJECT_CUR/VBA/dir": b""}),
        old_excel(sheet(0), sheet(1)),
        old_excel(sheet(6)),
        outlook({"__attach_version1.0_#0/__substg1.0_3701000D/Macros/VBA": b""}),
    ],
    Trouble.LOCKED: [
        pdf(password="secret"),
        pdf(password=""),
        compound({"EncryptedPackage": b"", "EncryptionInfo": b""}),
        old_word(flags=0x0100),
        old_excel(record(0x2F, b"\0" * 6)),
        with_attached(b"-", maintype="application", subtype="pkcs7-mime", filename="smime.p7m"),
    ],
    Trouble.FETCHES: [
        old_word(more={"1Table": b'\x13 "DDEAUTO c:\\cmd.exe \x14'}),
        old_word(
            more={"1Table": "\x13 includePicture http://evil.example/ \x14".encode("utf-16-le")}
        ),
        old_excel(elsewhere(b"cmd\3/c calc")),
        old_excel(elsewhere(b"\1\1@evil.example\3a.xls")),
    ],
    Trouble.HOLDS_FILES: [
        old_word(more={"ObjectPool/_1/CONTENTS": b"MZ"}),
        old_word(more={"ObjectPool/_1/Equation Native": b"\x1c"}),
        old_word(more={"Data": b"MZ\x90"}),
        pdf(attached=b"inside"),
        word({"word/embeddings/any.bin": b"MZ"}),
        word({"word/embeddings/slides.pptx": office_file("presentationml.presentation")}),
        word({"word/embeddings/package.bin": compound({"\x01Ole10Native": b""})}),
        word({"word/embeddings/other.bin": compound({"CONTENTS": b""})}),
        old_word(more={"ObjectPool/_1/\x01Ole10Native": b""}),
        outlook({"__attach_version1.0_#0/__substg1.0_37010102": b"MZ"}),
        outlook({"__attach_version1.0_#0/__substg1.0_3701000D/CONTENTS": b""}),
        with_attached(pdf(), maintype="application", subtype="pdf", filename="a.pdf"),
        with_attached("Hello", filename="a.txt"),
        with_attached(b"-", maintype="audio", subtype="wav"),
    ],
    Trouble.UNREADABLE: [
        pdf()[: len(pdf()) // 2],
        b"%PDF-1.4\nnothing\n%%EOF",
        pdf(pages=0),
        word({"a/../../b": ""}),
        word({"/etc/passwd": ""}),
        word({"a\\b": ""}),
        word({"A.xml": "", "a.XML": ""}),
        word({"word/_rels/a.rels": '<!DOCTYPE r [<!ENTITY p "vbaP">]><r Type="&p;roject"/>'}),
        word({"word/_rels/a.rels": "<r/>".encode("utf-16-le")}),
    ],
}


def cases(of):
    return [
        pytest.param(what, content, id=f"{what}-{number}")
        for what, contents in of.items()
        for number, content in enumerate(contents)
    ]


@pytest.mark.parametrize(("kind", "content"), cases(TAKEN))
def test_a_file_is_what_its_content_says(kind, content):
    assert recognise(content) is kind


@pytest.mark.parametrize(("trouble", "content"), cases(NOT_TAKEN))
def test_a_file_is_not_taken_and_why(trouble, content):
    with pytest.raises(Found) as found:
        recognise(content)
    assert found.value.trouble is trouble


# What unpacks to much


def test_what_would_unpack_to_much_is_not_unpacked():
    assert len(bomb()) < 2**20
    with pytest.raises(Found) as found:
        recognise(bomb())
    assert found.value.trouble is Trouble.UNPACKS_TOO_LARGE


def test_what_is_embedded_unpacks_into_the_same_room():
    inside = excel({f"xl/{number}.xml": b"\0" * 40 * 2**20 for number in range(3)})
    assert recognise(word({"word/embeddings/a.xlsx": inside})) is Kind.WORD
    twice = word({"word/embeddings/a.xlsx": inside, "word/embeddings/b.xlsx": inside})
    with pytest.raises(Found) as found:
        recognise(twice)
    assert found.value.trouble is Trouble.UNPACKS_TOO_LARGE


def test_a_part_that_says_that_it_is_small_is_believed_no_further():
    large = b"\0" * 2**20
    lying = word({"word/a.xml": large})
    size, less = len(large).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert lying.count(size) == 2
    with pytest.raises(zipfile.BadZipFile):
        recognise(lying.replace(size, less))


def test_parts_that_share_their_bytes_are_not_unpacked():
    """Many parts that all begin at the same place."""
    honest = word({"word/a.xml": b"a" * 5000, "word/b.xml": b"b" * 5000})
    with zipfile.ZipFile(io.BytesIO(honest)) as file:
        at = {part.filename: part.header_offset for part in file.infolist()}
        start = file.start_dir
    directory = honest[start:].replace(
        at["word/b.xml"].to_bytes(4, "little"), at["word/a.xml"].to_bytes(4, "little")
    )
    with pytest.raises(Found) as found:
        recognise(honest[:start] + directory)
    assert found.value.trouble is Trouble.UNPACKS_TOO_LARGE


def test_a_part_with_a_password_is_locked():
    locked = bytearray(word({"word/a.xml": "a"}))
    at = locked.rfind(b"PK\x01\x02")
    locked[at + 8] |= 1
    with pytest.raises(Found) as found:
        recognise(bytes(locked))
    assert found.value.trouble is Trouble.LOCKED


def test_more_parts_than_any_document_has(monkeypatch):
    monkeypatch.setattr(office, "MOST_PARTS", 2)
    with pytest.raises(Found) as found:
        recognise(word({"word/a.xml": "a"}))
    assert found.value.trouble is Trouble.UNPACKS_TOO_LARGE


def test_a_table_in_a_table_in_a_table_in_a_table_holds_files():
    nested = excel()
    for _ in range(3):
        nested = excel({"xl/embeddings/a.xlsx": nested})
    with pytest.raises(Found) as found:
        recognise(nested)
    assert found.value.trouble is Trouble.HOLDS_FILES


@pytest.mark.parametrize(("name", "most"), [("MOST_PIXELS", 40 * 30 - 1), ("MOST_FRAMES", 2)])
def test_a_picture_that_would_unpack_to_much_is_not_unpacked(monkeypatch, name, most):
    monkeypatch.setattr(pictures, name, most)
    with pytest.raises(Found) as found:
        recognise(picture("GIF", frames=3))
    assert found.value.trouble is Trouble.UNPACKS_TOO_LARGE


@pytest.mark.parametrize("form", ["PNG", "HEIF"])
def test_a_picture_that_pillow_itself_refuses_to_open_is_too_large_and_not_damaged(
    monkeypatch, form
):
    monkeypatch.setattr(pictures.Image, "MAX_IMAGE_PIXELS", 40 * 30 // 2 - 1)
    with pytest.raises(Found) as found:
        recognise(photograph() if form == "HEIF" else picture("PNG"))
    assert found.value.trouble is Trouble.UNPACKS_TOO_LARGE


@pytest.mark.parametrize(
    ("reader", "name", "content"),
    [
        ("compound", "MOST_ENTRIES", outlook()),
        ("emails", "MOST_PARTS", email(html="<p>Hello</p>").as_bytes()),
    ],
)
def test_more_in_it_than_anybody_writes(monkeypatch, reader, name, content):
    monkeypatch.setattr(f"sharing.vault.confined.{reader}.{name}", 1)
    with pytest.raises(Found) as found:
        recognise(content)
    assert found.value.trouble is Trouble.UNPACKS_TOO_LARGE


@given(st.binary(min_size=1, max_size=400))
def test_nothing_that_is_no_text_passes_for_one(content):
    try:
        kind = recognise(b"." + content)
    except Found:
        return
    assert kind in (Kind.TEXT, Kind.EMAIL)
    assert b"\0" not in content
