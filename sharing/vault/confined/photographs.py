"""Photographs as telephones keep them (HEIC), as libheif reads them for Pillow."""

from sharing.vault.codes import Kind

FORM = "HEIF"
# They begin with a part that says which forms of a file this is: first how long it is, then its
# name, the form, its version, and with which others it goes.
NAME, MAIN, OTHERS = slice(4, 8), slice(8, 12), 16
SINGLE = {b"heic", b"heix"}  # packed by H.265
MAINS = SINGLE | {b"mif1"}
LONGEST = 256  # bytes of that part


def kind_of(content: bytes) -> Kind | None:
    """Return that this begins like such a photograph, if it does: no film, and nothing packed
    otherwise."""
    length = min(int.from_bytes(content[:4]), LONGEST)
    others = {content[at : at + 4] for at in range(OTHERS, length, 4)}
    is_one = content[NAME] == b"ftyp" and content[MAIN] in MAINS
    return Kind.HEIC if is_one and SINGLE & (others | {content[MAIN]}) else None


def read_by_pillow() -> None:
    """From now on Pillow opens one: the photograph alone, without what telephones keep beside
    it."""
    import pillow_heif  # it brings much that no other file needs

    pillow_heif.register_heif_opener(
        decode_threads=1, thumbnails=False, depth_images=False, aux_images=False
    )
