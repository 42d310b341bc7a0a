"""Files as people attach them, and as nobody should: made here, so that each is what it says."""

import io
import struct
import zipfile
from email.message import EmailMessage
from functools import cache

import pypdf
from PIL import Image

from sharing.vault.confined import photographs
from sharing.vault.examine import Examined, examine

MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
)
PART = '<Override PartName="/{}" ContentType="{}"/>'

# The test file that every scanner knows and that harms nobody, in two parts: whole it would have
# this file removed by the scanner of whoever checks it out.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

# Where a photograph was taken, by the numbers of what cameras write.
MILL_LANE = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)}


@cache
def examined(name: str, content: bytes) -> Examined:
    """Return what the confined process says of a file, of which it says the same each time: it
    takes longer to start than the rest of an attaching. What it says is tried of `examine`."""
    return examine(name, content)


def pdf(*, password=None, attached=None, pages=1):
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if attached:
        writer.add_attachment("inside.txt", attached)
    if password is not None:
        writer.encrypt(password, "the owner's", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(form="PNG", *, size=(40, 30), frames=1, **how):
    out = io.BytesIO()
    made = [Image.new("RGB", size, (number, 90, 120)) for number in range(frames)]
    if frames > 1:
        how |= {"save_all": True, "append_images": made[1:]}
    made[0].save(out, form, **how)
    return out.getvalue()


def photograph(**how):
    """Return a photograph as telephones keep it."""
    photographs.read_by_pillow()  # and written
    return picture(photographs.FORM, **how)


def taken_at(form="JPEG", *, place=MILL_LANE, author="", model="Camera 7"):
    """Return a photograph that says where it was taken, and by whom."""
    written = Image.Exif()
    written[0x0110] = model
    if author:
        written[0x013B] = author
    if place:
        written.get_ifd(0x8825).update(place)
    return picture(form, exif=written)


def numbered(number, said, form="JPEG", part=0):
    """Return a picture in which a camera or a program wrote this under that number."""
    written = Image.Exif()
    (written.get_ifd(part) if part else written)[number] = said
    return picture(form, exif=written)


def archive(parts, *, comment=b"", stored=()):
    """Return an archive of these parts, compressed but for those to be stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            file.writestr(name, content, compress_type=how)
        file.comment = comment
    return out.getvalue()


_OFFICE = "application/vnd.openxmlformats-officedocument."
# As the programs declare what they put into a file, by how its name ends.
DECLARED = {
    "fontTable.xml": f"{_OFFICE}wordprocessingml.fontTable+xml",
    "xml": "application/xml",
    "vml": f"{_OFFICE}vmlDrawing",
    "odttf": f"{_OFFICE}obfuscatedFont",
    "ttf": "application/x-font-ttf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "htm": "text/html",
    "mht": "message/rfc822",
    "svg": "image/svg+xml",
    "metadata": "application/binary",
} | {form: f"image/{form}" for form in ["png", "jpeg", "gif", "tiff", "bmp", "x-emf"]}
DECLARED |= {form: f"image/x-{form}" for form in ["emf", "emz", "wmf", "wmz"]}


def declared_as(name):
    """Return what the programs declare a part of this name as; empty for what they never have."""
    for word in ("printerSettings", "customProperty"):
        if word in name and name.endswith(".bin"):
            return f"{_OFFICE}spreadsheetml.{word}"
    if name.endswith(".bin"):
        return f"{_OFFICE}oleObject"
    return next((kind for end, kind in DECLARED.items() if name.lower().endswith(end.lower())), "")


def office(main="wordprocessingml.document", more=None, *, types="", **how):
    kinds = {name: declared_as(name) for name in more or {}}
    declared = TYPES.format(
        PART.format("main.xml", MAIN.format(main))
        + "".join(PART.format(name, kind) for name, kind in kinds.items() if kind)
        + types
    )
    return archive({"[Content_Types].xml": declared, "main.xml": "<m/>"} | (more or {}), **how)


def word(more=None, **how):
    return office(more=more, **how)


def excel(more=None, **how):
    return office("spreadsheetml.sheet", more, **how)


@cache
def bomb():
    """Return a small document that would unpack to more than is ever unpacked."""
    return word({f"word/{number}.xml": bytes(2**26) for number in range(4)})


def email(*, html=None):
    message = EmailMessage()
    message["From"] = "petra@police.example"
    message["To"] = "carys@larkmere.example"
    message["Subject"] = "Earlier reports"
    message.set_content("There were three calls last year.\n")
    if html:
        message.add_alternative(html, subtype="html")
    return message


SECTOR = 512
FREE, END, FATS = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams):
    """Return a compound file with these streams, by path; each begins as given and is padded to
    where streams have sectors of their own."""
    entries, data, fat = [["Root Entry", 5, FREE, FREE, END, 0]], b"", []
    folders = {(): 0}

    def add(name, kind, parent):
        entries.append([name, kind, FREE, FREE, END, 0])
        number = len(entries) - 1
        entries[number][2] = entries[parent][3]  # its brother, and the parent's child
        entries[parent][3] = number
        return number

    for path, content in streams.items():
        *above, name = path.split("/")
        for depth in range(len(above)):
            key = tuple(above[: depth + 1])
            if key not in folders:
                folders[key] = add(key[-1], 1, folders[key[:-1]])
        number = add(name, 2, folders[tuple(above)])
        content = content.ljust(4096, b"\0")
        content += b"\0" * (-len(content) % SECTOR)
        first = len(data) // SECTOR
        count = len(content) // SECTOR
        fat += [*range(first + 1, first + count), END]
        entries[number][4:] = [first, len(content)]
        data += content
    directory_at = len(data) // SECTOR
    directory = b"".join(_entry(*entry) for entry in entries)
    directory += b"\0" * (-len(directory) % SECTOR)
    count = len(directory) // SECTOR
    fat += [*range(directory_at + 1, directory_at + count), END]
    data += directory
    fat_at = len(data) // SECTOR
    fat.append(FATS)
    assert len(fat) <= SECTOR // 4
    fat += [FREE] * (SECTOR // 4 - len(fat))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, directory_at, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", fat_at, *[FREE] * 108)
    return header + data + struct.pack("<128I", *fat)


def _entry(name, kind, brother, child, start, size):
    words = (name + "\0").encode("utf-16-le")
    return (
        words.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(words), kind, 1, FREE, brother, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def record(number, content=b""):
    return struct.pack("<HH", number, len(content)) + content


def sheet(kind=0):
    return record(0x85, struct.pack("<IBB", 0, 0, kind) + b"\x01\0A")


BOOK = record(0x809, b"\0\x06\x05\0")
BOOK_ENDS = record(0x0A)


def old_excel(*records, more=None):
    return compound({"Workbook": BOOK + b"".join(records) + BOOK_ENDS} | (more or {}))


def old_word(*, flags=0, more=None):
    return compound({"WordDocument": struct.pack("<5HH", *[0] * 5, flags)} | (more or {}))


def outlook(more=None):
    return compound({"__properties_version1.0": b"", "__substg1.0_0037001F": b"S"} | (more or {}))
