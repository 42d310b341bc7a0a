"""What a file is, by its content. Its first bytes say only who is to read it; it is what that
reader takes for whole."""

from sharing.vault.codes import Kind, Trouble
from sharing.vault.confined import compound, office, photographs, pictures, texts
from sharing.vault.confined.found import Found

_PDF = b"%PDF-"


def recognise(content: bytes) -> Kind:
    """Return what the file is, or raise `Found`."""
    if not content:
        raise Found(Trouble.EMPTY)
    if content.startswith(_PDF):
        from sharing.vault.confined import pdf  # it brings much that no other file needs

        return pdf.check(content)
    if content.startswith(office.BEGINS):
        return office.check(content)
    if content.startswith(compound.BEGINS):
        return compound.check(content)
    # A photograph of a telephone by itself alone: in other files nobody blanks what it says.
    picture = pictures.kind_of(content) or photographs.kind_of(content)
    return pictures.check(content, picture) if picture else texts.check(content)
