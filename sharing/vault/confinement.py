"""Starts the confined process, which reads the files that people send."""

import json
import subprocess
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings

from sharing.addresses.packing import packed
from sharing.addresses.places import Address
from sharing.vault.blanking import blanked
from sharing.vault.codes import Kind, Trouble
from sharing.vault.frames import framed, unframed
from sharing.vault.problems import CannotShow
from sharing.vault.refusals import FileRefused

# The process gets none of our variables, so no secret of the portal, and writes no compiled files.
COMMAND = (sys.executable, "-B", "-E", "-s", "-m", "sharing.vault.confined")
PATIENCE: float = 30  # seconds, whatever the process does with them


BROKE = 1  # the exit code of a program that met something unexpected
PICTURE = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True)
class Recognised:
    kind: Kind
    pages: int  # that can be shown as pictures
    words: str = ""  # as far as they could be read


def recognised(content: bytes) -> Recognised:
    """Return what the file is, or raise `FileRefused`."""
    try:
        done = _run(content)
    except (subprocess.SubprocessError, OSError) as error:
        raise FileRefused(Trouble.TOO_MUCH_WORK) from error
    if done.returncode == BROKE:
        raise FileRefused(Trouble.UNREADABLE)
    return _meant(done.stdout)


def passages_naming(words: str, addresses: Collection[Address]) -> list[str]:
    """Return the passages of a file's words that name one of these addresses. Raises
    `FileRefused` if the process cannot tell in time, because a million characters would hold up
    everybody else."""
    if not words or not addresses:
        return []
    try:
        done = _run(framed(packed(addresses)) + framed(words.encode(errors="replace")), "addresses")
        done.check_returncode()
        passages: list[str] = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise FileRefused(Trouble.TOO_MUCH_WORK) from error
    return passages


def without_places(content: bytes) -> bytes:
    """Return an e-mail as others get it, with the places and authors in its pictures blanked.
    Raises `CannotOpen`."""
    done = _drawn(content, "blanks")
    try:
        return blanked(content, json.loads(done))
    except (ValueError, TypeError) as error:
        raise CannotShow from error


def pictured(content: bytes, kind: Kind, page: int, stamp: bytes = b"") -> bytes:
    """Return a page, counted from 1, as a picture (PNG) with the stamp burnt into it. Raises
    `CannotOpen`."""
    if stamp:
        done = _drawn(framed(stamp) + framed(content), "stamped page", kind, str(page))
    else:
        done = _drawn(content, "page", kind, str(page))
    if not done.startswith(PICTURE):
        raise CannotShow
    return done


def pictured_for_paper(content: bytes, kind: Kind, pages: int) -> list[bytes]:
    """Return the first pages, up to this number, as pictures (JPEG). A page that cannot be shown is
    empty, and so are those after it. Raises `CannotOpen` if no process can be started."""
    try:
        done = _run(content, "paper", kind, str(pages)).stdout
    except subprocess.TimeoutExpired as late:
        done = late.stdout or b""
    except OSError as error:
        raise CannotShow from error
    drawn = [one if one.startswith(JPEG) else b"" for one in unframed(done)][:pages]
    return drawn + [b""] * (pages - len(drawn))


def stamped(pictures: Sequence[bytes], stamp: bytes) -> list[bytes]:
    """Return the pictures (JPEG) with the stamp burnt into each. Raises `CannotShow`. The confined
    process reads these too, because such a process made them from a file that somebody sent."""
    asked = b"".join(map(framed, (stamp, *pictures)))
    done = [one for one in unframed(_drawn(asked, "stamp")) if one.startswith(JPEG)]
    if len(done) != len(pictures):
        raise CannotShow
    return done


def _drawn(content: bytes, *arguments: str) -> bytes:
    try:
        done = _run(content, *arguments)
    except (subprocess.SubprocessError, OSError) as error:
        raise CannotShow from error
    if done.returncode:
        raise CannotShow
    return done.stdout


def _run(content: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments],
        input=content,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it could quote the file
        cwd=settings.BASE_DIR,
        env={},
        timeout=PATIENCE,
        check=False,
    )


def _meant(answer: bytes) -> Recognised:
    """Return the answer of the process. A file may have taken the process over, so it can answer
    nothing but this. The words are only compared, and a passage is shown as text to the person who
    sent the file."""
    known, _, words = answer.decode(errors="replace").partition("\n")
    match known.split(" "):
        case ["kind", kind, pages] if kind in set(Kind) and pages.isdecimal():
            return Recognised(Kind(kind), int(pages), words)
        case ["trouble", trouble] if trouble in set(Trouble):
            raise FileRefused(Trouble(trouble))
    raise FileRefused(Trouble.TOO_MUCH_WORK)
