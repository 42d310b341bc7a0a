"""No picture inside a file that others fetch says where it was taken or by whom."""

import io
import zlib

import pytest
from PIL import Image, PngImagePlugin

from sharing.vault.codes import Trouble
from sharing.vault.confined.found import Found
from sharing.vault.confined.recognise import recognise
from tests.attached import (
    email,
    excel,
    numbered,
    old_excel,
    old_word,
    outlook,
    picture,
    record,
    taken_at,
    word,
)

ADOBE = "http://ns.adobe.com/"
XMP = (
    "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description"
    f" xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:exif='{ADOBE}exif/1.0/'"
    f" xmlns:xmp='{ADOBE}xap/1.0/' xmlns:photoshop='{ADOBE}photoshop/1.0/'"
    f" xmlns:aux='{ADOBE}exif/1.0/aux/' {{}}>{{}}</rdf:Description></rdf:RDF></x:xmpmeta>"
)
CREATOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>"
EXTENDED = "xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'"
FILM = b"\0\0\0\x18ftypmp42"


def by_camera(form="JPEG", **people):
    return taken_at(form, place=None, **people)


def parted(whole):
    """Return the records of an old table in which a picture stands."""
    half = len(whole) // 2
    return record(0xEB, whole[:half]), record(0x3C, whole[half:])


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


def with_segment(marker, said, whole=b""):
    """Return a photograph that says this in a part of its own."""
    whole = whole or picture("JPEG")
    return whole[:2] + bytes([0xFF, marker]) + (len(said) + 2).to_bytes(2) + said + whole[2:]


def by_photoshop(number, said):
    said += b"\0" * (len(said) % 2)
    kept = b"8BIM" + number.to_bytes(2) + b"\0\0" + len(said).to_bytes(4) + said
    return with_segment(0xED, b"Photoshop 3.0\0" + kept)


def press(number, *said):
    return b"".join(b"\x1c\x02" + bytes([number]) + len(one).to_bytes(2) + one for one in said)


def by_press(number, *said):
    """Return a photograph that says it as newspapers do."""
    return by_photoshop(0x0404, press(number, *said))


def small_copy_that_says(said):
    """Return a photograph with a small copy of itself, in whose numbers that stands."""
    main = b"\0\0" + (14).to_bytes(4)
    entry = b"\x01\x0e\0\2" + len(said).to_bytes(4) + (14 + 18).to_bytes(4)
    tiff = b"MM\0*\0\0\0\x08" + main + b"\0\1" + entry + b"\0\0\0\0" + said
    return picture("JPEG", exif=b"Exif\0\0" + tiff)


def with_chunk(name, said):
    whole = picture("PNG")
    chunk = len(said).to_bytes(4) + name + said + zlib.crc32(name + said).to_bytes(4)
    return whole[:33] + chunk + whole[33:]


def with_block(said):
    """Return a picture with an extension before what it shows."""
    whole = picture("GIF")
    at = 13 + 3 * 2 ** ((whole[10] & 7) + 1) if whole[10] & 0x80 else 13
    return whole[:at] + b"!" + said + whole[at:]


