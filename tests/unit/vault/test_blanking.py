"""A photograph in an e-mail is taken as it is by itself, and others get it without where it was
taken, or by whom."""

import io
import json
import zlib
from email import message_from_bytes

import pytest
from PIL import Image, ImageOps

from sharing.vault import confinement
from sharing.vault.blanking import blanked
from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import __main__ as confined
from sharing.vault.confined import pictures
from sharing.vault.confined.emails import blanks
from sharing.vault.confined.found import Found
from sharing.vault.confined.recognise import recognise
from sharing.vault.problems import CannotOpen
from tests.attached import MILL_LANE, email, picture
from tests.unit.vault.test_telling import TELLING, holding, marked, with_segment

# What nobody can take out without another picture, is no picture by itself, or is of no e-mail.
STAYS = {
    "a part that nobody has",
    "marks of a GIF",
    "a part without a name",
    *(name for name, held in TELLING.items() if held[:2] in (b"II", b"MM")),
}
PEOPLE = (b"Jo Grey", b"Larkmere", b"Hidden Row", b"51,30N", b"GPS", b"51.5")


def here(mail):
    """Blank the e-mail without a confined process; it comes to the same, as a test below shows."""
    return blanked(mail, blanks(mail))


def of_others(mail, blanking=confinement.without_places):
    """Return the picture as others get it with the e-mail."""
    sent = blanking(mail)
    assert len(sent) == len(mail)
    (held,) = (
        part.get_payload(decode=True)
        for part in message_from_bytes(sent).walk()
        if part.get_content_maintype() == "image"
    )
    return held


def with_photo(held, **how):
    message = email()
    message.add_attachment(held, maintype="image", subtype="jpeg", filename="a.jpg", **how)
    return message.as_bytes()


def pixels(held):
    with Image.open(io.BytesIO(held)) as shown:
        return shown.convert("RGB").tobytes()


@pytest.mark.parametrize("name", sorted(TELLING.keys() - STAYS))
def test_what_is_taken_by_itself_is_taken_in_a_mail_and_says_nothing_there(name):
    held = TELLING[name]
    mail = holding("mail", held)
    assert recognise(mail) is Kind.EMAIL
    got = of_others(mail, here)
    assert not any(said in got for said in PEOPLE)
    assert pixels(got) == pixels(held)
    # Nothing is left for which it would have been refused elsewhere.
    pictures.check(got, pictures.kind_of(got), inside=True)


@pytest.mark.parametrize("name", ["marks of a GIF", "a part without a name"])
def test_what_cannot_be_blanked_is_refused(name):
    with pytest.raises(Found) as found:
        recognise(holding("mail", TELLING[name]))
    assert found.value.trouble is Trouble.TELLS


def by_telephone(**more):
    written = Image.Exif()
    written[0x0110], written[0x013B], written[0x0112] = "Camera 7", "Jo Grey", 6
    written.get_ifd(0x8825).update(MILL_LANE)
    return picture("JPEG", exif=written, size=(80, 40), **more)


def test_a_photograph_stays_turned_as_it_was_taken():
    held = by_telephone()
    mail = holding("mail", held)
    assert recognise(mail) is Kind.EMAIL
    got = of_others(mail)
    # Here as well: what runs in a process of its own is not seen to run.
    (said,) = confined.answer(mail, ["blanks"])
    assert blanked(mail, json.loads(said)) == confinement.without_places(mail)
    with Image.open(io.BytesIO(got)) as shown:
        assert dict(shown.getexif()) == {0x0112: 6} and not shown.getexif().get_ifd(0x8825)
        assert ImageOps.exif_transpose(shown).size == (40, 80)
    assert b"Jo Grey" not in got and b"Camera" not in got


def test_two_photographs_the_same_and_marks_between_lines():
    message = email(html="<p>Seen <img src='cid:a'></p>")
    for _number in range(2):
        message.add_attachment(by_telephone(), maintype="image", subtype="jpeg", filename="a.jpg")
    for mail in (message.as_bytes(), message.as_bytes().replace(b"\n", b"\r\n")):
        assert recognise(mail) is Kind.EMAIL and len(blanks(mail)) == 2
        sent = confinement.without_places(mail)
        assert b"There were three calls" in sent and len(sent) == len(mail)
        assert blanks(sent) == []


def test_a_mail_that_says_nothing_goes_out_as_it_came():
    mail = holding("mail", picture("JPEG"))
    assert confinement.without_places(mail) == mail == blanked(mail, [])


MARKS = marked(attribute="exif:GPSLatitude='51,30N'")


@pytest.mark.parametrize(
    "mail",
    [
        with_photo(MARKS, cte="quoted-printable"),
        with_photo(MARKS).replace(b"\n/9j", b"\n!/9j"),
    ],
)
def test_one_that_is_written_another_way_is_refused(mail):
    with pytest.raises(Found) as found:
        recognise(mail)
    assert found.value.trouble is Trouble.TELLS


@pytest.mark.parametrize("said", ["few", "far", "back"])
def test_a_camera_that_says_odd_things_of_its_list_is_blanked_whole(said):
    at = {"few": b"\0\0\0\x08\xff\xff\1", "far": b"\xff\0\0\0", "back": b"\0\0\0\x08"}[said]
    held = with_segment(0xE1, b"Exif\0\0MM\0*" + at + b"Jo Grey")
    assert b"Jo Grey" not in of_others(with_photo(held))


WRITTEN = b"QUJDREVG\r\nR0g="  # eight letters


@pytest.mark.parametrize(
    "said",
    [
        [(0, 99, [])],
        [(4, 2, [])],
        [(0, 14, [(0, 99)])],
        [(0, 14, [(3, 2)])],
        [(1, 13, [(0, 1)])],
    ],
)
def test_what_is_no_part_of_it_is_not_blanked(said):
    with pytest.raises(ValueError, match="no part|another length|not written|padding|multiple"):
        blanked(WRITTEN, said)


def test_letters_that_say_less_than_their_length_are_not_written_anew():
    with pytest.raises(ValueError, match="another length"):
        blanked(b"QUI==", [(0, 5, [(0, 1)])])


def test_nothing_else_is_written_but_the_sum_of_what_is_blanked():
    assert blanked(WRITTEN, [(0, 14, [(2, 8)])]) == b"QUIAAAAA\r\nAAA="
    held = TELLING["a note"]
    at = held.index(b"iTXt")
    said = of_others(holding("mail", held))
    length = int.from_bytes(held[at - 4 : at])
    zeros = b"iTXt" + bytes(length)
    assert said[at:] == zeros + zlib.crc32(zeros).to_bytes(4) + held[at + 8 + length :]


@pytest.mark.parametrize("answer", [b"", b"[[0, 9, [[0, 99]]]]", b"[7]", b"{", b'[["a", 1, []]]'])
def test_a_process_that_says_anything_else_opens_nothing(monkeypatch, answer):
    monkeypatch.setattr(confinement, "_drawn", lambda *_: answer)
    with pytest.raises(CannotOpen):
        confinement.without_places(b"From: a@b.example\n\nHello")
