"""No picture inside a file that others fetch says where it was taken or by whom."""

import io

import pytest
from PIL import Image, PngImagePlugin

from sharing.vault.codes import Trouble
from sharing.vault.confined.found import Found
from sharing.vault.confined.recognise import recognise
from tests.attached import email, excel, old_word, outlook, picture, taken_at, word

XMP = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><rdf:Description {}>{}</rdf:Description>"
CREATOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator><dc:title>A</dc:title>"
FILM = b"\0\0\0\x18ftypmp42"


def by_camera(form="JPEG", **people):
    return taken_at(form, place=None, **people)


def owned():
    written = Image.Exif()
    written.get_ifd(0x8769)[0xA430] = "Jo Grey"
    return picture("JPEG", exif=written)


def marked(said="", attribute="", form="JPEG"):
    return picture(form, xmp=XMP.format(attribute, said).encode())


def noted(name, said, **how):
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt(name, said, **how)
    return picture("PNG", pnginfo=notes)


def by_press(number, *said):
    """Return a photograph that says it as newspapers do."""
    told = b"".join(b"\x1c\x02" + bytes([number]) + len(one).to_bytes(2) + one for one in said)
    told = b"8BIM\x04\x04\0\0" + len(told).to_bytes(4) + told
    segment = b"Photoshop 3.0\0" + told
    whole = picture("JPEG")
    return whole[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2) + segment + whole[2:]


def odd():
    return picture("JPEG", exif=b"Exif\0\0nothing that anybody reads")


def drawing(held):
    return b"\x01\0\0\0" + b"\0" * 36 + b" EMF" + held


TELLING = {
    "place": taken_at(),
    "place of a PNG": taken_at("PNG"),
    "place of a WebP": taken_at("WEBP"),
    "second of two": picture("MPO", frames=1) + taken_at(),
    "author": by_camera(author="Jo Grey"),
    "author of a TIFF": by_camera("TIFF", author="Jo Grey"),
    "owner": owned(),
    "writer": by_press(80, b"Jo Grey"),
    "two writers": by_press(80, b" ", b"Jo Grey"),
    "town": by_press(90, b"Larkmere"),
    "marks with a place": marked(attribute="exif:GPSLatitude='51,30N'"),
    "marks with a town": marked("<photoshop:City>Larkmere</photoshop:City>"),
    "marks with a creator": marked(CREATOR.format("Jo Grey")),
    "marks with an owner": marked(attribute="aux:OwnerName='Jo Grey'"),
    "a WebP with marks": marked(CREATOR.format("Jo Grey"), form="WEBP"),
    "a note": noted("Author", "Jo Grey"),
    "a packed note": noted("XML:com.adobe.xmp", XMP.format("", CREATOR.format("Jo")), zip=True),
    "a film": picture("JPEG") + FILM + b"\xa9xyz+51.5-000.1/",
    "what breaks its reader": odd(),
    "what breaks it in a PNG": picture("PNG", exif=b"nothing that anybody reads"),
}


@pytest.mark.parametrize("name", TELLING)
@pytest.mark.parametrize("way", ["mail", "letter", "table", "outlook"])
def test_a_file_with_such_a_picture_is_not_taken(name, way):
    with pytest.raises(Found) as found:
        recognise(holding(way, TELLING[name]))
    assert found.value.trouble is Trouble.TELLS


@pytest.mark.parametrize(
    "content",
    [
        old_word(more={"Data": b"before" + taken_at() + b"behind"}),
        old_word(more={"Data": b"before" + odd()}),
        word({"word/media/a.emf": drawing(taken_at())}),
        word({"word/media/a.emf": drawing(marked(CREATOR.format("Jo")))}),
    ],
    ids=["old letter", "old letter with an odd one", "drawing", "drawing with marks"],
)
def test_nor_is_one_that_holds_it_as_it_is(content):
    with pytest.raises(Found) as found:
        recognise(content)
    assert found.value.trouble is Trouble.TELLS


SILENT = {
    "nothing": picture("JPEG"),
    "blanks": by_camera(author="   \0", model="Camera 7"),
    "no place": taken_at(place={0: b"\2\3\0\0", 29: "2026:11:01"}),
    "a program's marks": marked(
        "<xmp:CreatorTool>Photoshop</xmp:CreatorTool>" + CREATOR.format("")
    ),
    "a title": noted("Title", "Logo"),
    "no author": noted("Author", " "),
    "a film": picture("JPEG") + FILM,
    "by press": by_press(120, b"Logo of the police"),
    "colours": picture("GIF"),
    "dots": picture("BMP"),
}


@pytest.mark.parametrize("name", SILENT)
@pytest.mark.parametrize("way", ["letter", "table"])
def test_others_may_stand_in_a_file(name, way):
    assert recognise(holding(way, SILENT[name]))


def test_a_picture_by_itself_is_taken_as_it_is_drawn_anew():
    for name in ("place", "author", "marks with a creator"):
        assert recognise(TELLING[name])


def holding(way, held):
    form = Image.open(io.BytesIO(held)).format.lower()
    if way in ("letter", "table") or form == "tiff":  # which comes in no e-mail
        return (excel if way == "table" else word)({"word/media/image1.jpeg": held})
    if way == "outlook":
        return outlook({"__attach_version1.0_#0/__substg1.0_37010102": held})
    message = email()
    message.add_attachment(held, maintype="image", subtype=form, filename="a.jpg")
    return message.as_bytes()
