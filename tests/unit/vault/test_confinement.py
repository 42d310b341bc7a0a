"""Files are read in a process of its own, which ends when it takes too much."""

import io
import os
import resource
import subprocess
import sys
import time
from functools import partial

import pytest
from django.conf import settings
from PIL import Image, ImageChops

from sharing.stamps import stamp_of
from sharing.vault import confinement
from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import __main__ as confined
from sharing.vault.confined import show
from sharing.vault.confinement import pictured, pictured_for_paper, stamped
from sharing.vault.examine import examine
from sharing.vault.frames import framed, unframed
from sharing.vault.problems import CannotShow
from sharing.vault.refusals import MOST, WORDS, FileRefused
from tests.attached import (
    bomb,
    compound,
    old_excel,
    old_word,
    pdf,
    photograph,
    picture,
    word,
)


def refused(name, content):
    with pytest.raises(FileRefused) as refusal:
        examine(name, content)
    assert refusal.value.field == "file"
    assert str(refusal.value.words) == str(WORDS[refusal.value.trouble])
    return refusal.value.trouble


def in_place_of_it(monkeypatch, program):
    monkeypatch.setattr(confinement, "COMMAND", (sys.executable, "-c", program))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Letter.docx", word(), Kind.WORD),
        ("../old.DOC", old_word(), Kind.OLD_WORD),
        ("photo.jpeg", picture("JPEG"), Kind.JPEG),
        ("a.pdf", pdf(), Kind.PDF),
        ("a.txt", b"Hello", Kind.TEXT),
    ],
)
def test_a_file_is_taken_under_its_clean_name(name, content, kind):
    examined = examine(name, content)
    assert (examined.kind, examined.content) == (kind, content)
    assert "/" not in examined.name


@pytest.mark.parametrize(
    ("name", "content", "trouble"),
    [
        ("/", b"Hello", Trouble.NAMELESS),
        ("a.txt", b"", Trouble.EMPTY),
        ("a.txt", b"a" * (MOST + 1), Trouble.TOO_LARGE),
        ("a.pdf", b"Hello", Trouble.NAME_DIFFERS),
        ("a.html", b"Hello", Trouble.NAME_DIFFERS),
        ("a.pdf.exe", pdf(), Trouble.NAME_DIFFERS),
        ("a", pdf(), Trouble.NAME_DIFFERS),
        ("a.xlsx", word(), Trouble.NAME_DIFFERS),
        ("a.pdf", pdf(password="secret"), Trouble.LOCKED),
        ("a.docx", bomb(), Trouble.UNPACKS_TOO_LARGE),
    ],
    ids=lambda value: None if isinstance(value, bytes) else str(value),
)
def test_a_file_is_not_taken_and_why_in_words(name, content, trouble):
    assert refused(name, content) is trouble


@pytest.mark.parametrize(
    "content",
    [
        picture()[:70],
        picture("JPEG")[:400],
        b"\x89PNG\r\n\x1a\nnothing",
        pdf()[: len(pdf()) // 2],
        word()[:200],
        old_word()[:700],
        old_excel()[:512],
        compound({"Workbook": b"\xff" * 4096}),
    ],
    ids=range(8),
)
def test_a_torn_file_breaks_its_reader_and_nothing_else(content):
    assert refused("a.txt", content) is Trouble.UNREADABLE


def test_the_largest_that_is_taken():
    assert examine("a.txt", b"a" * MOST).kind is Kind.TEXT


def test_every_trouble_has_words():
    assert set(WORDS) == set(Trouble)


def test_one_that_hangs_is_ended(monkeypatch):
    in_place_of_it(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(confinement, "PATIENCE", 0.3)
    begun = time.monotonic()
    assert refused("a.txt", b"Hello") is Trouble.TOO_MUCH_WORK
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    "program",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "print('nonsense')",
        "print('kind', end='')",
        "print('kind pdf', end='')",
        "print('kind pdf all', end='')",
        "print('kind program 1', end='')",
        "print('trouble none', end='')",
        "import sys; sys.stdout.buffer.write(b'kind \\xff')",
    ],
)
def test_one_that_breaks_or_talks_nonsense_takes_no_file(monkeypatch, program):
    in_place_of_it(monkeypatch, program)
    assert refused("a.txt", b"Hello") is Trouble.TOO_MUCH_WORK


