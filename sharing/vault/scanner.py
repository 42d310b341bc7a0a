"""The virus scanner: ClamAV's `clamd`, asked over its socket. A file is clean only if `clamd` says
exactly that; anything else is no answer."""

import socket
import struct
import time
from enum import StrEnum

from django.conf import settings

from sharing.vault.codes import Trouble
from sharing.vault.refusals import FileRefused

COMMAND = b"zINSTREAM\0"
LENGTH = struct.Struct("!I")
PIECE = 256 * 1024  # bytes
CLEAN = b"stream: OK\0"
FOUND = b" FOUND\0"
LONGEST_ANSWER = 4096  # bytes


class Verdict(StrEnum):
    CLEAN = "clean"
    HARMFUL = "harmful"
    NO_ANSWER = "no_answer"


def scan(content: bytes, *, unscanned_too: bool = False) -> bool:
    """Return whether the file was scanned and is clean. Raises `FileRefused` if it is harmful, or
    if the scanner does not answer and the area takes no unscanned files."""
    verdict = verdict_on(content)
    if verdict is Verdict.HARMFUL:
        raise FileRefused(Trouble.HARMFUL)
    if verdict is Verdict.NO_ANSWER and not unscanned_too:
        raise FileRefused(Trouble.NOT_SCANNED)
    return verdict is Verdict.CLEAN


def verdict_on(content: bytes) -> Verdict:
    """Return the scanner's verdict, within `SCAN_SECONDS`."""
    until = time.monotonic() + settings.SCAN_SECONDS
    try:
        answer = _asked(content, until)
    except OSError:
        return Verdict.NO_ANSWER
    if answer == CLEAN:
        return Verdict.CLEAN
    return Verdict.HARMFUL if answer.endswith(FOUND) else Verdict.NO_ANSWER


def _asked(content: bytes, until: float) -> bytes:
    with socket.socket(socket.AF_UNIX) as scanner:
        _within(scanner, until)
        scanner.connect(settings.CLAMD_SOCKET)
        scanner.sendall(COMMAND)
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            _within(scanner, until)
            scanner.sendall(LENGTH.pack(len(piece)) + piece)
        scanner.sendall(LENGTH.pack(0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            _within(scanner, until)
            more = scanner.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
        return answer


def _within(scanner: socket.socket, until: float) -> None:
    """Limit what the scanner does next to the time that is left."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    scanner.settimeout(left)
