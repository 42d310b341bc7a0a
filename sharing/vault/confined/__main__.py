"""The confined process: it takes a file and says what it is, or shows pages of it, with words burnt
into them. It confines itself before it reads."""

import json
import resource
import sys
from collections.abc import Iterator, Sequence

SECONDS = 20  # of work
MEMORY = 1024 * 2**20  # bytes of addresses, the programs among them
FILES = 64  # open at once
CONFINED = (
    (resource.RLIMIT_CPU, SECONDS),
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_NOFILE, FILES),
    # Nothing of a file in clear on a disk, were it by a crash.
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)


def confine() -> None:
    """Nothing more than this for the rest of the process."""
    for what, most in CONFINED:
        resource.setrlimit(what, (most, most))


def answer(content: bytes, arguments: Sequence[str]) -> Iterator[bytes]:
    """Yield the answer, piece by piece: what the file is with its pages and words, or what is wrong
    with it; or what the arguments ask for, as `confinement` says it. What breaks its reader ends
    the process."""
    from sharing.vault.codes import Trouble
    from sharing.vault.confined.found import Found

    try:
        yield from _pieces(content, arguments)
    except Found as stopped:
        yield f"trouble {stopped.trouble}".encode()
    except MemoryError:
        yield f"trouble {Trouble.TOO_MUCH_WORK}".encode()


def _pieces(content: bytes, arguments: Sequence[str]) -> Iterator[bytes]:
    from sharing.vault.codes import Kind
    from sharing.vault.confined import show
    from sharing.vault.confined.stamping import Stamp
    from sharing.vault.frames import framed, unframed

    match arguments:
        case ["page", kind, page]:
            yield show.picture(content, Kind(kind), int(page))
        case ["stamped page", kind, page]:
            stamp, file = unframed(content)
            yield show.picture(file, Kind(kind), int(page), Stamp(stamp))
        case ["paper", kind, pages]:
            yield from map(framed, show.on_paper(content, Kind(kind), int(pages)))
        case ["addresses"]:
            from sharing.vault.confined.naming import naming

            yield naming(*unframed(content))
        case ["blanks"]:
            from sharing.vault.confined.emails import blanks

            yield json.dumps(blanks(content)).encode()
        case ["stamp"]:
            first, *pictures = unframed(content)
            yield from map(framed, map(Stamp(first).on_jpeg, pictures))
        case _:
            from sharing.vault.confined.recognise import recognise  # and all readers
            from sharing.vault.confined.words import words

            found = recognise(content)
            known = f"kind {found} {show.pages(content, found)}\n{words(content, found)}"
            yield known.encode(errors="replace")


if __name__ == "__main__":
    confine()
    for piece in answer(sys.stdin.buffer.read(), sys.argv[1:]):
        sys.stdout.buffer.write(piece)
        # What is shown is shown, should the next page take too much.
        sys.stdout.buffer.flush()