def with_web_chunk(name, said):
    whole = picture("WEBP")
    chunk = name + len(said).to_bytes(4, "little") + said + b"\0" * (len(said) % 2)
    return b"RIFF" + (len(whole) + len(chunk) - 8).to_bytes(4, "little") + whole[8:] + chunk


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
    "a film without a place": picture("JPEG") + FILM,
    "marks under another name": marked(attribute=f"xmlns:f='{ADOBE}exif/1.0/' f:GPSLatitude='51'"),
    "marks in two bytes": picture(
        "JPEG", xmp=XMP.format("exif:GPSLatitude='51,30N'", "").encode("utf-16")
    ),
    "marks of where it shows": marked(
        "<e:LocationCreated><rdf:Bag><rdf:li rdf:parseType='Resource'><e:City>Larkmere</e:City>"
        "</rdf:li></rdf:Bag></e:LocationCreated>",
        EXTENDED,
    ),
    "marks that break": picture("JPEG", xmp=b"<x:xmpmeta>"),
    "a remark in marks": marked("<!-- Jo Grey -->"),
    "what stands for more in marks": picture("JPEG", xmp=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"),
    "more marks": with_segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0Jo Grey"),
    "marks of a TIFF": numbered(700, XMP.format("", CREATOR.format("Jo")).encode(), "TIFF"),
    "press of a TIFF": numbered(33723, press(80, b"Jo Grey"), "TIFF"),
    "Photoshop's of a TIFF": numbered(34377, b"8BIM\x04\x0c", "TIFF"),
    "what it shows": numbered(0x010E, "3 Hidden Row"),
    "whose it is": numbered(0x8298, "(c) Jo Grey"),
    "what Windows adds": numbered(0x9C9C, "Jo at home".encode("utf-16-le")),
    "what somebody added": numbered(0x9286, b"ASCII\0\0\0Jo Grey", part=0x8769),
    "whose telephone": numbered(0x013C, "Jo's telephone"),
    "which camera": numbered(0xA431, "SN123456", part=0x8769),
    "what only its maker reads": numbered(0x927C, b"Owner: Jo", part=0x8769),
    "of its small copy": small_copy_that_says(b"3 Hidden Row at Larkmere\0"),
    "a title": noted("Title", "Logo"),
    "a caption": by_press(120, b"The police of Larkmere"),
    "behind a caption": by_photoshop(0x0404, b"Jo Grey"),
    "Photoshop's camera": by_photoshop(0x0422, b"nothing that anybody reads"),
    "Photoshop's marks": by_photoshop(0x0424, XMP.format("", CREATOR.format("Jo")).encode()),
    "Photoshop's link": by_photoshop(0x040B, b"https://jo.example/"),
    "behind Photoshop's": with_segment(0xED, b"Photoshop 3.0\0Jo Grey"),
    "a remark": picture("JPEG", comment=b"Jo Grey"),
    "who vouches for it": with_segment(0xEB, b"JP by Jo Grey"),
    "a part that nobody has": with_segment(0xF1, b"Jo Grey"),
    "a packed text": noted("Comment", "Jo Grey", zip=True),
    "an old packed text": with_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"Jo Grey")),
    "another part of a PNG": with_chunk(b"jOgR", b"Jo Grey"),
    "a part without a name": with_chunk(b"\0\0\0\0", b""),
    "behind a PNG": picture("PNG") + b"Jo Grey",
    "a note of a GIF": picture("GIF", comment=b"Jo Grey"),
    "marks of a GIF": with_block(
        b"\xff\x0bXMP DataXMP"
        + XMP.format("", CREATOR.format("Jo")).encode()
        + b"\1"
        + bytes(range(255, -1, -1))
        + b"\0"
    ),
    "another part of a GIF": with_block(b"\xff\x0bJOGREY  1.0\0"),
    "text of a GIF": with_block(b"\1\7Jo Grey\0"),
    "another part of a WebP": with_web_chunk(b"JOGR", b"Jo Grey"),
    "what breaks its reader": odd(),
    "what breaks it in a PNG": picture("PNG", exif=b"nothing that anybody reads"),
}


@pytest.mark.parametrize("name", TELLING)
@pytest.mark.parametrize("way", ["letter", "table", "outlook"])
def test_a_file_with_such_a_picture_is_not_taken(name, way):
    with pytest.raises(Found) as found:
        recognise(holding(way, TELLING[name]))
    assert found.value.trouble is Trouble.TELLS


