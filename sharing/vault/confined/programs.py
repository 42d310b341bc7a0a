"""Programs, by how they begin: in a file they are never taken, whatever they are declared or
disguised as."""

from sharing.vault.codes import Trouble
from sharing.vault.confined.found import Found

_BEGINS = (
    b"MZ", b"ZM", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe", b"dex\n", b"L\0\0\0\1\x14\2\0",
)  # fmt: skip


def refuse(content: bytes) -> None:
    """Stop at a program, or at what starts one."""
    if content.startswith(_BEGINS):
        raise Found(Trouble.HOLDS_FILES)
