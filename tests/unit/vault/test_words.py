"""The words of a file are read wherever people write them, and what nobody reads together is
not."""

import io
from email.message import EmailMessage

import pikepdf
import pytest

from sharing.addresses.matching import names_address
from sharing.addresses.places import address_of
from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import marked, of_pdf
from sharing.vault.confined.compound import BEGINS as OLD
from sharing.vault.confined.found import Found
from sharing.vault.confined.recognise import recognise
from sharing.vault.confined.words import MOST, READERS, decoded, words
from sharing.vault.examine import examine
from sharing.vault.refusals import FileRefused
from tests.attached import email, excel, old_excel, old_word, outlook, picture, word

HIDDEN = [address_of("3 Hidden Row", "LM9 9ZZ")]
SAFE = "She is at 3 Hidden Row."
SAID = f"<p>{SAFE}</p>"


def letter(body, **parts):
    """Return a letter that says so, in which what stands between the marks is as given."""
    named = {name.replace("_", "/") + ".xml": said for name, said in parts.items()}
    return word({"word/document.xml": f"<w:body xmlns:w='w'>{body}</w:body>"} | named)


def line(*runs):
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def sheet(rows, shared=""):
    return excel(
        {
            "xl/worksheets/sheet1.xml": f"<sheetData>{rows}</sheetData>",
            "xl/sharedStrings.xml": f"<sst>{shared}</sst>",
        }
    )


def noted(**held):
    """Return a PDF with a note on its page that holds this."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(300, 200))
    kind = {"Type": pikepdf.Name.Annot, "Rect": pikepdf.Array([20, 100, 220, 120])}
    note = made.make_indirect(pikepdf.Dictionary(**kind, **held))
    page.Annots = pikepdf.Array([note, pikepdf.Name.Odd])
    if "FT" in held:
        made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([note]))
    return saved(made)


def saved(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def drawn_in_note():
    """Return a PDF with a note that shows what it does not say."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(300, 200))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    look = made.make_stream(f"BT /F1 10 Tf 2 5 Td ({SAFE}) Tj ET".encode())
    look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    look.BBox = pikepdf.Array([0, 0, 200, 20])
    look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Annots = pikepdf.Array([pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Contents="See below", F=4,
        Rect=pikepdf.Array([20, 100, 220, 120]), AP=pikepdf.Dictionary(N=look),
    )])  # fmt: skip
    return saved(made)


def described(how):
    made = pikepdf.new()
    made.add_blank_page()
    if how == "title":
        made.docinfo["/Title"] = SAFE
    elif how == "about":
        with made.open_metadata() as about:
            about["dc:title"] = SAFE
    elif how == "link":
        made.Root.Open = pikepdf.Dictionary(URI="https://maps.example/?q=3%20Hidden%20Row")
    else:
        stream = made.make_stream(b"", Alt="3 Hidden Row")
        made.Root.Odd = made.make_indirect(pikepdf.Name.Odd)
        made.Root.Held = pikepdf.Array([pikepdf.Array([pikepdf.Dictionary(A=stream)])])
    return saved(made)


def mail(*, charset="utf-8", body=None, html=None, **headers):
    head = "".join(f"{name}: {value}\n" for name, value in headers.items())
    kind = "html" if html else "plain"
    content = html.encode() if html else body or b"Two calls."
    return (
        f"From: a@b.example\nTo: d@e.example\nSubject: x\nMIME-Version: 1.0\n{head}"
        f'Content-Type: text/{kind}; charset="{charset}"\n\n'
    ).encode() + content


def mailed(said):
    """Return an e-mail of several parts, which are written so."""
    head = "From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b"
    return f"{head}\n\n{said}".encode()


def attached_mail():
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "a@b.example", "Earlier"
    inner.set_content(SAFE)
    outer = email()
    outer.add_attachment(inner)
    return outer.as_bytes()