def confined_run(program):
    """Return what came of a program that confines itself as the process does."""
    begin = "from sharing.vault.confined.__main__ import confine; confine()\n"
    return subprocess.run(
        [sys.executable, "-B", "-c", begin + program],
        cwd=settings.BASE_DIR,
        env={},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_it_writes_nothing_to_a_disk(tmp_path):
    done = confined_run(
        f"open({str(tmp_path / 'clear')!r}, 'wb', buffering=0).write(b'clear'); print('written')"
    )
    assert "written" not in done.stdout
    assert not (tmp_path / "clear").exists() or (tmp_path / "clear").read_bytes() == b""


def test_it_takes_no_more_memory():
    assert "MemoryError" in confined_run(f"bytes({confined.MEMORY})").stderr


def test_it_takes_no_more_time():
    program = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    assert confined_run(program).returncode < 0


@pytest.mark.parametrize("name", ["VAULT_KEYS", "SECRET_KEY", "DATABASE_URL"])
def test_it_knows_none_of_our_secrets(monkeypatch, name):
    assert os.environ[name]
    asked = f"import os; print('kind text 0' if {name!r} not in os.environ else 'told', end='')"
    in_place_of_it(monkeypatch, asked)
    assert examine("a.txt", b"Hello").kind is Kind.TEXT


def test_it_bounds_itself_before_it_reads(monkeypatch):
    bounds = {}
    monkeypatch.setattr(resource, "setrlimit", bounds.__setitem__)
    confined.confine()
    assert bounds[resource.RLIMIT_FSIZE] == bounds[resource.RLIMIT_CORE] == (0, 0)
    assert set(bounds) == {what for what, _ in confined.CONFINED}


def said_by(content, *arguments):
    return b"".join(confined.answer(content, arguments))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Hello", b"kind text 0"),
        (b"", b"trouble empty"),
        (pdf(pages=3), b"kind pdf 3"),
        (picture("GIF", frames=2), b"kind gif 2"),
        (picture("JPEG"), b"kind jpeg 1"),
        (photograph(), b"kind heic 1"),
        (photograph(frames=2), b"kind heic 2"),
        (word(), b"kind word 0"),
    ],
)
def test_its_answer(content, said):
    assert said_by(content).splitlines()[0] == said


def test_its_answer_ends_with_the_words_of_the_file():
    assert said_by(b"Hello\nMere") == b"kind text 0\nHello\nMere"
    assert said_by(b"") == b"trouble empty"


def test_one_that_needs_too_much_memory(monkeypatch):
    def more(content):
        raise MemoryError

    monkeypatch.setattr("sharing.vault.confined.recognise.recognise", more)
    assert said_by(b"Hello") == b"trouble too_much_work"


def test_a_pdf_of_more_pages_than_anybody_reads(monkeypatch):
    monkeypatch.setattr(show, "MOST_PAGES", 2)
    assert said_by(pdf(pages=3)) == b"trouble unpacks_too_large"


# Pages as pictures


def seen(content, kind, page=1):
    with Image.open(io.BytesIO(pictured(content, kind, page))) as shown:
        shown.load()
        return shown


