"""What it costs to keep a file encrypted."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from benchmarks.measure import Result, in_turns, ratio, seconds, size
from sharing.vault.folder import Folder
from sharing.vault.refusals import MOST
from sharing.vault.store import content_of, keeping, remove

FOLDER = f"{Folder.__module__}.{Folder.__qualname__}"


def results() -> list[Result]:
    content = os.urandom(MOST)
    with tempfile.TemporaryDirectory(prefix="vault-") as name:
        place = {"BACKEND": FOLDER, "OPTIONS": {"location": f"{name}/vault"}}
        with override_settings(STORAGES=settings.STORAGES | {"vault": place}):
            found = in_turns(
                {
                    "sealed": lambda: seconds(lambda: keep(content)),
                    "plain": lambda: seconds(lambda: write(Path(name), content)),
                    "opened": lambda: read_sealed(content),
                    "read": lambda: read(Path(name), content),
                },
                rounds=size(15, 50),
            )
    megabytes = MOST // 1024**2
    return [
        Result(
            "rate at which a file is kept, encrypted",
            ratio(found, "plain", "sealed"),
            "×",
            "≥ 0.2",
            f"{megabytes} MB written in clear, and flushed to the disk as it is here",
        ),
        Result(
            "rate at which a file is read, decrypted and compared with its hash",
            ratio(found, "read", "opened"),
            "×",
            "",
            f"{megabytes} MB read in clear from the disk's cache",
        ),
    ]


def keep(content: bytes) -> None:
    """Keep a file in the vault, and remove it."""
    with keeping(content) as stored:
        pass
    remove(stored.id)


def write(folder: Path, content: bytes) -> None:
    """Write a plain file that is on the disk, not on its way there, and remove it."""
    place = folder / "plain"
    with place.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    opened = os.open(folder, os.O_RDONLY)
    os.fsync(opened)
    os.close(opened)
    place.unlink()


def read_sealed(content: bytes) -> float:
    """Return how long it takes to read a file of the vault to its end."""
    with keeping(content) as stored:
        taken = seconds(lambda: [None for _ in content_of(stored)])
    remove(stored.id)
    return taken


def read(folder: Path, content: bytes) -> float:
    """Return how long it takes to read the same in clear."""
    place = folder / "read"
    place.write_bytes(content)
    taken = seconds(place.read_bytes)
    place.unlink()
    return taken