STRANGE = (
    b"From: a@b.c\nTo: d@e.f\nSubject: x\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/mixed; boundary=b\n\n"
    b"--b\nContent-Type: text/plain; charset=unknown-8bit\n\nHello\n"
    b"--b\nContent-Type: text/plain\n\n" + SAFE.encode() + b"\n--b--\n"
)
ROW = '<c t="s"><v>0</v></c><c t="s"><v>1</v></c>'
SHARED = "<si><t>Tara</t></si><si><t>Hidden Row</t><rPh><t>no</t></rPh></si>"
FILES = {
    # A letter.
    "runs": letter(line("3 Hid", "den ", "Row")),
    "kept together": letter(
        "<w:p><w:r><w:t>3 Hidden</w:t></w:r><w:r><w:noBreakHyphen/><w:t>Row</w:t></w:r></w:p>"
    ),
    "taken out": letter(
        "<w:p><w:t>3 </w:t><w:del><w:delText>Oak Tree</w:delText></w:del><w:t>Hidden Row</w:t></w:p>"
    ),
    "put in": letter(
        "<w:p><w:t>3 </w:t><w:ins><w:t>Oak Tree</w:t></w:ins><w:t>Hidden Row</w:t></w:p>"
    ),
    "past": letter(f"<w:p><w:del><w:delText>{SAFE}</w:delText></w:del></w:p>"),
    "box within": letter(
        "<w:p><w:t>3 </w:t><w:txbxContent><w:p>Police</w:p></w:txbxContent><w:t>Hidden Row</w:t></w:p>"
    ),
    "in a box": letter(f"<w:p><w:txbxContent>{line(SAFE)}</w:txbxContent></w:p>"),
    "field": letter(
        "<w:p><w:t>3 </w:t><w:instrText>HYPERLINK x</w:instrText><w:t>Hidden Row</w:t></w:p>"
    ),
    "header": letter("", word_header1=f"<w:hdr xmlns:w='w'>{line(SAFE)}</w:hdr>"),
    "comment": letter("", word_comments=f"<w:c xmlns:w='w'>{line(SAFE)}</w:c>"),
    "footnote": letter("", word_footnotes=f"<w:f xmlns:w='w'>{line(SAFE)}</w:f>"),
    "property": letter("", docProps_custom="<p><v:lpwstr xmlns:v='v'>3 Hidden Row</v:lpwstr></p>"),
    "picture": letter("<wp:docPr xmlns:wp='p' id='1' descr='3 Hidden Row'/>"),
    "wide": word({"word/document.xml": f"<?xml version='1.0'?><p>{SAFE}</p>".encode("utf-16")}),
    "link": word({"word/_rels/document.xml.rels": "<r Type='/hyperlink' Target='https://x/?q=3%20Hidden%20Row'/>"}),
    "row": letter(
        "<w:tbl><w:tr>"
        + "".join(f"<w:tc>{line(one)}</w:tc>" for one in ("3", "Tara Tarn", "Hidden Row", ""))
        + "</w:tr></w:tbl>"
    ),
    "page within": word({"word/afchunk.htm": f"<p>{SAFE}</p>"}),
    "text within": word({"word/afchunk.txt": SAFE}),
    "mail within": word({"word/afchunk.mht": email(html=f"<p>{SAFE}</p>").as_bytes()}),
    "letter within": word({"word/embeddings/a.docx": letter(line(SAFE))}),
    "beside a picture": word({"word/media/a.png": picture(), "word/afchunk.txt": SAFE}),
    "table within": word({"word/embeddings/a.xlsx": sheet("", f"<si><t>{SAFE}</t></si>")}),
    "old within": word({"word/embeddings/a.bin": old_word(more={"Data": SAFE.encode()})}),
    "a drawing": word({"word/media/image1.svg": f"<svg><text>{SAFE}</text></svg>"}),
    "begins like one": word({"word/afchunk.txt": f"BM: {SAFE}"}),
    # A table.
    "shared": sheet("", "<si><r><t>3 Hid</t></r><r><t>den Row</t></r></si>"),
    "cells": sheet(f"<row><c><v>3</v></c>{ROW}</row>", SHARED),
    "inline": sheet('<row><c t="inlineStr"><is><t>3 Hidden Row</t></is></c></row>'),
    "formula": sheet('<row><c t="str"><f>"3 Hid"&amp;"x"</f><v>3 Hidden Row</v></c></row>'),
    "column": sheet(
        '<row><c r="B1"><v>3</v></c><c r="C1" t="str"><v>Tara Tarn</v></c></row>'
        '<row><c r="B2" t="s"><v>1</v></c></row>', SHARED,
    ),
    "name of a sheet": excel({"xl/workbook.xml": '<sheet name="3 Hidden Row" state="hidden"/>'}),
    "note": excel({"xl/comments1.xml": f"<comments><comment><t>{SAFE}</t></comment></comments>"}),
    # A PDF.
    "sticky": noted(Subtype=pikepdf.Name.Text, Contents=SAFE),
    "fields": noted(Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="a", V=SAFE),
    "drawn": drawn_in_note(),
    **{how: described(how) for how in ("title", "about", "link of a page", "deep")},
    # An e-mail.
    "strange": STRANGE,
    "called wide": mail(charset="utf-16", body=SAFE.encode()),
    "called otherwise": mail(charset="utf-8", body=b"Caf\xe9: " + SAFE.encode()),
    "page": mail(html="<p>3 Hid<b>den</b><br>Row</p>"),
    "alternative": mail(html="<img alt='3 Hidden Row'><style>p{}</style>"),
    "to": mail(Cc='"3 Hidden Row" <a@b.example>'),
    "odd": mail(Comments="=?utf-8?q?3_Hidden_Row?="),
    "forwarded": attached_mail(),
    "before the parts": mailed(f"{SAFE}\n--b\n\nHello\n--b--\n"),
    "behind the parts": mailed(f"--b\n\nHello\n--b--\n{SAFE}\n"),
    "begins like a picture": mail(body=b"BM: " + SAFE.encode()),
    "invited": mailed(
        f"--b\nContent-Type: application/ics\n\nBEGIN:VCALENDAR\nLOCATION:{SAFE}\n--b--\n"
    ),
    # What the old programs wrote.
    "old letter": old_word(more={"Data": SAFE.encode("utf-16-le")}),
    "old table": old_excel(more={"User Names": SAFE.encode()}),
    "outlook": outlook({"__substg1.0_1000001F": SAFE.encode("utf-16-le")}),
    # A text.
    "text": SAFE.encode(),
    "cells of a text": b"no,surname,street\n3,Smith,Hidden Row\n",
    "cells with quotes": b'"3";"Smith";"Hidden Row"',
    "cells by tabs": b"Smith\tHidden Row\t3",
    "wide text": SAFE.encode("utf-16"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_it_is_read_wherever_it_stands(name):
    content = FILES[name]
    assert names_address(words(content, recognise(content)), HIDDEN)


# Which are not taken, so that nobody is told that they are read.
NOT_TAKEN = {
    "not well formed": letter("<w:p>3 Hidden<w:t>Row</w:p>"),
    "called a picture": word({"word/media/image1.png": f"<p>{SAFE}</p>"}),
    "behind what is odd": word({"word/a.xml": "<a><b></a>", "word/document.xml": f"<p>{SAFE}</p>"}),
    "not well formed table": excel(
        {
            "xl/worksheets/sheet1.xml": '<row><c r="A1"><v>3</v></c><c r="B1" t="s"><v>9</v></c></row>'
            '<row><c r="A2" t="str"><v>Hidden Row</v></c></row>',
            "xl/sharedStrings.xml": "<si>",
        }
    ),
}


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_it_is_read_where_marks_are_wrong(name):
    kind = Kind.EXCEL if "table" in name else Kind.WORD
    assert names_address(words(NOT_TAKEN[name], kind), HIDDEN)
    with pytest.raises(Found):
        recognise(NOT_TAKEN[name])


OTHERS = {
    "two marks": letter("<wp:docPr xmlns:wp='p' id='1' descr='Number 3'/>" + line("Hidden Row")),
    "two rows": sheet(
        '<row><c t="s"><v>9</v></c><c><v>3</v></c></row><row><c t="str"><v>Old</v></c>'
        '<c t="str"><v>Hidden Row</v></c></row><row><c t="s"><v>x</v></c></row>', SHARED,
    ),
    "of another row": letter(
        f"<w:tbl><w:tr><w:tc>{line('3')}</w:tc></w:tr><w:tr><w:tc>{line('They know')}</w:tc>"
        f"<w:tc>{line('Hidden Row')}</w:tc></w:tr></w:tbl>"
    ),
    "rows of a text": b"3,Smith,Mill Lane\n4,Jones,Hidden Row\n",
    "odd marks": mail(html="</p></td></tr></del></style></v><p title>Hidden Row</p>"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_what_nobody_reads_together_is_not(name):
    said = words(OTHERS[name], recognise(OTHERS[name]))
    assert "Hidden Row" in said and not names_address(said, HIDDEN)


def test_an_accent_is_read_however_a_text_is_written():
    for content in (
        "3 Café Row".encode("cp1252"),
        "3 Café Row".encode(),
        "3 Café Row".encode("utf-16"),
    ):
        assert decoded(content) == "3 Café Row"
    assert decoded("3 Row".encode("utf-16-le"), "us-ascii") == "3 Row"


def test_no_more_is_read_than_is_compared(monkeypatch):
    assert len(words(b"a" * (MOST + 1), Kind.TEXT)) == MOST
    monkeypatch.setattr(marked, "MOST", 40)
    many = line("a" * 30) + line("b" * 30) + line(SAFE)
    assert not names_address(words(letter(many), Kind.WORD), HIDDEN)
    assert not names_address(words(mail(html=many), Kind.EMAIL), HIDDEN)
    told = "".join(f"<a alt='picture number {one}'/>" for one in range(9))
    assert "number 1" in words(letter(told), Kind.WORD)
    assert "number 8" not in words(letter(told), Kind.WORD)
    monkeypatch.setattr(of_pdf, "MOST_STRINGS", 0)
    assert not names_address(words(described("title"), Kind.PDF), HIDDEN)


BROKEN = {
    "an old part": word({"word/aaa.bin": OLD + b"broken" * 400, "word/document.xml": SAID}),
    "a packed part": word({"word/aaa.docx": b"PK\x03\x04" + b"broken" * 400, "word/b.xml": SAID}),
    "no part at all": mailed("").replace(b"; boundary=b", b"") + SAFE.encode(),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_its_reader_hides_nothing_behind_it(name):
    """It is not taken, as somebody could read what the portal could not."""
    ending = "eml" if name == "no part at all" else "docx"
    with pytest.raises(FileRefused) as refused:
        examine(f"a.{ending}", BROKEN[name])
    assert refused.value.trouble is Trouble.UNREADABLE


def test_a_page_that_cannot_be_read_stops(monkeypatch):
    def breaks(content):
        yield "Two calls."
        raise RuntimeError

    monkeypatch.setitem(READERS, Kind.PDF, breaks)
    with pytest.raises(Found) as found:
        words(b"", Kind.PDF)
    assert found.value.trouble is Trouble.UNREADABLE
    assert words(picture(), Kind.PNG) == ""


def test_what_is_read_in_two_ways_is_read_where_one_breaks(monkeypatch):
    deep = FILES["runs"]
    for _ in range(3):
        deep = word({"word/embeddings/a.docx": deep})
    assert not names_address(words(deep, Kind.WORD), HIDDEN)
    content = FILES["drawn"]
    monkeypatch.setattr(of_pdf, "flat", lambda document: b"no PDF")
    assert "See below" in words(content, Kind.PDF)

    def breaks(document):
        raise pikepdf.PdfError

    monkeypatch.setattr(of_pdf, "flat", breaks)
    assert "See below" in words(content, Kind.PDF)
