"""The vault in a folder of this machine."""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage


class Folder(FileSystemStorage):
    """Files that no other account can read. A saved file is on the disk and not only on its way
    there, so that it outlasts a power cut."""

    def __init__(self, location: str) -> None:
        super().__init__(
            location=location, file_permissions_mode=0o600, directory_permissions_mode=0o700
        )

    def make(self) -> None:
        """Make the folder unless it is there. Raises `ImproperlyConfigured` if this account cannot,
        or cannot use it."""
        try:
            os.makedirs(self.location, mode=0o700, exist_ok=True)
            usable = os.access(self.location, os.R_OK | os.W_OK | os.X_OK)
        except OSError:
            usable = False
        if not usable:
            raise ImproperlyConfigured(
                "VAULT_FOLDER must be a folder that this account can make, read and write, not"
                f" {self.location!r}."
            )

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        kept = super().save(name, content, max_length)
        path = Path(self.path(kept))
        for place in (path, path.parent):
            _flush(place)
        return kept


def _flush(place: Path) -> None:
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
