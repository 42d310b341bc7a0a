"""What mail programs put beside a text: signatures, keys and invitations, each read to its end."""

import re

from sharing.vault.codes import Trouble
from sharing.vault.confined.found import Found

LARGEST = 64 * 1024  # bytes of a signature, with the certificates that go with it

# How signatures of certificates are built: values in values, of a length, or up to an end.
_SIGNED = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
_SEQUENCE, _HOLDS, _HIGH, _LONG = 0x30, 0x20, 0x1F, 0x80
_DEEPEST = 32

_ARMOUR = re.compile(
    rb"\s*-----BEGIN PGP (SIGNATURE|PUBLIC KEY BLOCK)-----\r?\n"
    rb"(?:(?:Version|Comment|Hash|Charset): [\w .,()/:@+-]*\r?\n)*\s*"
    rb"[A-Za-z0-9+/=\r\n]+-----END PGP \1-----\s*"
)

_CALENDAR = re.compile(rb"\s*BEGIN:VCALENDAR\s")
_FOLDED = re.compile(rb"\r?\n[ \t]")
_ATTACHED = re.compile(rb"ATTACH(?:;[^:]*)?:(?:https?|cid|mid):", re.IGNORECASE)
_HELD = re.compile(rb"BINARY|BASE64", re.IGNORECASE)


def is_signature(sent: bytes) -> bool:
    """Return whether it is a signature of certificates, whole, and nothing else."""
    if len(sent) > LARGEST or sent[:1] != bytes([_SEQUENCE]):
        return False
    try:
        start = 2 + (sent[1] & ~_LONG if sent[1] > _LONG else 0)
        return sent[start:].startswith(_SIGNED) and _end(sent, 0, 0) == len(sent)
    except IndexError:
        return False


def is_armour(sent: bytes) -> bool:
    """Return whether it is a signature or a key of PGP, and nothing else."""
    return len(sent) <= LARGEST and bool(_ARMOUR.fullmatch(sent))


def is_calendar(sent: bytes) -> bool:
    """Return whether it is an invitation; one that holds a file stops."""
    if not _CALENDAR.match(sent):
        return False
    for line in _FOLDED.sub(b"", sent).splitlines():
        name, _, _ = line.partition(b":")
        held = line.lstrip().upper().startswith(b"ATTACH") and not _ATTACHED.match(line)
        if held or _HELD.search(name):
            raise Found(Trouble.HOLDS_FILES)
    return True


def _end(sent: bytes, at: int, depth: int) -> int:
    """Return where the value that begins there ends, with all that is in it."""
    kind, length = sent[at], sent[at + 1]
    at += 2
    if depth == _DEEPEST or kind & _HIGH == _HIGH:
        raise IndexError("nobody writes it so")
    if length == _LONG:
        while sent[at : at + 2] != b"\0\0":
            at = _end(sent, at, depth + 1)
        return at + 2
    if length > _LONG:
        size = length - _LONG
        length = int.from_bytes(sent[at : at + size])
        at += size
    end = at + length
    if end > len(sent):
        raise IndexError("it is longer than it is")
    if kind & _HOLDS:
        while at < end:
            at = _end(sent, at, depth + 1)
    return max(end, at)