def with_place(made):
    """A photograph, lying on its side, that says where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x013B] = "Petra Lund"
    exif.get_ifd(0x8825)[2] = (54.0, 3.0, 7.0)
    exif[0x010E] = "taken at home"
    return made(exif=exif.tobytes())


def test_a_page_is_shown_as_a_picture():
    assert seen(pdf(pages=2), Kind.PDF, 2).size == (2000, 2000)
    assert seen(picture("WEBP"), Kind.WEBP).size == (40, 30)
    assert seen(picture("GIF", frames=3), Kind.GIF, 3).getpixel((0, 0))[0] < 10


def test_what_is_seen_through_lies_on_white():
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
    assert seen(out.getvalue(), Kind.PNG).getpixel((0, 0)) == (255, 255, 255)


def test_a_large_picture_is_shown_smaller():
    assert seen(picture("PNG", size=(4000, 3000)), Kind.PNG).size == (2000, 1500)


def test_a_picture_says_nothing_of_place_and_author():
    content = with_place(partial(picture, "JPEG", comment=b"taken at home"))
    assert b"Petra" in content and b"taken at home" in content
    is_shown_without(content, Kind.JPEG)


def test_a_photograph_of_a_telephone_says_nothing_of_them_either():
    content = with_place(photograph)
    assert b"Petra" in content and b"taken at home" in content
    is_shown_without(content, Kind.HEIC)


def is_shown_without(content, kind):
    shown = pictured(content, kind, 1)
    assert b"Petra" not in shown and b"taken" not in shown
    picture = seen(content, kind)
    assert picture.size == (30, 40), "upright"
    assert not picture.getexif() and not picture.info


@pytest.mark.parametrize(
    ("content", "kind", "page"),
    [
        (pdf(), Kind.PDF, 2),
        (picture(), Kind.PNG, 2),
        (pdf()[:200], Kind.PDF, 1),
        (pdf(password="secret"), Kind.PDF, 1),
        (b"Hello", Kind.TEXT, 1),
    ],
    ids=["beyond the last", "beyond the only one", "torn", "locked", "no pages"],
)
def test_what_cannot_be_shown(content, kind, page):
    with pytest.raises(CannotShow):
        pictured(content, kind, page)


@pytest.mark.parametrize("program", ["print('nonsense')", "import time; time.sleep(60)"])
def test_one_that_hangs_or_talks_nonsense_shows_nothing(monkeypatch, program):
    in_place_of_it(monkeypatch, program)
    monkeypatch.setattr(confinement, "PATIENCE", 0.5)
    with pytest.raises(CannotShow):
        pictured(pdf(), Kind.PDF, 1)


def test_it_says_which_page():
    assert said_by(pdf(), "page", "pdf", "1").startswith(confinement.PICTURE)
    assert said_by(pdf(password="secret"), "page", "pdf", "1") == b"trouble locked"
    turning = picture("GIF", frames=2)
    first, second = (said_by(turning, "page", "gif", page) for page in "12")
    assert first != second


# Words burnt into them

LINES = "Copy 482 913 667, Petra Example", "Police, 14 March 2026, 10:05"


def as_pixels(content):
    with Image.open(io.BytesIO(content)) as shown:
        return shown.convert("RGB")


def plain(colour, size=(1000, 700), form="JPEG"):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form)
    return out.getvalue()


def changed(before, after):
    """Return how much of a picture is not as it was, and how far it is from that at most."""
    seen = ImageChops.difference(as_pixels(before), as_pixels(after)).convert("L").histogram()
    return sum(seen[12:]) / sum(seen), max(far for far, count in enumerate(seen) if count)


@pytest.mark.parametrize("colour", ["white", "black", "grey", "red"])
def test_the_stamp_is_seen_on_light_and_dark_and_hides_little(colour):
    before = plain(colour)
    (after,) = stamped([before], stamp_of(*LINES))
    part, far = changed(before, after)
    assert 0.02 < part < 0.25
    assert 20 < far < 140
    for corner in ((0, 0, 500, 350), (500, 350, 1000, 700)):
        quarters = [as_pixels(one).crop(corner) for one in (before, after)]
        assert ImageChops.difference(*quarters).getbbox(), "on each part of it"


def test_a_picture_on_a_screen_is_stamped_by_the_same_process():
    before = pictured(pdf(), Kind.PDF, 1)
    after = pictured(pdf(), Kind.PDF, 1, stamp_of(*LINES))
    assert after.startswith(confinement.PICTURE)
    assert 0.02 < changed(before, after)[0] < 0.25
    assert said_by(framed(stamp_of(*LINES)) + framed(pdf()), "stamped page", "pdf", "1") == after
    assert pictured(pdf(), Kind.PDF, 1, stamp_of("Copy 1", "Police")) != after


def test_a_small_picture_is_enlarged_so_that_the_words_can_be_read():
    before = plain("white", (40, 30))
    (after,) = stamped([before], stamp_of(*LINES))
    assert as_pixels(after).size == (480, 360)
    asked = framed(stamp_of(*LINES)) + framed(before)
    assert list(unframed(said_by(asked, "stamp"))) == [after]


def test_many_pictures_are_stamped_in_order():
    sizes = [(600, 500), (1400, 20), (600, 500)]
    pictures = [plain("white", size) for size in sizes]
    done = stamped(pictures, stamp_of(*LINES))
    assert [as_pixels(one).size for one in done] == sizes
    asked = b"".join(map(framed, (stamp_of(*LINES), *pictures)))
    assert list(unframed(said_by(asked, "stamp"))) == done


def test_the_words_of_a_stamp_are_of_any_script():
    sizes = {as_pixels(stamp_of(name, "Police")).size for name in ("\u0175", "\u0645\u062d", "Zoë")}
    assert len(sizes) == 3 and min(width for width, _ in sizes) > 40


def test_pages_for_paper_are_smaller_and_say_nothing_of_place_and_author():
    (shown,) = pictured_for_paper(picture("JPEG", size=(4000, 3000)), Kind.JPEG, 1)
    assert as_pixels(shown).size == (1240, 930)
    (shown,) = pictured_for_paper(with_place(partial(picture, "JPEG")), Kind.JPEG, 1)
    assert b"Petra" not in shown and b"taken" not in shown and b"Exif" not in shown
    both = said_by(pdf(pages=3), "paper", "pdf", "2")
    assert list(unframed(both)) == pictured_for_paper(pdf(pages=3), Kind.PDF, 2)


def test_what_stands_behind_one_that_breaks_is_not_shown_and_what_is_before_is():
    first, second, third = pictured_for_paper(pdf(pages=1), Kind.PDF, 3)
    assert first and not second and not third
    assert pictured_for_paper(pdf(password="secret"), Kind.PDF, 2) == [b"", b""]


def test_what_was_drawn_before_it_hung_is_shown(monkeypatch):
    program = (
        "import sys, time; sys.stdout.buffer.write(b'\\0\\0\\0\\x04\\xff\\xd8\\xff!\\0\\0');"
        "sys.stdout.flush(); time.sleep(60)"
    )
    in_place_of_it(monkeypatch, program)
    monkeypatch.setattr(confinement, "PATIENCE", 1)
    assert pictured_for_paper(pdf(), Kind.PDF, 2) == [b"\xff\xd8\xff!", b""]
    in_place_of_it(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(confinement, "PATIENCE", 0.2)
    assert pictured_for_paper(pdf(), Kind.PDF, 1) == [b""]


@pytest.mark.parametrize("program", ["print('nonsense')", "raise SystemExit(1)"])
def test_what_is_not_stamped_is_not_handed_out(monkeypatch, program):
    in_place_of_it(monkeypatch, program)
    with pytest.raises(CannotShow):
        stamped([plain("white")], stamp_of(*LINES))
    assert pictured_for_paper(pdf(), Kind.PDF, 1) == [b""]


def test_without_a_process_nothing_is_drawn(monkeypatch):
    monkeypatch.setattr(confinement, "COMMAND", ("/nowhere/at/all",))
    with pytest.raises(CannotShow):
        pictured_for_paper(pdf(), Kind.PDF, 1)