@pytest.mark.parametrize(
    "content",
    [
        old_word(more={"Data": b"before" + taken_at() + b"behind"}),
        old_word(more={"Data": b"before" + odd()}),
        old_word(more={"Data": taken_at()[:-100]}),
        old_word(more={"Data": taken_at()[:-2]}),
        old_word(more={"Data": b"\xff\xd8\xff\1" + taken_at()[2:]}),
        old_word(more={"Data": b"\xff\xd8\xff\1" + bytes(9) + taken_at()}),
        word({"word/media/a.emf": drawing(XMP.format("", CREATOR.format("Jo")).encode())}),
        old_word(more={"Data": taken_at()[2:-2]}),
        old_word(more={"Data": by_camera()[2:-2] + taken_at()[2:-2]}),
        old_excel(*parted(taken_at())),
        word({"word/media/a.emf": drawing(taken_at())}),
        word({"word/media/a.emf": drawing(marked(CREATOR.format("Jo")))}),
    ],
    ids=[
        "old letter",
        "old letter with an odd one",
        "half of one",
        "one without an end",
        "one with a sign",
        "one behind none",
        "marks alone",
        "nearly one",
        "nearly two",
        "old table",
        "drawing",
        "drawing with marks",
    ],
)
def test_nor_is_one_that_holds_it_as_it_is(content):
    with pytest.raises(Found) as found:
        recognise(content)
    assert found.value.trouble is Trouble.TELLS


SILENT = {
    "nothing": picture("JPEG"),
    "blanks": by_camera(author="   \0", model="Camera 7"),
    "no place": taken_at(place={0: b"\2\3\0\0", 29: "2026:11:01"}),
    "how it was taken": numbered(0x829A, 0.01, part=0x8769),
    "a program's marks": marked(
        "<xmp:CreatorTool>Photoshop</xmp:CreatorTool>" + CREATOR.format(""),
        "about='uuid:7' photoshop:ColorMode='3' aux:OwnerName=' '",
    ),
    "no author": noted("Author", " "),
    "a program": noted("Software", "Paint"),
    "a picture of a Mac's screen": numbered(0x9286, b"ASCII\0\0\0Screenshot", part=0x8769),
    "by press": by_press(0, b"\0\4"),
    "by Photoshop": by_photoshop(0x03ED, b"\0\x60\0\0"),
    "a program's remark": picture(
        "JPEG", comment=b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90\n"
    ),
    "two, as telephones take them": picture("MPO", frames=2),
    "filled up by a Mac": picture("JPEG") + b"\xff\xff\xff",
    "filled up inside": with_segment(0xFF, b"")[:3] + picture("JPEG")[2:],
    "with a sign for each row": picture("JPEG", restart_marker_rows=1, size=(80, 80)),
    "step by step": picture("JPEG", progressive=True),
    "colours": picture("GIF"),
    "which moves": picture("GIF", frames=3, loop=0),
    "dots": picture("BMP"),
    "for pages": picture("WEBP"),
    "an odd part": with_web_chunk(b"JOGR", b"."),
}


@pytest.mark.parametrize("name", SILENT)
@pytest.mark.parametrize("way", ["letter", "table"])
def test_others_may_stand_in_a_file(name, way):
    assert recognise(holding(way, SILENT[name]))


def test_bytes_that_begin_like_one_by_chance_say_nothing():
    assert recognise(old_word(more={"Data": picture("JPEG")[:-2]}))


def test_a_picture_by_itself_is_taken_as_it_is_drawn_anew():
    for name in ("place", "author", "marks with a creator"):
        assert recognise(TELLING[name])


def holding(way, held):
    # Pillow opens no PNG with an odd part, unless WeasyPrint was loaded, which tells it to.
    odd = held.startswith(b"\x89PNG")
    form = "png" if odd else Image.open(io.BytesIO(held)).format.lower()
    if way in ("letter", "table") or form == "tiff":  # which comes in no e-mail
        return (excel if way == "table" else word)({"word/media/image1.jpeg": held})
    if way == "outlook":
        return outlook({"__attach_version1.0_#0/__substg1.0_37010102": held})
    message = email()
    message.add_attachment(held, maintype="image", subtype=form, filename="a.jpg")
    return message.as_bytes()
